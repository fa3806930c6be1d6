import type { SimulationLog } from '../run/run-log.ts'
import type { Scenario } from '../scenario/scenario.ts'

/** What happened in each second of a scenario. */
export interface PerSecond {
  readonly arrived: readonly number[]
  readonly served: readonly number[]
  readonly failed: readonly number[]
  /** Calls of servers. */
  readonly calls: readonly number[]
}

/** Counts runs and calls by the second in which they arrive, end and begin. What ends after the scenario is left out. */
export function perSecond(
  { durationMs }: Scenario,
  { runs, attempts }: Pick<SimulationLog, 'runs' | 'attempts'>,
): PerSecond {
  const seconds = Math.ceil(durationMs / 1000)
  const count = (times: readonly number[]): number[] => {
    const counts = new Array<number>(seconds).fill(0)
    for (const time of times) {
      const second = Math.floor(time / 1000)
      if (second < seconds) counts[second] = (counts[second] ?? 0) + 1
    }
    return counts
  }
  const endedAs = (wanted: string): number[] =>
    count(runs.filter(({ end }) => end === wanted).map(({ endedAt }) => endedAt))
  return {
    arrived: count(runs.map(({ arrivedAt }) => arrivedAt)),
    served: endedAs('served'),
    failed: endedAs('failed'),
    calls: count(attempts.map(({ startedAt }) => startedAt)),
  }
}
