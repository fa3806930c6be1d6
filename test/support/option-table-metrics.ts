import {
  createMetrics,
  logEvents,
  prometheusExporter,
  recentRuns,
  type ObservedBalancer,
} from '../../packages/metrics/src/index.ts'
import { openTelemetry } from '../../packages/metrics/src/opentelemetry/index.ts'
import { upstream, upToForever, wholeFromZero, type OptionObject } from './option-table.ts'

const runs = { started: 0, succeeded: 0, failed: 0, cancelled: 0, running: 0, waiting: 0 }
const balancer: ObservedBalancer = {
  on: () => () => undefined,
  snapshot: () => ({ strategy: 'none', runs, targets: [], pools: [] }),
}

/** Every object of options of metrics. */
export const metricsObjects: readonly OptionObject[] = [
  {
    types: ['metrics: MetricsOptions'],
    who: 'createMetrics',
    numbers: { maxTenants: wholeFromZero },
    give: createMetrics,
  },
  {
    types: ['metrics: RecentRunsOptions'],
    who: 'recentRuns',
    numbers: { size: 'a whole number within [1, 1000000]' },
    give: recentRuns,
  },
  {
    types: ['metrics: LogEventsOptions'],
    who: 'logEvents',
    numbers: { quietMs: upToForever },
    give: (options) => logEvents(console, options),
  },
  {
    types: ['metrics: PrometheusExporterOptions'],
    who: 'prometheusExporter',
    give: (options) => prometheusExporter(createMetrics(), options),
  },
  {
    types: ['metrics/opentelemetry: OpenTelemetryOptions'],
    who: 'openTelemetry',
    valid: { tracer: { startSpan: upstream.call } },
    give: openTelemetry,
  },
  {
    types: ['metrics: ObserveOptions'],
    who: 'observe',
    give: (options) => recentRuns().observe(balancer, options),
  },
  {
    types: ['metrics: ObserveCircuitsOptions'],
    who: 'observe',
    give: (options) => createMetrics().observe(balancer, options),
  },
]
