import { checkFunction, oneOf, readOptions, readProperty, type OptionTable } from '@llm-balancer/core/options'
import type { Metrics } from '../contracts/metrics.ts'
import { contentTypes, exposition, type ExpositionFormat } from './exposition.ts'
import { metricFamilies } from './metric-families.ts'

/** How metrics are exposed. */
export interface PrometheusExporterOptions {
  /** `text`: Prometheus' own format 0.0.4. `openmetrics`: OpenMetrics 1.0. @default 'text' */
  readonly format?: ExpositionFormat
}

/** Gives metrics to a Prometheus server, and to whatever reads its format. */
export interface PrometheusExporter {
  /** What the header `content-type` of the answer has to be. */
  readonly contentType: string
  /** Gives all metrics now, as the body of the answer. */
  readonly text: () => string
}

const table: OptionTable<PrometheusExporterOptions> = { format: [oneOf('text', 'openmetrics'), 'text'] }

/**
 * Exposes what a {@link Metrics} has counted, without any dependency. The names of metrics and labels are part of the public API.
 *
 * @example
 * const exporter = prometheusExporter(metrics)
 * createServer((_, response) => response.setHeader('content-type', exporter.contentType).end(exporter.text())).listen(9464)
 * @throws TypeError or RangeError that names the option
 */
export function prometheusExporter(
  metrics: Pick<Metrics, 'snapshot'>,
  options: PrometheusExporterOptions = {},
): PrometheusExporter {
  checkFunction('metrics.snapshot', readProperty(metrics, 'snapshot'), 'prometheusExporter')
  const { format = 'text' } = readOptions('prometheusExporter', options, table)
  return {
    contentType: contentTypes[format],
    text: () => exposition(metricFamilies(metrics.snapshot()), format),
  }
}
