import type {
  FailureKind,
  GuardHeadroom,
  LimitReport,
  PoolSnapshot,
  TargetSnapshot,
} from '@llm-balancer/core'
import type { DistributionSummary } from '../histogram/distribution.ts'
import type { AttemptTotals, RepeatTotals, RunTotals } from './totals.ts'

/** What a {@link Metrics} has counted, and what the observed balancers are doing now: plain data without secrets. */
export interface MetricsSnapshot {
  /** Clock time in ms. */
  readonly at: number
  readonly balancers: readonly BalancerMetrics[]
}

/** One observed balancer. */
export interface BalancerMetrics {
  readonly name: string
  readonly runs: RunMetrics
  /** Every target that was seen, in the order of the first time, also those removed since (the last 1000 of them). */
  readonly targets: readonly TargetMetrics[]
  /** What the targets of each pool do together. */
  readonly pools: readonly PoolSnapshot[]
  /** Every tenant, as far as they are kept; empty unless `maxTenants` says otherwise. */
  readonly tenants: readonly TenantMetrics[]
  /** Tenants that are no longer kept, together; absent while there are none. */
  readonly otherTenants?: Omit<TenantMetrics, 'tenant' | 'durationMs'>
}

/** The runs of a balancer. */
export interface RunMetrics extends RunTotals, RepeatTotals {
  /** Not ended yet. */
  readonly running: number
  /** Those of the running ones that wait for a target. */
  readonly waiting: number
  /** Streams that broke after their first content and began again on another target. */
  readonly restarts: number
  /** Streams that broke, and whose answer its vendor went on with. */
  readonly resumptions: number
  /** How long the runs that succeeded took, in ms, waits and failed attempts included. */
  readonly durationMs: DistributionSummary
  /** How long waits for a target, or before a retry, took, in ms. */
  readonly waitMs: DistributionSummary
}

/** The circuit of a target. */
export interface CircuitMetrics {
  readonly state: 'closed' | 'open' | 'half-open'
  /** How long it has been in that state, in ms. */
  readonly forMs: number
  /** How often it opened; of a circuit that is not told of, how often it blocked its target, once for each probe as well. */
  readonly openings: number
}

/** One target. */
export interface TargetMetrics
  extends
    AttemptTotals,
    RepeatTotals,
    Pick<TargetSnapshot, 'provider' | 'model' | 'concurrency' | 'window' | 'load'> {
  readonly id: string
  /** Attempts begun; = `successes` + `failures` + `neutral` + `inFlight`. */
  readonly attempts: number
  readonly inFlight: number
  /** As in the balancer's own snapshot; `removed` when the balancer no longer has it, or is no longer observed. */
  readonly state: TargetSnapshot['state'] | 'removed'
  readonly reason?: string
  /** Clock time in ms from which it may be picked again. */
  readonly availableAt?: number
  readonly lastFailure?: { readonly kind: FailureKind; readonly at: number; readonly status?: number }
  /** How often it was blocked for a while after a failure such as a 429. */
  readonly cooldowns: number
  /** How often it was blocked because its key, account or model does not work. */
  readonly quarantines: number
  /** Its circuit; absent when nothing is known of one. */
  readonly circuit?: CircuitMetrics
  /** What its vendor reported last of its limits. */
  readonly limits: readonly LimitReport[]
  /** What is left of the limits that its guards keep. */
  readonly headroom: readonly GuardHeadroom[]
  /** Input and output tokens per minute, over the last five minutes. */
  readonly tokensPerMinute: number
  /** How long successful attempts took, in ms: to the answer, or to the end of the stream. */
  readonly durationMs: DistributionSummary
  /** How long streams took to their first content, in ms. */
  readonly firstContentMs: DistributionSummary
  /** Output tokens per second of successful attempts: of streams after the first content. */
  readonly tokensPerSecond: DistributionSummary
}

/** The runs made on behalf of one tenant. */
export interface TenantMetrics {
  readonly tenant: string
  readonly runs: RunTotals
  readonly running: number
  readonly attempts: AttemptTotals
  /** How long the runs that succeeded took, in ms. */
  readonly durationMs: DistributionSummary
}
