import { safeWord } from '@llm-balancer/provider'
import { describe, isRecord } from './checks.ts'

/**
 * Refuses options that nobody reads, so that a misspelt one is not silently inert. `owner` is who speaks.
 *
 * @throws TypeError naming the option, the nearest known one and all known ones; also when `options` is no object
 */
export function checkKnown(owner: string, options: object, known: readonly string[]): void {
  if (!isRecord(options)) throw new TypeError(`${owner}: options must be an object, got ${describe(options)}`)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const shown = safeWord(unknown) ?? '…'
  throw new TypeError(
    `${owner}: unknown option "${shown}"${hintOf(unknown, known)} known options are ${known.join(', ')}`,
  )
}

/** `, did you mean "weight"?`, or a semicolon when there is nothing near. */
export function hintOf(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known, Math.ceil(name.length / 3))
  return nearest === undefined ? ';' : `, did you mean "${nearest}"?`
}

/** The known word that at most `most` letters tell from `name`, whatever their case; the nearest one, if any. */
export function nearestOf(name: string, known: readonly string[], most: number): string | undefined {
  const [best] = known
    .map((word) => ({ word, distance: distanceOf(name.toLowerCase(), word.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)
  return best !== undefined && best.distance <= most ? best.word : undefined
}

/** Levenshtein's distance: how many letters to insert, delete or replace. */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const letter of from) {
    const next = [(row[0] ?? 0) + 1]
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
