import { seededRandom, type BalancerSnapshot } from '@llm-balancer/core'
import { checkFunction, finite, readOptions, required, type OptionTable } from '@llm-balancer/core/options'
import { checkScenario } from '../scenario/check-scenario.ts'
import { checkSubject } from '../scenario/check-subject.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Subject } from '../scenario/subject.ts'
import { ModelServer } from '../server/model-server.ts'
import type { RunningSubject } from '../subject/running-subject.ts'
import { startSubject } from '../subject/start-subject.ts'
import { summarise, type SimulationSummary } from '../summary/summarise.ts'
import { VirtualClock } from '../time/virtual-clock.ts'
import { arrivalsOf } from './arrivals-of.ts'
import { OpenLoop } from './open-loop.ts'
import type { AttemptLog, SimulationLog } from './run-log.ts'

/** What is simulated. */
export interface SimulationOptions {
  readonly scenario: Scenario
  /** The balancer that is tried. */
  readonly balancer: Subject
  /** Decides when calls arrive, how long answers take and what the balancer draws at random. The same seed gives the same result. @default 1 */
  readonly seed?: number
  /** Called after every second of the scenario with the balancer's state; that of the first where there are several. */
  readonly onSecond?: (timeMs: number, snapshot: BalancerSnapshot) => void
}

/** What a simulation came to: the numbers, and everything that happened. */
export interface Simulation extends SimulationSummary {
  readonly log: SimulationLog
}

type ReadOptions = SimulationOptions & { readonly seed: number }

const optionTable: OptionTable<ReadOptions> = {
  scenario: [checkScenario, required],
  balancer: [checkSubject, required],
  seed: [finite, 1],
  onSecond: [checkFunction],
}

/** Runs that do not end by themselves are waited for this long after the last arrival. */
const longestRunMs = 120_000

/**
 * Runs a scenario from its start until every run has ended.
 *
 * @throws TypeError or RangeError naming what is wrong in the scenario or in the balancer's options
 */
export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const { scenario, balancer, seed, onSecond } = readOptions<ReadOptions>('simulate', options, optionTable)
  const clock = new VirtualClock()
  const attempts: AttemptLog[] = []
  const log = (attempt: AttemptLog): unknown => attempts.push(attempt)
  const { targets, durationMs, processes = 1 } = scenario
  const servers = new Map(
    targets.map((target, place) => [target.name, new ModelServer(target, { clock, log, seed, place })]),
  )
  const start = (process: number): RunningSubject => {
    const random = seededRandom(seed + 1_000_003 * (process + 1))
    return startSubject(balancer, { clock, servers, processes, random })
  }
  const first = start(0)
  const subjects = [first, ...Array.from({ length: processes - 1 }, (_, other) => start(other + 1))]
  const callers = new OpenLoop({
    clock,
    arrivals: arrivalsOf(scenario, seededRandom(seed)),
    call: (arrival, onFirstContent) =>
      (subjects[arrival.id % processes] ?? first).call(arrival, onFirstContent),
  })
  if (onSecond !== undefined)
    watch(clock, durationMs, (timeMs) => {
      onSecond(timeMs, first.snapshot())
    })
  await clock.advance(durationMs)
  await clock.advance(durationMs + longestRunMs, () => callers.isDone)
  await closeWithin(subjects, clock, durationMs + 2 * longestRunMs)
  for (const server of servers.values()) server.close()
  const result = { seed, runs: callers.runs, attempts, timersLeft: clock.pending }
  return { ...summarise(scenario, result), log: result }
}

/** @throws Error when a balancer does not close although nothing more will happen */
async function closeWithin(
  subjects: readonly RunningSubject[],
  clock: VirtualClock,
  untilMs: number,
): Promise<void> {
  const state = { isClosed: false }
  const closing = Promise.all(subjects.map((subject) => subject.close())).then(() => {
    state.isClosed = true
  })
  await clock.advance(untilMs, () => state.isClosed)
  if (!state.isClosed) throw new Error('simulate: the balancer does not close')
  await closing
}

function watch(clock: VirtualClock, untilMs: number, onSecond: (timeMs: number) => void): void {
  const next = (): void => {
    onSecond(clock.elapsedMs)
    if (clock.elapsedMs < untilMs) clock.schedule(next, 1000)
  }
  clock.schedule(next, 1000)
}
