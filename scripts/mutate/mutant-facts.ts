import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Mutant, MutantResult } from '@stryker-mutator/api/core'
import { root } from './mutated-package.ts'

/** A mutant in terms that stay true when lines above it come and go. */
export type MutantFacts = {
  /** Relative to the root. */
  readonly file: string
  /** The line of source on which it begins, trimmed. */
  readonly line: string
  /** The code that is replaced. */
  readonly original: string
  readonly replacement: string
}

/** Reads what a mutant replaces from the source it was made of. Lines and columns are counted from 0, as in Stryker's plugins. */
export const factsOf = ({ fileName, location, replacement }: Mutant): MutantFacts => {
  const { start, end } = location
  const lines = readFileSync(fileName, 'utf8').split('\n')
  const within = lines.slice(start.line, end.line + 1)
  within[within.length - 1] = (within.at(-1) ?? '').slice(0, end.column)
  within[0] = (within[0] ?? '').slice(start.column)
  return {
    file: relative(root, fileName),
    line: (lines[start.line] ?? '').trim(),
    original: within.join('\n'),
    replacement,
  }
}

/** The same of a result, in which Stryker counts lines and columns from 1. */
export const factsOfResult = (result: MutantResult): MutantFacts => {
  const { start, end } = result.location
  return factsOf({
    ...result,
    location: {
      start: { line: start.line - 1, column: start.column - 1 },
      end: { line: end.line - 1, column: end.column - 1 },
    },
  })
}
