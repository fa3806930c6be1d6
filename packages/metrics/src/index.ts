export { createMetrics, type MetricsOptions } from './create-metrics.ts'
export type { Metrics } from './contracts/metrics.ts'
export type {
  ObserveCircuitsOptions,
  ObservedBalancer,
  ObservedCircuit,
  ObservedBudgetEvent,
  ObservedCircuitEvent,
  ObservedEvent,
  ObserveOptions,
  Observer,
} from './contracts/observed-balancer.ts'
export type {
  BalancerMetrics,
  CircuitMetrics,
  MetricsSnapshot,
  RunMetrics,
  TargetMetrics,
  TenantMetrics,
} from './contracts/snapshot.ts'
export type {
  MetricsState,
  ObservedBalancerState,
  ObservedRunsState,
  ObservedTargetState,
  ObservedTenantState,
} from './contracts/state.ts'
export type { AttemptTotals, RepeatTotals, RunTotals } from './contracts/totals.ts'
export type { DistributionState, DistributionSummary } from './histogram/distribution.ts'
export type { RecentValues } from './histogram/rolling-histogram.ts'
export type { ExpositionFormat } from './prometheus/exposition.ts'
export {
  prometheusExporter,
  type PrometheusExporter,
  type PrometheusExporterOptions,
} from './prometheus/prometheus-exporter.ts'
export { recentRuns, type RecentRuns, type RecentRunsOptions } from './recent-runs/recent-runs.ts'
export type { AttemptTrail, RunTrail, WaitTrail } from './recent-runs/run-trail.ts'
export type { EventLogger } from './logs/event-logger.ts'
export { logEvents, type LogEventsOptions } from './logs/log-events.ts'
