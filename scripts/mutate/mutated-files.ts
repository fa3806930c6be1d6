import { globSync } from 'node:fs'
import { root, type MutatedPackage } from './mutated-package.ts'

/** Tests and what stands beside them, and what `pnpm generate` writes, which a test of the repository holds against its sources. */
const notMutated: readonly RegExp[] = [/\.test(-d)?\.ts$/, /\/(test|support)\//, /\.generated\.ts$/]

/** The sources of a package that are mutated, sorted, relative to the root. */
export const mutatedFiles = ({ folder }: MutatedPackage): string[] =>
  globSync(`${folder}/src/**/*.ts`, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !notMutated.some((pattern) => pattern.test(file)))
    .sort()
