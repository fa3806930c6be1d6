/** Values by the second, with a name. */
export type Row = { readonly label: string; readonly values: readonly number[] }

const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const labelWidth = 9

/** Rows of bars on one scale, and a line below them from `fromMs` to `toMs`. A bar is a second, or several where the terminal is narrow. */
export function chart(
  rows: readonly Row[],
  incident: { readonly fromMs: number; readonly toMs: number },
  columns: number,
): string[] {
  const seconds = Math.max(...rows.map(({ values }) => values.length))
  const perBar = Math.max(1, Math.ceil(seconds / Math.max(1, columns - labelWidth)))
  const top = Math.max(...rows.flatMap(({ values }) => means(values, perBar)))
  const place = (ms: number): number => Math.round(ms / 1000 / perBar)
  const line = `${' '.repeat(labelWidth + place(incident.fromMs))}${'─'.repeat(place(incident.toMs - incident.fromMs))}`
  const legend = `the incident, one column per ${perBar === 1 ? 'second' : `${String(perBar)} seconds`}`
  return [
    ...rows.map(({ label, values }) => label.padEnd(labelWidth) + bars(means(values, perBar), top)),
    ...(line.length + 1 + legend.length > columns ? [line, legend] : [`${line} ${legend}`]),
  ]
}

function means(values: readonly number[], count: number): number[] {
  return Array.from({ length: Math.ceil(values.length / count) }, (_, place) => {
    const some = values.slice(place * count, (place + 1) * count)
    return some.reduce((sum, value) => sum + value, 0) / some.length
  })
}

/** One line of a chart: a bar for each value, on a scale that ends at `top`. */
function bars(values: readonly number[], top: number): string {
  return values
    .map((value) => {
      if (value <= 0 || top <= 0) return ' '
      return levels[Math.min(levels.length - 1, Math.floor((value / top) * (levels.length - 1)))] ?? ' '
    })
    .join('')
}
