import { readFileSync } from 'node:fs'
import type { Mutant } from '@stryker-mutator/api/core'

/** The beginning of a table whose values are all `true`, for the sake of its names, up to one of them. */
const table = /\btrue>\s*> = \{\n(?:\s*[\w'*-]+: true,\n)*\s*[\w'*-]+: $/

/** True for a mutant that puts `false` where the type allows only `true`: nothing reads the values of such a table, and it would not compile. */
export const isNameTable = ({ fileName, location: { start }, replacement }: Mutant): boolean => {
  if (replacement !== 'false') return false
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(0, start.line + 1)
  lines[start.line] = (lines[start.line] ?? '').slice(0, start.column)
  return table.test(lines.join('\n'))
}
