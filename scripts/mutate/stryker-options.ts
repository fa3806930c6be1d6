import { fileURLToPath } from 'node:url'
import type { LogLevel, PartialStrykerOptions } from '@stryker-mutator/api/core'
import { mutatedFiles } from './mutated-files.ts'
import type { MutatedPackage } from './mutated-package.ts'
import type { Selection } from './selection-checker.ts'

/** How the mutants of a package are made and tested: with all of the package's tests, in a copy of the repository. */
export const strykerOptions = (each: MutatedPackage, selection: Selection): PartialStrykerOptions => ({
  selection,
  mutate: mutatedFiles(each),
  mutator: { plugins: null, excludedMutations: ['StringLiteral'] },
  // Found by name they would have to lie beside Stryker's core, where pnpm does not put them.
  plugins: [
    import.meta.resolve('@stryker-mutator/vitest-runner'),
    new URL('selection-checker.ts', import.meta.url).href,
  ].map((url) => fileURLToPath(url)),
  checkers: ['selection'],
  testRunner: 'vitest',
  // As in vitest.config.ts: a crash of V8 in a worker thread would end the runner.
  vitest: { configFile: 'scripts/mutate/vitest.config.ts', related: false, pool: 'forks' },
  coverageAnalysis: 'perTest',
  ignorePatterns: [
    '**/dist',
    '/.turbo',
    '/test/.tmp',
    '/reports',
    '/.changeset',
    '/.github',
    '/docs',
    '/bench',
    '/apps',
    '/examples',
  ],
  // Loops without an end are found by their count, and waits by the timeout of a test. This is for what neither of them ends.
  timeoutMS: 90_000,
  // The first run counts which test reaches which mutant, and is several times slower than any other.
  dryRunTimeoutMinutes: 90,
  // A sample says of most mutants only that they were not tested: it may not be taken for their result.
  incremental: selection.share === 1,
  incrementalFile: `reports/mutation/${each.name}.incremental.json`,
  disableTypeChecks: false,
  reporters: ['json'],
  jsonReporter: { fileName: `reports/mutation/${each.name}.json` },
  logLevel: 'error' as LogLevel,
  allowConsoleColors: false,
})
