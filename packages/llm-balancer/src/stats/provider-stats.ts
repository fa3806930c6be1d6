import type { CircuitBreaker, CircuitState } from '@llm-balancer/circuit-breaker'
import type {
  BalancerSnapshot,
  FailureKind,
  GuardHeadroom,
  TargetSnapshot,
  TokenUsage,
} from '@llm-balancer/core'

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
  /** The state of its circuit: of several keys that of the key which may be asked first; absent for a group. */
  readonly circuit?: CircuitState
  /** What is left of its limits: of several keys those of the same key; absent without limits. */
  readonly headroom?: readonly GuardHeadroom[]
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

/** One target of a provider: what the core counted, and its circuit. */
export type CountedTarget = {
  readonly snapshot: TargetSnapshot
  readonly circuit?: Pick<CircuitBreaker, 'state'> | undefined
}

/** The statistics of one provider over all of its targets, at least one; an object of their own. Written in one go: there may be thousands. */
export function statsOf(targets: readonly CountedTarget[]): ProviderStats {
  const stats: Writable<ProviderStats> = {
    ...{ attempts: 0, successes: 0, failures: 0, neutral: 0, inFlight: 0 },
    failuresByKind: {},
    usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 },
    ...{ costMicroUsd: 0, unpriced: 0 },
    ...{ isHealthy: false, state: 'removing' },
  }
  let successMs = 0
  for (const { snapshot } of targets) {
    addCounts(stats, snapshot)
    successMs += snapshot.successMs
    const { lastAttemptAt = -Infinity } = snapshot
    if (lastAttemptAt > (stats.lastAttemptAt ?? -Infinity)) stats.lastAttemptAt = lastAttemptAt
  }
  if (stats.successes > 0) stats.meanLatencyMs = successMs / stats.successes
  noteAvailability(stats, targets)
  return stats
}

function addCounts(stats: Writable<ProviderStats>, target: TargetSnapshot): void {
  stats.attempts += target.attempts
  stats.successes += target.successes
  stats.failures += target.failures
  stats.neutral += target.neutral
  stats.inFlight += target.inFlight
  stats.costMicroUsd += target.costMicroUsd
  stats.unpriced += target.unpriced
  stats.isHealthy ||= isHealthy(target)
  add(stats.failuresByKind, target.failuresByKind)
  add(stats.usage, target.usage)
  const { lastFailure } = target
  if (lastFailure !== undefined && lastFailure.at > (stats.lastFailure?.at ?? -Infinity))
    stats.lastFailure = { ...lastFailure }
}

/** False while something blocks the target that is its own fault or that of its key. */
export function isHealthy({ state, reason }: TargetSnapshot): boolean {
  if (state === 'cooling' || state === 'quarantined') return false
  return state !== 'blocked' || reason !== 'circuit-open'
}

/** The targets in place, without those that are being removed, by id. */
export function presentTargets({ targets }: BalancerSnapshot): ReadonlyMap<string, TargetSnapshot> {
  const present = new Map<string, TargetSnapshot>()
  for (const target of targets) if (target.state !== 'removing') present.set(target.id, target)
  return present
}

/** That of the target which is available first. */
function noteAvailability(stats: Writable<ProviderStats>, targets: readonly CountedTarget[]): void {
  let first: CountedTarget | undefined
  for (const target of targets)
    if (first === undefined || timeOf(target.snapshot) < timeOf(first.snapshot)) first = target
  if (first === undefined) return
  const { state, reason, availableAt, headroom } = first.snapshot
  stats.state = state
  if (reason !== undefined) stats.reason = reason
  if (availableAt !== undefined) stats.availableAt = availableAt
  if (headroom !== undefined) stats.headroom = headroom
  if (first.circuit !== undefined) stats.circuit = first.circuit.state
}

const timeOf = ({ state, availableAt = Infinity }: TargetSnapshot): number =>
  state === 'ready' ? -Infinity : availableAt

/** Adds numbers to others, name by name. */
function add<Name extends string>(
  sums: Partial<Record<Name, number>>,
  counts: Readonly<Partial<Record<Name, number>>>,
): void {
  for (const name in counts) sums[name] = (sums[name] ?? 0) + (counts[name] ?? 0)
}
