import { createFakeClock, seededRandom } from '@llm-balancer/core/testing'
import { createMetrics, prometheusExporter, recentRuns, type TargetMetrics } from '@llm-balancer/metrics'
import { createFakeLLM } from '@llm-balancer/testing'
import type { RecordedRequest } from '@llm-balancer/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import { drive, entryFor } from './scene.ts'

const usage = {
  a: { inputTokens: 120, outputTokens: 30, cacheReadTokens: 20, reasoningTokens: 0 },
  b: { inputTokens: 90, outputTokens: 17, cacheReadTokens: 0, reasoningTokens: 5 },
  c: { inputTokens: 70, outputTokens: 23, cacheReadTokens: 0, reasoningTokens: 0 },
} as const
type Id = keyof typeof usage
const ids = Object.keys(usage) as Id[]

/** The kind of failure that each fault of a vendor is; a bad request is the fault of the caller. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['server', 'server'],
  ['overloaded', 'overloaded'],
  ['rate-limit', 'rate-limit'],
  ['refuse', 'network'],
  ['auth', 'auth'],
])
/** How far the clock goes at a time, in ms. */
const stepMs = 10
const faults = {
  rate: 0.15,
  kinds: ['server', 'overloaded', 'rate-limit', 'refuse', 'auth', 'bad-request'],
} as const

const scene = () => {
  const clock = createFakeClock()
  const fake = createFakeLLM({
    clock,
    history: 1_000_000,
    targets: {
      a: { faults, latency: { minMs: 5, maxMs: 50 }, reply: { text: 'one two three', usage: usage.a } },
      b: { faults, format: 'anthropic', latency: 10, reply: { text: 'one two', usage: usage.b } },
      c: { faults, latency: 3, reply: { text: 'one', usage: usage.c } },
    },
  })
  const llm = createLLMBalancer({
    providers: ids.map((id) => entryFor(fake, id, id === 'b' ? 'anthropic' : 'openai')),
    strategy: 'round-robin',
    fetch: (url, init) => fake.fetch(url, init),
    clock,
    random: () => 0.5,
    retry: { backoff: { baseMs: 100 } },
    cooling: { quarantineMs: 200, throttleMs: 50 },
    circuitBreaker: { resetTimeoutMs: 100 },
  })
  onTestFinished(async () => {
    await llm.close()
    await fake.close()
    expect(clock.pending).toBe(0)
  })
  return { clock, fake, llm }
}

it('metrics agree to the unit with what the servers recorded of 3000 mixed runs with faults', async () => {
  const { clock, fake, llm } = scene()
  const metrics = createMetrics({ clock, maxTenants: 100 })
  const runs = recentRuns({ size: 3000, reasons: false })
  metrics.observe(llm)
  runs.observe(llm)
  const random = seededRandom(11)
  const ends = { succeeded: 0, failed: 0, cancelled: 0 }
  let begun = 0
  let received = 0
  const ask = async (): Promise<void> => {
    const tenant = `tenant ${String(begun % 7)}`
    const isStream = random() < 0.4
    const caller = new AbortController()
    const leavesAfterMs = random() < 0.05 ? Math.ceil(random() * 20) : undefined
    const forget =
      leavesAfterMs === undefined ? undefined : clock.schedule(() => caller.abort(), leavesAfterMs)
    try {
      const options = { tenant, signal: caller.signal }
      if (isStream)
        for await (const piece of llm.request({ prompt: 'Hi', stream: true }, options))
          received += piece.length
      else await llm.request({ prompt: 'Hi' }, options)
      ends.succeeded += 1
    } catch {
      ends[caller.signal.aborted ? 'cancelled' : 'failed'] += 1
    }
    forget?.()
  }
  const worker = async (): Promise<void> => {
    while (begun < 3000) {
      begun += 1
      await ask()
    }
  }
  await drive(Promise.all(Array.from({ length: 100 }, worker)), clock, stepMs)

  const [observed] = metrics.snapshot().balancers
  expect(observed?.runs).toMatchObject({ ...ends, running: 0, waiting: 0 })
  expect(ends.succeeded + ends.failed + ends.cancelled).toBe(3000)
  expect(Math.min(ends.succeeded, ends.cancelled)).toBeGreaterThan(50)
  expect(received).toBeGreaterThan(ends.succeeded)
  for (const id of ids) {
    const target = observed?.targets.find((one) => one.id === id)
    expectAgreement(target, fake.target(id).requests, usage[id])
  }
  // Runs, tenants, trails and the exposition say the same.
  const attempts = fake.requests.length
  const further = runs.list().reduce((sum, { attempts: tried }) => sum + Math.max(0, tried.length - 1), 0)
  expect(runs.list().reduce((sum, { attempts: tried }) => sum + tried.length, 0)).toBe(attempts)
  expect((observed?.runs.failovers ?? 0) + (observed?.runs.retries ?? 0)).toBe(further)
  const tenants = observed?.tenants ?? []
  expect(tenants).toHaveLength(7)
  for (const result of ['succeeded', 'failed', 'cancelled'] as const)
    expect(tenants.reduce((sum, tenant) => sum + tenant.runs[result], 0)).toBe(ends[result])
  const text = prometheusExporter(metrics).text()
  expect(text).toContain(
    `llm_balancer_runs_total{balancer="default",result="succeeded"} ${String(ends.succeeded)}\n`,
  )
}, 300_000)

/** Compares what was counted of a target with what its server recorded. */
function expectAgreement(
  target: TargetMetrics | undefined,
  requests: readonly RecordedRequest[],
  tokens: (typeof usage)[Id],
): void {
  const served = requests.filter(({ fault, end }) => fault === undefined && end === 'answered')
  const left = requests.filter(({ end }) => end === 'client-closed')
  const failed = requests.filter(({ fault, end }) => fault !== undefined && end !== 'client-closed')
  const byKind: Record<string, number> = {}
  let callersFault = 0
  for (const { fault = '' } of failed) {
    const kind = kinds.get(fault)
    if (kind === undefined) callersFault += 1
    else byKind[kind] = (byKind[kind] ?? 0) + 1
  }
  expect(target).toMatchObject({
    ...{ attempts: requests.length, inFlight: 0, successes: served.length },
    ...{
      failures: failed.length - callersFault,
      failuresByKind: byKind,
      neutral: left.length + callersFault,
    },
    ...{ withoutUsage: 0 },
  })
  expect(served.length + left.length + failed.length).toBe(requests.length)
  expect(Math.min(served.length, left.length, failed.length)).toBeGreaterThan(0)
  expect(target?.durationMs.count).toBe(served.length)
  const servedMs = served.reduce((sum, { startedAt, endedAt = NaN }) => sum + endedAt - startedAt, 0)
  // The client reads an answer within the step of the clock in which the server has written it.
  expect(target?.durationMs.sum).toBeGreaterThanOrEqual(servedMs - 1e-6)
  expect(target?.durationMs.sum).toBeLessThan(servedMs + stepMs * served.length)
  const { inputTokens, outputTokens, cacheReadTokens, reasoningTokens } = target?.tokens ?? {}
  expect({ inputTokens, outputTokens, cacheReadTokens, reasoningTokens }).toEqual({
    inputTokens: tokens.inputTokens * served.length,
    outputTokens: tokens.outputTokens * served.length,
    cacheReadTokens: tokens.cacheReadTokens * served.length,
    reasoningTokens: tokens.reasoningTokens * served.length,
  })
}
