import type { BenchCall } from './drive-load.ts'

/** What the calls of one target came to, or those of all. */
export interface BenchSummary {
  /** A target, or `all`. */
  readonly target: string
  readonly served: number
  /** To the first content, in ms; absent where none was served. */
  readonly p50Ms?: number
  readonly p95Ms?: number
  /** To the end of the answer, in ms. */
  readonly meanTotalMs?: number
}

/** The numbers of each target, and of all together, which is the last one. */
export function summariseCalls(calls: readonly BenchCall[]): BenchSummary[] {
  const served = calls.filter(({ failure }) => failure === undefined)
  const targets = [...new Set(served.flatMap(({ target }) => target ?? []))].sort()
  return [
    ...targets.map((target) =>
      summaryOf(
        target,
        served.filter((call) => call.target === target),
      ),
    ),
    summaryOf('all', served),
  ]
}

/** How many calls failed of what. */
export function failuresOf(calls: readonly BenchCall[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { failure } of calls) if (failure !== undefined) counts[failure] = (counts[failure] ?? 0) + 1
  return counts
}

function summaryOf(target: string, calls: readonly BenchCall[]): BenchSummary {
  if (calls.length === 0) return { target, served: 0 }
  const firsts = calls.flatMap(({ firstContentMs }) => firstContentMs ?? []).toSorted((a, b) => a - b)
  const total = calls.reduce((sum, { totalMs }) => sum + totalMs, 0)
  return {
    target,
    served: calls.length,
    p50Ms: percentile(firsts, 0.5),
    p95Ms: percentile(firsts, 0.95),
    meanTotalMs: Math.round(total / calls.length),
  }
}

/** By the nearest rank. */
function percentile(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0)
}
