import { seededRandom, systemClock, type Clock } from '@llm-balancer/core/time'
import { createFakeLLM, startFakeLLM, type FakeLLM } from '@llm-balancer/testing'
import { createBudget, type Budget } from '@llm-balancer/cost'
import { createLLMBalancer, type LLMBalancer } from 'llm-balancer'
import { reportOf } from './build-report.ts'
import { every } from './every.ts'
import { fakeTargets, fleet, providerEntries } from './fleet.ts'
import { Injector } from './injector.ts'
import { driveLoad } from './load.ts'
import { oneRun } from './one-run.ts'
import type { Phase } from './phases.ts'
import { HealthMeter } from './process-health.ts'
import type { Report, TargetReport } from './report.ts'
import { Tally } from './tally.ts'

/** Settings of {@link runSession}. */
export type SessionOptions = {
  readonly durationMs: number
  readonly seed: number
  readonly phases: readonly Phase[]
  /** Longest time a caller waits for an answer, in ms, > 0. @default 10 000 */
  readonly patienceMs?: number | undefined
  /** The clock of a session without sockets, which a test runs as fast as it can. @default the system's, over 127.0.0.1 */
  readonly clock?: Clock | undefined
  /** Ends the load and the running runs. */
  readonly signal: AbortSignal
  /** Called with the present state several times a second. */
  readonly onFrame: (report: Report) => void
}

const tickMs = 50
const frameMs = 200
/** Far more than come between two ticks. */
const rememberedRequests = 2000
const usualPatienceMs = 10_000
/** More than a provider spends in a minute: it saves after a fifth of it, so that none is ever refused. */
const providerBudget = { by: 'provider', usdPerMinute: 0.5, soft: 0.2, then: 'cheaper' } as const

/** Runs the whole demo against fake targets and gives the final report. Leaves nothing behind. */
export async function runSession(options: SessionOptions): Promise<Report> {
  const { durationMs, seed, phases, signal, onFrame, clock = systemClock } = options
  const settings = { targets: fakeTargets(), seed, clock, history: rememberedRequests }
  await using server = options.clock === undefined ? await startFakeLLM(settings) : createFakeLLM(settings)
  const budget = createBudget(providerBudget)
  const llm = balancerOver(server, options, budget)
  const tally = new Tally()
  const injector = new Injector(server, phases, durationMs)
  const health = new HealthMeter()
  const begunAt = clock.now()
  const elapsedMs = (): number => clock.now() - begunAt
  const tick = (): void => injector.tick(elapsedMs())
  const report = (): Report =>
    reportOf({
      ...{ tally, durationMs, seed, elapsedMs: elapsedMs(), process: health.read(elapsedMs()) },
      ...{ snapshot: llm.snapshot(), phases: injector.records, vendorOf },
      boundsOf: (targetId) => boundsOf(targetId, budget),
    })
  const ends = [
    tally.watch(llm),
    every(clock, tickMs, tick),
    every(clock, frameMs, () => onFrame(report())),
    () => health.stop(),
  ]
  try {
    tick()
    await driveLoad({
      ...{ clock, durationMs, seed, signal },
      start: (plan) => tally.record(oneRun(llm, plan, signal)),
    })
    await llm.close()
    tick()
    return report()
  } finally {
    for (const end of ends) end()
  }
}

/**
 * A balancer for callers that prefer waiting to failing: many attempts, short waits, a total time. It is not told of the
 * faults; its cooldowns are shorter than in production, so that a target returns within the demo.
 */
function balancerOver(server: FakeLLM, options: SessionOptions, budget: Budget): LLMBalancer {
  const { durationMs, seed, clock, patienceMs = usualPatienceMs } = options
  return createLLMBalancer({
    providers: providerEntries((id) => server.url(id)),
    // The default would leave most calls to the cheapest one; here each has its share, so that each fault strikes.
    strategy: 'peak-ewma',
    timeouts: { deadlineMs: patienceMs },
    retry: { maxAttempts: 10, backoff: { baseMs: 50 } },
    circuitBreaker: { resetTimeoutMs: { baseMs: 200, maxMs: 800 } },
    whenUnavailable: { maxWaitMs: patienceMs / 2 },
    cooling: { quarantineMs: durationMs / 20 },
    budgets: [budget],
    random: seededRandom(seed),
    ...(clock === undefined ? {} : { clock, fetch: server.fetch }),
  })
}

function boundsOf(targetId: string, budget: Budget): Pick<TargetReport, 'budgetRatio' | 'requestsPerMinute'> {
  const { spentMicroUsd = 0, limitMicroUsd = 1 } = budget.state({ provider: targetId }) ?? {}
  const { requestsPerMinute } = fleet.find(({ id }) => id === targetId) ?? {}
  return {
    budgetRatio: spentMicroUsd / limitMicroUsd,
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
  }
}

function vendorOf(targetId: string): string {
  return fleet.find(({ id }) => id === targetId)?.type ?? ''
}
