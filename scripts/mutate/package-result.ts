import { relative } from 'node:path'
import type { MutantResult } from '@stryker-mutator/api/core'
import { describes, readEquivalents } from './equivalents.ts'
import { factsOfResult } from './mutant-facts.ts'
import { root, type MutatedPackage } from './mutated-package.ts'
import { equivalentReason } from './selection-checker.ts'

/** What the tests of one package noticed of its mutants. */
export type PackageResult = {
  readonly name: string
  readonly threshold: number
  readonly tested: number
  /** Killed by a failing test, or timed out. */
  readonly noticed: number
  /** Of those noticed, the ones that ran out of time. A loop without an end does, and any mutant may on a machine under load. */
  readonly timedOut: readonly string[]
  /** Listed as equivalent, and not tested. */
  readonly equivalent: number
  /** The share of tested mutants that were noticed; 1 when there were none. */
  readonly score: number
  /** One line for each mutant that no test noticed: `file:line:column  original → replacement`. */
  readonly survivors: readonly string[]
  /** Entries of `equivalents.json` that describe no mutant of this package any more. */
  readonly stale: readonly string[]
}

const noticed: readonly string[] = ['Killed', 'Timeout']
const unnoticed: readonly string[] = ['Survived', 'NoCoverage']

/** Counts Stryker's results. Mutants that were not tested, or could not run at all, do not count. */
export const packageResult = (
  { name, folder, threshold }: MutatedPackage,
  mutants: readonly MutantResult[],
): PackageResult => {
  const survivors = mutants.filter(({ status }) => unnoticed.includes(status))
  const killed = mutants.filter(({ status }) => noticed.includes(status)).length
  const tested = survivors.length + killed
  return {
    name,
    threshold,
    tested,
    noticed: killed,
    timedOut: mutants
      .filter(({ status }) => status === 'Timeout')
      .map(mutantLine)
      .sort(),
    equivalent: mutants.filter(({ statusReason = '' }) => statusReason.startsWith(equivalentReason)).length,
    score: tested === 0 ? 1 : killed / tested,
    survivors: survivors.map(mutantLine).sort(),
    stale: staleEquivalents(folder, mutants),
  }
}

const mutantLine = (mutant: MutantResult): string => {
  const { line, column } = mutant.location.start
  const { original, replacement } = factsOfResult(mutant)
  const where = `${relative(root, mutant.fileName)}:${String(line)}:${String(column)}`
  return `${where}  ${inOneLine(original)} → ${inOneLine(replacement)} (${mutant.mutatorName}${noteOf(mutant)})`
}

/** Stryker ends a loop that comes by a mutant a hundred times as often as the tests do without it; whatever else hangs has run out of time. */
const noteOf = ({ status, statusReason = '' }: MutantResult): string => {
  if (status === 'NoCoverage') return ', which no test runs'
  return status === 'Timeout' && statusReason.startsWith('Hit limit') ? ', a loop without an end' : ''
}

const inOneLine = (code: string): string => {
  const text = code.replaceAll(/\s+/g, ' ')
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}

const staleEquivalents = (folder: string, mutants: readonly MutantResult[]): string[] => {
  const known = readEquivalents().filter(({ file }) => file.startsWith(`${folder}/`))
  if (known.length === 0) return []
  const facts = mutants.map(factsOfResult)
  return known
    .filter((entry) => !facts.some((mutant) => describes(entry, mutant)))
    .map(({ file, original, replacement }) => `${file}: ${inOneLine(original)} → ${inOneLine(replacement)}`)
}
