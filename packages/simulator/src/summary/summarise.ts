import type { AttemptLog, RunLog, SimulationLog } from '../run/run-log.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { perSecond, type PerSecond } from '../report/per-second.ts'
import { costUsdOf } from './cost-of.ts'

/** What a simulation came to, in numbers. */
export interface SimulationSummary {
  /** Runs that arrived. */
  readonly requests: number
  /** Runs that were served. */
  readonly succeeded: number
  /** Runs whose first content came within the scenario's `goalMs`. */
  readonly withinGoal: number
  /** Runs that no target was even asked for in the end: what a router refuses looks fast, so look at this beside the latency. */
  readonly refused: number
  /** Calls of servers. */
  readonly attempts: number
  /** Calls that were refused with a 429. */
  readonly rejections429: number
  /** Calls that ended without an answer in any other way, those that were given up included. */
  readonly failures: number
  /** Of all calls with known prices, in US dollars. */
  readonly costUsd: number
  /** Share of the prompt tokens of served calls that were in a server's cache, 0–1; NaN where there were none. */
  readonly cacheHitRatio: number
  /** From the arrival of served runs to their first content. NaN when none was served. */
  readonly firstContentMs: Percentiles
  readonly perTarget: Readonly<Record<string, TargetSummary>>
  /** What happened in each second. */
  readonly series: PerSecond
}

/** Values that half, 95 % and 99 % of all values do not exceed. */
export interface Percentiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** What one target came to. */
export interface TargetSummary {
  readonly attempts: number
  readonly answered: number
  readonly rejections429: number
  readonly failures: number
  readonly costUsd: number
}

/** The numbers of a log. */
export function summarise(scenario: Scenario, log: SimulationLog): SimulationSummary {
  const { runs, attempts } = log
  const { goalMs = 2000, targets } = scenario
  const served = runs.filter(({ end }) => end === 'served')
  const latencies = served.map(latencyOf).toSorted((a, b) => a - b)
  const ofTarget = byTarget(attempts)
  const perTarget = Object.fromEntries(
    targets.map(({ name, cost }) => [name, summariseTarget(ofTarget.get(name) ?? [], cost)]),
  )
  const sum = (part: keyof TargetSummary): number =>
    Object.values(perTarget).reduce((total, each) => total + each[part], 0)
  return {
    requests: runs.length,
    succeeded: served.length,
    withinGoal: latencies.filter((latency) => latency <= goalMs).length,
    refused: runs.filter(({ end, reason }) => end === 'failed' && reason === 'no-target-available').length,
    attempts: attempts.length,
    rejections429: sum('rejections429'),
    failures: sum('failures'),
    costUsd: sum('costUsd'),
    cacheHitRatio: cacheHitRatioOf(attempts),
    firstContentMs: {
      p50: percentile(latencies, 0.5),
      p95: percentile(latencies, 0.95),
      p99: percentile(latencies, 0.99),
    },
    perTarget,
    series: perSecond(scenario, log),
  }
}

function byTarget(attempts: readonly AttemptLog[]): ReadonlyMap<string, readonly AttemptLog[]> {
  const groups = new Map<string, AttemptLog[]>()
  for (const attempt of attempts) {
    const group = groups.get(attempt.target)
    if (group === undefined) groups.set(attempt.target, [attempt])
    else group.push(attempt)
  }
  return groups
}

function latencyOf({ arrivedAt, firstContentAt }: RunLog): number {
  return firstContentAt - arrivedAt
}

function summariseTarget(
  attempts: readonly AttemptLog[],
  cost: Parameters<typeof costUsdOf>[1],
): TargetSummary {
  const answered = attempts.filter(({ end }) => end === 'answered').length
  const rejections429 = attempts.filter(({ status }) => status === 429).length
  return {
    attempts: attempts.length,
    answered,
    rejections429,
    failures: attempts.length - answered - rejections429,
    costUsd: attempts.reduce((total, attempt) => total + costUsdOf(attempt, cost), 0),
  }
}

function cacheHitRatioOf(attempts: readonly AttemptLog[]): number {
  let [cached, all] = [0, 0]
  for (const { inputTokens, cachedTokens } of attempts) {
    cached += cachedTokens
    all += inputTokens
  }
  return cached / all
}

/** By the nearest rank. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN
}
