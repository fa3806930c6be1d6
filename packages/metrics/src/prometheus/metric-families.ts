import type { MetricsSnapshot } from '../contracts/snapshot.ts'
import type { Labels, MetricDescription, MetricFamily } from './metric-family.ts'
import { poolMetrics } from './pool-metrics.ts'
import { runMetrics, type Metric } from './run-metrics.ts'
import { stateMetrics } from './state-metrics.ts'
import { attemptMetrics, usageMetrics } from './target-metrics.ts'
import { tenantMetrics } from './tenant-metrics.ts'

const targetMetrics = [...attemptMetrics, ...usageMetrics, ...stateMetrics]

/** Every metric there is, in the order in which they are shown. */
export const allMetrics: readonly MetricDescription[] = [
  ...runMetrics,
  ...targetMetrics,
  ...poolMetrics,
  ...tenantMetrics,
].map(descriptionOf)

/** The metrics with their numbers; those without any are left out. */
export function metricFamilies({ balancers }: MetricsSnapshot): readonly MetricFamily[] {
  const runs = balancers.map((row) => ({ row, own: { balancer: row.name } }))
  const targets = balancers.flatMap(({ name, targets: rows }) =>
    rows.map((row) => ({ row, own: { balancer: name, target: row.id } })),
  )
  const pools = balancers.flatMap(({ name, pools: rows }) =>
    rows.map((row) => ({ row, own: { balancer: name, pool: row.pool } })),
  )
  const tenants = balancers.flatMap(({ name, tenants: rows }) =>
    rows.map((row) => ({ row, own: { balancer: name, tenant: row.tenant } })),
  )
  return [
    ...familiesOf(runMetrics, runs),
    ...familiesOf(targetMetrics, targets),
    ...familiesOf(poolMetrics, pools),
    ...familiesOf(tenantMetrics, tenants),
  ].filter(({ samples }) => samples.length > 0)
}

function familiesOf<Row>(
  metrics: readonly Metric<Row>[],
  rows: readonly { readonly row: Row; readonly own: Labels }[],
): readonly MetricFamily[] {
  return metrics.map((metric) => ({
    ...descriptionOf(metric),
    samples: rows.flatMap(({ row, own }) => metric.samples(row, own)),
  }))
}

function descriptionOf({ name, help, type, labels }: MetricDescription): MetricDescription {
  return { name, help, type, labels }
}
