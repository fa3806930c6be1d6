import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MutantFacts } from './mutant-facts.ts'

/** A mutant that no test can notice because it behaves as the original does. It is not counted. */
export type Equivalent = MutantFacts & { readonly reason: string }

/** Reads `equivalents.json`. @throws TypeError for an entry that lacks a field */
export const readEquivalents = (): Equivalent[] => {
  const path = join(import.meta.dirname, 'equivalents.json')
  const entries = JSON.parse(readFileSync(path, 'utf8')) as Partial<Equivalent>[]
  return entries.map((entry) => {
    const { file, line, original, replacement, reason } = entry
    if (
      [file, line, original, reason].some((text) => text === undefined || text === '') ||
      replacement === undefined
    ) {
      throw new TypeError(`equivalents.json: an entry lacks a field: ${JSON.stringify(entry)}`)
    }
    return entry as Equivalent
  })
}

/** True when the mutant is the one that the entry describes. */
export const describes = (entry: Equivalent, mutant: MutantFacts): boolean =>
  entry.file === mutant.file &&
  entry.line === mutant.line &&
  entry.original === mutant.original &&
  entry.replacement === mutant.replacement
