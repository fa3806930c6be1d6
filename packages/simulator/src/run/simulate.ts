import { seededRandom, type BalancerSnapshot } from '@llm-balancer/core'
import type { Scenario } from '../scenario/scenario.ts'
import { ModelServer } from '../server/model-server.ts'
import type { RunningSubject } from '../subject/running-subject.ts'
import { startSubject } from '../subject/start-subject.ts'
import { VirtualClock } from '../time/virtual-clock.ts'
import { arrivalsOf } from './arrivals-of.ts'
import { OpenLoop } from './open-loop.ts'
import type { AttemptLog, SimulationLog } from './run-log.ts'

/** How a scenario is run. */
export interface SimulationOptions {
  /** Decides when calls arrive and what the balancer draws at random. The same seed gives the same log. @default 1 */
  readonly seed?: number
  /** Called after every second of the scenario with the balancer's state. */
  readonly onSecond?: (timeMs: number, snapshot: BalancerSnapshot) => void
}

/** Runs that do not end by themselves are waited for this long after the last arrival. */
const longestRunMs = 120_000

/** Runs a scenario from its start until every run has ended. @throws what the balancer's factory throws for bad options */
export async function simulate(scenario: Scenario, options: SimulationOptions = {}): Promise<SimulationLog> {
  const { seed = 1, onSecond } = options
  const clock = new VirtualClock()
  const attempts: AttemptLog[] = []
  const log = (attempt: AttemptLog): unknown => attempts.push(attempt)
  const servers = new Map(
    scenario.targets.map((target) => [target.name, new ModelServer(target, { clock, log })]),
  )
  const subject = startSubject(scenario, { clock, servers, random: seededRandom(seed + 1_000_003) })
  const callers = new OpenLoop({
    clock,
    arrivals: arrivalsOf(scenario, seededRandom(seed)),
    call: (settings) => subject.call(settings),
  })
  if (onSecond !== undefined)
    watch(clock, scenario.durationMs, (timeMs) => {
      onSecond(timeMs, subject.snapshot())
    })
  await clock.advance(scenario.durationMs)
  await clock.advance(scenario.durationMs + longestRunMs, () => callers.isDone)
  await closeWithin(subject, clock, scenario.durationMs + 2 * longestRunMs)
  for (const server of servers.values()) server.close()
  return { seed, runs: callers.runs, attempts, timersLeft: clock.pending }
}

/** @throws Error when the balancer does not close although nothing more will happen */
async function closeWithin(subject: RunningSubject, clock: VirtualClock, untilMs: number): Promise<void> {
  const state = { isClosed: false }
  const closing = subject.close().then(() => {
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
