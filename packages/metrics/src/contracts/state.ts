import type { DistributionState } from '../histogram/distribution.ts'
import type { TargetMetrics, TenantMetrics } from './snapshot.ts'
import type { AttemptTotals, RepeatTotals, RunTotals } from './totals.ts'

/** All totals as plain data that JSON can hold, to continue from after a restart. The latest minutes are not in it. */
export interface MetricsState {
  readonly version: 1
  /** Clock time in ms at which it was exported. */
  readonly savedAt: number
  /** The `savedAt` of the state that it goes on from; absent where there was none. */
  readonly restoredFrom?: number | undefined
  readonly balancers: readonly ObservedBalancerState[]
}

/** The totals of one balancer. */
export interface ObservedBalancerState {
  readonly name: string
  readonly runs: ObservedRunsState
  readonly targets: readonly ObservedTargetState[]
  readonly tenants: readonly ObservedTenantState[]
  readonly otherTenants?: Pick<TenantMetrics, 'runs' | 'attempts'>
}

/** The totals of a balancer's runs. */
export interface ObservedRunsState extends RunTotals {
  readonly restarts: number
  readonly resumptions: number
  readonly durationMs: DistributionState
  readonly waitMs: DistributionState
}

/** The totals of one target. */
export interface ObservedTargetState
  extends AttemptTotals, RepeatTotals, Pick<TargetMetrics, 'cooldowns' | 'quarantines' | 'lastFailure'> {
  readonly id: string
  readonly openings: number
  readonly durationMs: DistributionState
  readonly firstContentMs: DistributionState
  readonly tokensPerSecond: DistributionState
}

/** The totals of one tenant. */
export interface ObservedTenantState {
  readonly tenant: string
  readonly runs: RunTotals
  readonly attempts: AttemptTotals
  readonly durationMs: DistributionState
}
