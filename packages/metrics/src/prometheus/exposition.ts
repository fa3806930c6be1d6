import type { Labels, MetricFamily, Sample } from './metric-family.ts'

/** The formats in which metrics are exposed. Sources: Prometheus' text format 0.0.4, OpenMetrics 1.0. */
export type ExpositionFormat = 'text' | 'openmetrics'

/** The content type of each format. */
export const contentTypes: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** Writes metrics as text. */
export function exposition(families: readonly MetricFamily[], format: ExpositionFormat): string {
  const isOpenMetrics = format === 'openmetrics'
  const lines: string[] = []
  for (const family of families) {
    // OpenMetrics names the counter without its suffix, and gauges of information are a type of their own.
    const { name, type } = isOpenMetrics ? openMetricsOf(family) : family
    lines.push(`# HELP ${name} ${escapeHelp(family.help, isOpenMetrics)}`, `# TYPE ${name} ${type}`)
    for (const sample of family.samples) lines.push(lineOf(family.name, sample))
  }
  if (isOpenMetrics) lines.push('# EOF')
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

function openMetricsOf({ name, type }: MetricFamily): { readonly name: string; readonly type: string } {
  if (type === 'counter') return { name: name.replace(/_total$/, ''), type }
  return name.endsWith('_info') ? { name: name.replace(/_info$/, ''), type: 'info' } : { name, type }
}

function lineOf(name: string, { suffix = '', labels, value }: Sample): string {
  return `${name}${suffix}${labelsOf(labels)} ${numberOf(value)}`
}

function labelsOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return `{${pairs.join(',')}}`
}

/** A number as both formats take it: `NaN`, `+Inf` and `-Inf` included. */
function numberOf(value: number): string {
  if (value === Infinity) return '+Inf'
  return value === -Infinity ? '-Inf' : String(value)
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '"': '\\"' }

function escapeLabel(text: string): string {
  return text.replaceAll(/[\\\n"]/g, (found) => escapes[found] ?? found)
}

/** Prometheus' own format leaves quotes in help texts as they are. */
function escapeHelp(text: string, isOpenMetrics: boolean): string {
  return text.replaceAll(isOpenMetrics ? /[\\\n"]/g : /[\\\n]/g, (found) => escapes[found] ?? found)
}
