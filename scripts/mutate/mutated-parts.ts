import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, type MutatedPackage } from './mutated-package.ts'

/** Tests and what stands beside them, and what `pnpm generate` writes, which a test of the repository holds against its sources. */
const notMutated: readonly RegExp[] = [/\.test(-d)?\.ts$/, /\/(test|support)\//, /\.generated\.ts$/]

const linesOf = (file: string): number => readFileSync(join(root, file), 'utf8').split('\n').length

/** The sources of a package that are mutated, sorted, relative to the root. */
export const mutatedFiles = ({ folder }: MutatedPackage): string[] =>
  globSync(`${folder}/src/**/*.ts`, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !notMutated.some((pattern) => pattern.test(file)))
    .sort()

/**
 * The same in parts of about `size` lines. Stryker remembers for each test how often it reaches each mutant; for a package of
 * ten thousand mutants and four thousand tests at once that takes gigabytes.
 */
export const mutatedParts = (each: MutatedPackage, size = 25_000): string[][] => {
  const parts: string[][] = []
  let lines = 0
  for (const file of mutatedFiles(each)) {
    const more = linesOf(file)
    if (parts.length === 0 || lines + more > size) {
      parts.push([])
      lines = 0
    }
    parts.at(-1)?.push(file)
    lines += more
  }
  return parts
}
