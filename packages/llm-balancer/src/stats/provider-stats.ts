import type { BalancerSnapshot, FailureKind, TargetSnapshot, TokenUsage } from '@llm-balancer/core'
import type { Recorder } from './recorder.ts'

/** Statistics of one provider since it was added. They count attempts: a request that failed over counts at each provider. */
export interface ProviderStats {
  /** Attempts begun; = `successes` + `failures` + `neutral` + `inFlight`. */
  readonly attempts: number
  readonly successes: number
  readonly failures: number
  /** Attempts that say nothing about the provider: the caller went away, or asked for something impossible. */
  readonly neutral: number
  /** Attempts running now. */
  readonly inFlight: number
  readonly failuresByKind: Readonly<Partial<Record<FailureKind, number>>>
  readonly lastFailure?: NonNullable<TargetSnapshot['lastFailure']>
  /** All tokens that were reported. */
  readonly usage: Required<TokenUsage>
  /** What its attempts cost, in micro-dollars, as far as its prices are known. */
  readonly costMicroUsd: number
  /** Attempts that used tokens and whose cost is not known, because a price is missing. */
  readonly unpriced: number
  /** Mean time of the successful attempts in ms; absent without any. */
  readonly meanLatencyMs?: number
  /** Clock time in ms at which the last attempt began; absent before the first. */
  readonly lastAttemptAt?: number
  /** False while its circuit is open, or a failure of it or of its key blocks it. A used-up limit is no failure. */
  readonly isHealthy: boolean
  /** `ready` when it may be asked now; otherwise see `reason` and `availableAt`. */
  readonly state: TargetSnapshot['state']
  readonly reason?: string
  /** Clock time in ms from which it may be asked again. */
  readonly availableAt?: number
}

/** One target of a provider: what the core counted, and what its recorder noted. */
export type CountedTarget = { readonly snapshot: TargetSnapshot; readonly recorder: Recorder }

/** The statistics of one provider over all of its targets, at least one; an object of their own. */
export function statsOf(targets: readonly CountedTarget[]): ProviderStats {
  const snapshots = targets.map(({ snapshot }) => snapshot)
  const count = (read: (target: TargetSnapshot) => number): number =>
    snapshots.reduce((sum, target) => sum + read(target), 0)
  const successes = targets.reduce((sum, { recorder }) => sum + recorder.successes, 0)
  const totalMs = targets.reduce((sum, { recorder }) => sum + recorder.totalMs, 0)
  const lastAttemptAt = latest(targets.flatMap(({ recorder: { lastAt } }) => lastAt ?? []))
  const lastFailure = snapshots.flatMap((one) => one.lastFailure ?? []).toSorted((a, b) => b.at - a.at)[0]
  return {
    attempts: count(({ attempts }) => attempts),
    successes: count((target) => target.successes),
    failures: count(({ failures }) => failures),
    neutral: count(({ neutral }) => neutral),
    inFlight: count(({ inFlight }) => inFlight),
    failuresByKind: summed(snapshots.map(({ failuresByKind }) => failuresByKind)),
    ...(lastFailure === undefined ? {} : { lastFailure: { ...lastFailure } }),
    usage: summed(snapshots.map(({ usage }) => usage)) as Required<TokenUsage>,
    costMicroUsd: count(({ costMicroUsd }) => costMicroUsd),
    unpriced: count(({ unpriced }) => unpriced),
    ...(successes === 0 ? {} : { meanLatencyMs: totalMs / successes }),
    ...(lastAttemptAt === undefined ? {} : { lastAttemptAt }),
    isHealthy: snapshots.some(isHealthy),
    ...availabilityOf(snapshots),
  }
}

/** False while something blocks the target that is its own fault or that of its key. */
export function isHealthy({ state, reason }: TargetSnapshot): boolean {
  if (state === 'cooling' || state === 'quarantined') return false
  return state !== 'blocked' || reason !== 'circuit-open'
}

/** The targets in place, without those that are being removed, by id. */
export function presentTargets({ targets }: BalancerSnapshot): ReadonlyMap<string, TargetSnapshot> {
  return new Map(targets.filter(({ state }) => state !== 'removing').map((target) => [target.id, target]))
}

/** That of the target which is available first. */
function availabilityOf(
  snapshots: readonly TargetSnapshot[],
): Pick<ProviderStats, 'state' | 'reason' | 'availableAt'> {
  const timeOf = ({ state, availableAt = Infinity }: TargetSnapshot): number =>
    state === 'ready' ? -Infinity : availableAt
  const [first] = snapshots.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1))
  const { state = 'removing', reason, availableAt } = first ?? {}
  return {
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(availableAt === undefined ? {} : { availableAt }),
  }
}

function latest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.max(...times)
}

/** Adds numbers up, name by name. */
function summed(counts: readonly Readonly<Record<string, number | undefined>>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const count of counts)
    for (const [name, number = 0] of Object.entries(count)) sum[name] = (sum[name] ?? 0) + number
  return sum
}
