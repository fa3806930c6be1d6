import { measureTexts } from '../measures/measure-texts.ts'
import type { MeasureName } from '../measures/measure.ts'
import type { Finding } from '../overload/judge-case.ts'
import type { Bound } from '../overload/overload-case.ts'

/**
 * What a case came to, as text: a line per expectation with the values of each seed, and a cross where one is not kept.
 *
 * @param findings one list per seed, each with the same measures
 */
export function findingsTable(name: string, findings: readonly (readonly Finding[])[]): string[] {
  const [first = []] = findings
  const rows = first.map(({ measure, bound }, row) => {
    const values = findings.flatMap((ofSeed) => ofSeed[row] ?? [])
    const mark = values.every(({ isKept }) => isKept) ? ' ' : '✗'
    const written = values.map(({ value }) => measureTexts[measure].write(value).padStart(8)).join(' ')
    const { label } = measureTexts[measure]
    return `  ${mark} ${label.padEnd(34)} ${limitsOf(measure, bound).padEnd(9)} ${written}`
  })
  return [name, ...rows]
}

function limitsOf(measure: MeasureName, { atLeast, atMost }: Bound): string {
  const { write } = measureTexts[measure]
  const low = atLeast === undefined ? [] : [`≥ ${write(atLeast)}`]
  const high = atMost === undefined ? [] : [`≤ ${write(atMost)}`]
  return [...low, ...high].join(', ')
}
