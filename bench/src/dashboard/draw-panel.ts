/** What a panel shows: a line for each legend, with a value for each time. */
export interface Line {
  readonly legend: string
  /** NaN where there is none. */
  readonly values: readonly number[]
}

/** Where a panel is, in pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What a value of a `state-timeline` means, by the value. */
export type States = Readonly<Record<string, { readonly text: string; readonly color: string }>>

/** What a panel is. */
export interface PanelKind {
  readonly type: string
  readonly title: string
  readonly unit?: string | undefined
  readonly states: States
}

const colours = [
  '#2f6fb3',
  '#d9822b',
  '#3b8f4c',
  '#b5402f',
  '#7a5ab5',
  '#8a6d4b',
  '#c2559d',
  '#5f6b76',
  '#a6a12e',
  '#2fa3a0',
]
const legendRow = 13
const mostLegends = 4

/** Draws one panel of a kind: `stat`, `timeseries` or `state-timeline`. Others have a title alone. */
export function drawPanel(
  { type, title, unit = 'short', states }: PanelKind,
  lines: readonly Line[],
  box: Box,
): string {
  const { x, y, width, height } = box
  const head = text(x + 8, y + 17, title, 'font-weight="600"')
  if (type === 'row') return text(x + 4, y + height - 9, title, 'font-size="15" font-weight="700"')
  const frame = `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="3" fill="var(--panel)" stroke="var(--border)"/>`
  const inside = { x: x + 50, y: y + 28, width: width - 66, height: height - 50 - legendHeight(lines) }
  return frame + head + insideOf({ type, title, unit, states }, lines, inside)
}

function insideOf({ type, unit = 'short', states }: PanelKind, lines: readonly Line[], box: Box): string {
  if (!lines.some(({ values }) => values.some(Number.isFinite)))
    return text(box.x + box.width / 2 - 24, box.y + box.height / 2, 'no data', 'fill="var(--muted)"')
  if (type === 'state-timeline') return drawStates(lines, box, states)
  return type === 'stat' ? drawStats(lines, box, unit) : drawLines(lines, box, unit)
}

function legendHeight(lines: readonly Line[]): number {
  return Math.min(mostLegends, lines.length) * legendRow
}

function drawStats(lines: readonly Line[], { x, y, width }: Box, unit: string): string {
  const step = (width + 40) / lines.length
  return lines
    .map(({ legend, values }, place) => {
      const at = x - 30 + place * step
      return (
        text(at, y + 22, shown(values.at(-1) ?? NaN, unit), 'font-size="22" font-weight="600"') +
        text(at, y + 40, legend, 'fill="var(--muted)"')
      )
    })
    .join('')
}

function drawLines(lines: readonly Line[], box: Box, unit: string): string {
  const { x, y, width, height } = box
  const most = 1.05 * Math.max(...lines.flatMap(({ values }) => values.filter(Number.isFinite))) || 1
  const grid = [0, 0.5, 1].map((share) => {
    const at = y + height * (1 - share)
    return `<path d="M${px(x)} ${px(at)}h${px(width)}" stroke="var(--grid)"/>${text(x - 4, at + 4, shown(most * share, unit), 'text-anchor="end" fill="var(--muted)"')}`
  })
  const drawn = lines.map(({ values }, place) => {
    const points = values.map((value, index) =>
      Number.isFinite(value)
        ? `${px(x + (width * index) / Math.max(1, values.length - 1))} ${px(y + height * (1 - value / most))}`
        : undefined,
    )
    const path = points
      .map((point, index) =>
        point === undefined ? '' : `${points[index - 1] === undefined ? 'M' : 'L'}${point}`,
      )
      .join('')
    return `<path d="${path}" fill="none" stroke="${colourOf(place)}" stroke-width="1.4"/>`
  })
  return grid.join('') + drawn.join('') + times(box) + legends(lines, box)
}

/** One bar per line, in the colours that the dashboard gives its states; below it what they mean. */
function drawStates(lines: readonly Line[], { x, y, width, height }: Box, states: States): string {
  const row = (height + legendHeight(lines) - legendRow) / lines.length
  const bars = lines.map(({ legend, values }, place) => {
    const [top, step] = [y + place * row, width / values.length]
    const cells = values.map((value, index) => {
      const colour = stateColours[states[value]?.color ?? ''] ?? 'var(--grid)'
      return `<rect x="${px(x + index * step)}" y="${px(top)}" width="${px(step + 0.3)}" height="${px(row - 6)}" fill="${colour}"/>`
    })
    return cells.join('') + text(x - 5, top + row / 2, legend, 'text-anchor="end" font-weight="600"')
  })
  const bottom = y + height + legendHeight(lines)
  const meanings = Object.values(states).map(({ text: word, color }, place) => {
    const at = x + place * 90
    const fill = stateColours[color] ?? 'var(--grid)'
    return `<rect x="${px(at)}" y="${px(bottom + 8)}" width="9" height="9" fill="${fill}"/>${text(at + 13, bottom + 16, word, 'fill="var(--ink)"')}`
  })
  return bars.join('') + times({ x, y, width, height: bottom - legendRow - y }) + meanings.join('')
}

const stateColours: Readonly<Record<string, string>> = { red: '#b5402f', yellow: '#d9a62b', green: '#3b8f4c' }

function times({ x, y, width, height }: Box): string {
  return [0, 5, 10, 15, 20]
    .map((minute) =>
      text(
        x + (width * minute) / 20,
        y + height + 13,
        `${String(minute)} min`,
        'text-anchor="middle" fill="var(--muted)" font-size="9"',
      ),
    )
    .join('')
}

function legends(lines: readonly Line[], { x, y, height }: Box): string {
  return lines
    .slice(0, mostLegends)
    .map(({ legend }, place) => {
      const at = y + height + 27 + place * legendRow
      const more =
        place === mostLegends - 1 && lines.length > mostLegends
          ? `, and ${String(lines.length - mostLegends)} more`
          : ''
      return `<rect x="${px(x - 36)}" y="${px(at - 7)}" width="9" height="4" fill="${colourOf(place)}"/>${text(x - 23, at, legend + more, 'fill="var(--ink)"')}`
    })
    .join('')
}

function colourOf(place: number): string {
  return colours[place % colours.length] ?? '#000'
}

/** A number in the unit of a panel. */
function shown(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '–'
  if (unit === 'percentunit') return `${(value * 100).toPrecision(3)} %`
  const number = value >= 1000 ? `${(value / 1000).toPrecision(3)} k` : String(Number(value.toPrecision(2)))
  return { s: `${number} s`, reqps: `${number} /s`, currencyUSD: `$${number}` }[unit] ?? number
}

function text(x: number, y: number, words: string, style: string): string {
  const safe = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${px(x)}" y="${px(y)}" ${style}>${safe}</text>`
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10)
}
