import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import type { MutantResult } from '@stryker-mutator/api/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { describes } from '../scripts/mutate/equivalents.ts'
import { isSampled } from '../scripts/mutate/is-sampled.ts'
import { factsOf, type MutantFacts } from '../scripts/mutate/mutant-facts.ts'
import { isNameTable } from '../scripts/mutate/is-name-table.ts'
import { mutatedFiles } from '../scripts/mutate/mutated-files.ts'
import { mutatedPackages } from '../scripts/mutate/mutated-package.ts'
import { packageResult } from '../scripts/mutate/package-result.ts'

const source = ['const one = 1', '  return first &&', '    second', ''].join('\n')

/** A source of three lines in a folder of its own. */
const sourceFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mutate-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'source.ts'), source)
  return join(folder, 'source.ts')
}

const mutantAt = (status: MutantResult['status'], statusReason?: string): MutantResult => ({
  id: '1',
  fileName: sourceFile(),
  location: { start: { line: 2, column: 10 }, end: { line: 3, column: 11 } },
  mutatorName: 'LogicalOperator',
  replacement: 'first || second',
  status,
  ...(statusReason !== undefined && { statusReason }),
})

const retry = { name: 'retry', folder: 'packages/retry', threshold: 0.93 }

describe('the facts about a mutant', () => {
  it('are the code it replaces and the line it begins on', () => {
    const location = { start: { line: 1, column: 9 }, end: { line: 2, column: 10 } }
    expect(
      factsOf({ id: '1', fileName: sourceFile(), location, mutatorName: '', replacement: 'true' }),
    ).toMatchObject({ line: 'return first &&', original: 'first &&\n    second', replacement: 'true' })
  })

  it('tell it from one with another replacement on the same line', () => {
    const mutant: MutantFacts = { file: 'a.ts', line: 'a < b', original: 'a < b', replacement: 'a <= b' }
    expect(describes({ ...mutant, reason: 'never equal' }, mutant)).toBe(true)
    expect(describes({ ...mutant, reason: 'never equal' }, { ...mutant, replacement: 'true' })).toBe(false)
  })
})

describe('a table of names', () => {
  const table = [
    'const names: Readonly<Record<keyof Options, true>> = {',
    '  first: true,',
    "  'second-one': true,",
    '  third: true,',
    '}',
    'const options: Options = {',
    '  first: true,',
    '}',
  ]
  const isValue = (line: number, replacement = 'false'): boolean => {
    const folder = mkdtempSync(join(tmpdir(), 'mutate-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const fileName = join(folder, 'table.ts')
    writeFileSync(fileName, table.join('\n'))
    const column = table[line]?.indexOf('true') ?? 0
    const location = { start: { line, column }, end: { line, column: column + 4 } }
    return isNameTable({ id: '1', fileName, location, mutatorName: 'BooleanLiteral', replacement })
  }

  it('has values that cannot be false', () => {
    expect([1, 2, 3].map((line) => isValue(line))).toEqual([true, true, true])
  })

  it('is no other object, nor another replacement', () => {
    expect(isValue(6)).toBe(false)
    expect(isValue(1, '{}')).toBe(false)
  })
})

describe('the sources of a package', () => {
  it.each(mutatedPackages().map((each) => [each.name, each] as const))(
    'of %s are there, each once, and no test is among them',
    (_name, each) => {
      const files = mutatedFiles(each)
      expect(files.length).toBeGreaterThan(0)
      expect(new Set(files).size).toBe(files.length)
      expect(files.filter((file) => /\.test\.ts$|\.generated\.ts$|\/test\//.test(file))).toEqual([])
    },
  )
})

describe('the sample', () => {
  const mutants = Array.from({ length: 4000 }, (_, at): MutantFacts => {
    const file = `packages/core/src/file-${String(at % 40)}.ts`
    return { file, line: `return a${String(at)} < b`, original: `a${String(at)} < b`, replacement: 'true' }
  })
  const drawn = (share: number, seed: number): MutantFacts[] =>
    mutants.filter((mutant) => isSampled(mutant, { share, seed }))

  it.each([0.05, 0.125, 0.5])('has about the share asked for: %d', (share) => {
    expect(drawn(share, 1).length / mutants.length).toBeCloseTo(share, 1.5)
  })

  it('is everything for a share of 1', () => {
    expect(drawn(1, 1)).toHaveLength(mutants.length)
  })

  it('is the same for the same seed, and another for another', () => {
    expect(drawn(0.125, 1)).toEqual(drawn(0.125, 1))
    expect(drawn(0.125, 1)).not.toEqual(drawn(0.125, 2))
  })
})

describe('the result of a package', () => {
  it('counts killed and timed out mutants as noticed, and leaves out what was not tested', () => {
    const statuses = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'RuntimeError'] as const
    const result = packageResult(retry, [
      ...statuses.map((status) => mutantAt(status)),
      mutantAt('CompileError', 'equivalent: never equal'),
    ])
    expect(result).toMatchObject({ tested: 4, noticed: 2, equivalent: 1, score: 0.5 })
  })

  it('tells a loop without an end from a mutant that has run out of time', () => {
    const { timedOut } = packageResult(retry, [
      mutantAt('Timeout'),
      mutantAt('Timeout', 'Hit limit reached (501/500)'),
    ])
    expect(timedOut.map((line) => /\((.*)\)$/.exec(line)?.[1]).toSorted()).toEqual([
      'LogicalOperator',
      'LogicalOperator, a loop without an end',
    ])
  })

  it('lists every survivor with its place and its replacement', () => {
    const { survivors } = packageResult(retry, [mutantAt('Survived')])
    expect(survivors).toEqual([
      expect.stringMatching(/source\.ts:2:10 {2}first && second → first \|\| second \(LogicalOperator\)$/),
    ])
  })
})
