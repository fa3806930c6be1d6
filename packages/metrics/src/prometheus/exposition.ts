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

function lineOf(name: string, { suffix = '', labels, extra, value }: Sample): string {
  const own = extra === undefined ? '' : `,${extra[0]}="${escapeLabel(extra[1])}"`
  return `${name}${suffix}{${labelsOf(labels)}${own}} ${numberOf(value)}`
}

/** Labels as text. Many samples have the same object of labels. */
const written = new WeakMap<Labels, string>()

function labelsOf(labels: Labels): string {
  const known = written.get(labels)
  if (known !== undefined) return known
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  const text = pairs.join(',')
  written.set(labels, text)
  return text
}

/** A number as both formats take it: `NaN`, `+Inf` and `-Inf` included. */
function numberOf(value: number): string {
  if (value === Infinity) return '+Inf'
  return value === -Infinity ? '-Inf' : String(value)
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '"': '\\"' }

function escapeLabel(text: string): string {
  if (!/[\\\n"]/.test(text)) return text
  return text.replaceAll(/[\\\n"]/g, (found) => escapes[found] ?? found)
}

/** Prometheus' own format leaves quotes in help texts as they are. */
function escapeHelp(text: string, isOpenMetrics: boolean): string {
  return text.replaceAll(isOpenMetrics ? /[\\\n"]/g : /[\\\n]/g, (found) => escapes[found] ?? found)
}
