import { standingsOf, type Score } from './scores.ts'
import { picture, round, text } from './svg.ts'

const [cell, row] = [74, 26]
const left = 190
const top = 130
/** Room for the last name, which leans out of its column. */
const slant = 70

const kinds = {
  withinGoal: { title: 'runs within the goal, %', show: (value: number) => value.toFixed(1) },
  p99: { title: 'p99 of the time to the first content, s', show: (ms: number) => (ms / 1000).toFixed(1) },
} as const

/** A grid of scenarios and subjects, the smallest gap to the oracle first: the better a cell is beside the best of its row, the greener. */
export function drawShares(scores: readonly Score[], kind: keyof typeof kinds): string {
  const { title, show } = kinds[kind]
  const subjects = standingsOf(scores).map(({ subject }) => subject)
  const scenarios = [...new Set(scores.map(({ scenario }) => scenario))]
  const valueOf = (scenario: string, subject: string): number =>
    scores.find((score) => score.scenario === scenario && score.subject === subject)?.[kind] ?? NaN
  const heads = subjects.map((subject, column) => headOf(subject, left + column * cell))
  const rows = scenarios.flatMap((scenario, index) => {
    const values = subjects.map((subject) => valueOf(scenario, subject))
    const y = top + index * row
    return [
      text({ x: left - 10, y: y + 17, anchor: 'end' }, scenario),
      ...values.map((value, column) =>
        cellOf({ x: left + column * cell, y, color: colorOf(lossOf(kind, value, values)) }, show(value)),
      ),
    ]
  })
  const size = { width: left + subjects.length * cell + slant, height: top + scenarios.length * row + 16 }
  return picture(size, [text({ x: 16, y: 24, size: 15, isBold: true }, title), ...heads, ...rows])
}

function headOf(subject: string, x: number): string {
  const at = `${round(x + cell / 2)} ${top - 8}`
  return `<g transform="translate(${at}) rotate(-35)">${text({ x: 0, y: 0, isBold: subject === 'adaptive' }, subject)}</g>`
}

function cellOf(
  { x, y, color }: { readonly x: number; readonly y: number; readonly color: string },
  words: string,
): string {
  const box = `<rect x="${round(x)}" y="${round(y)}" width="${cell - 2}" height="${row - 2}" rx="3" fill="${color}"/>`
  return box + text({ x: x + cell / 2 - 1, y: y + 16, anchor: 'middle', color: '#1d2126' }, words)
}

/** 0 for the best of the row, 1 for 25 points less, or for three times the time. */
function lossOf(kind: keyof typeof kinds, value: number, values: readonly number[]): number {
  if (!Number.isFinite(value)) return 1
  const known = values.filter((each) => Number.isFinite(each))
  const loss =
    kind === 'withinGoal'
      ? (Math.max(...known) - value) / 25
      : Math.log(value / Math.min(...known)) / Math.log(3)
  return Math.min(1, Math.max(0, loss))
}

/** From green over yellow to red; small losses are told apart best. */
function colorOf(loss: number): string {
  return `hsl(${Math.round(140 - 130 * Math.sqrt(loss))} 55% ${Math.round(78 + 4 * (1 - loss))}%)`
}
