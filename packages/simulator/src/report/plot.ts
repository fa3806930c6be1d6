import { incidentOf } from '../measures/periods.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { PerSecond } from './per-second.ts'

const [width, height] = [860, 340]
const frame = { left: 56, right: 16, top: 44, bottom: 40 }
/** With more times on its axis they would run into each other. */
const mostTimes = 20
const series = [
  { key: 'arrived', label: 'runs arriving', color: 'ink' },
  { key: 'calls', label: 'calls of targets', color: 'calls' },
  { key: 'served', label: 'runs served', color: 'served' },
] as const

/** The colours on light and on dark pages. */
const light = '--paper:#fff;--ink:#4a4f57;--faint:#dfe2e6;--incident:#f6e3df;--calls:#c2620a;--served:#1a7f5a'
const dark =
  '--paper:#1b1b1f;--ink:#c5cad3;--faint:#3a3f47;--incident:#4a2f2c;--calls:#f0a04b;--served:#4fc796'
const style = `<style>svg{${light}}@media(prefers-color-scheme:dark){svg{${dark}}}</style>`

/** Draws what happened per second as an SVG picture, in the colours of light and dark pages; the incident is shaded. */
export function plot(scenario: Scenario, counts: PerSecond): string {
  const { name, durationMs } = scenario
  const incident = incidentOf(scenario)
  const top = niceLimit(Math.max(...series.flatMap(({ key }) => counts[key])))
  const x = (timeMs: number): number =>
    round(frame.left + (timeMs / durationMs) * (width - frame.left - frame.right))
  const y = (value: number): number =>
    round(height - frame.bottom - (value / top) * (height - frame.top - frame.bottom))
  const lines = series.map(({ key, color }) => {
    const points = counts[key].map((value, second) => `${x(second * 1000 + 500)},${y(value)}`)
    return `<polyline fill="none" stroke="var(--${color})" stroke-width="1.6" points="${points.join(' ')}"/>`
  })
  const marks = [0, top / 2, top].map(
    (value) =>
      `<line x1="${frame.left}" x2="${width - frame.right}" y1="${y(value)}" y2="${y(value)}" stroke="var(--faint)"/>` +
      text({ x: frame.left - 8, y: y(value) + 4, anchor: 'end' }, String(value)),
  )
  const step = 10 * Math.ceil(durationMs / mostTimes / 10_000)
  const times = Array.from({ length: Math.floor(durationMs / 1000 / step) + 1 }, (_, place) =>
    text({ x: x(place * step * 1000), y: height - frame.bottom + 18, anchor: 'middle' }, `${place * step} s`),
  )
  const legend = series.map(({ label, color }, index) =>
    text({ x: frame.left + index * 150, y: 34, anchor: 'start', color }, `— ${label}`),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    style,
    `<rect width="${width}" height="${height}" fill="var(--paper)"/>`,
    `<rect x="${x(incident.fromMs)}" y="${frame.top}" width="${round(x(incident.toMs) - x(incident.fromMs))}" height="${height - frame.top - frame.bottom}" fill="var(--incident)"/>`,
    text({ x: frame.left, y: 16, anchor: 'start' }, `${name}, per second`),
    ...[...legend, ...marks, ...times, ...lines],
    '</svg>',
    '',
  ].join('\n')
}

interface TextPlace {
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
  readonly color?: string
}

function text({ x, y, anchor, color = 'ink' }: TextPlace, words: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="var(--${color})">${escaped(words)}</text>`
}

/** A scenario may have any name. */
function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** The next of 1, 2, 5 × 10ⁿ. */
function niceLimit(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  return ([1, 2, 5].find((step) => step * power >= value) ?? 10) * power
}

function round(value: number): number {
  return Number(value.toFixed(1))
}
