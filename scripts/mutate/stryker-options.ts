import { fileURLToPath } from 'node:url'
import type { LogLevel, PartialStrykerOptions } from '@stryker-mutator/api/core'
import type { MutatedPackage } from './mutated-package.ts'
import type { Selection } from './selection-checker.ts'

/** Tests, and what `pnpm generate` writes, which a test of the repository holds against its sources. */
const notMutated = ['**/*.test.ts', '**/*.test-d.ts', '**/test/**', '**/support/**', '**/*.generated.ts']

/** How the mutants of one package are made and tested: with the package's own tests, in a copy of the repository. */
export const strykerOptions = (
  { name, folder }: MutatedPackage,
  selection: Selection,
): PartialStrykerOptions => ({
  selection,
  mutate: [`${folder}/src/**/*.ts`, ...notMutated.map((files) => `!${folder}/src/${files}`)],
  mutator: { plugins: null, excludedMutations: ['StringLiteral'] },
  // Found by name they would have to lie beside Stryker's core, where pnpm does not put them.
  plugins: [
    import.meta.resolve('@stryker-mutator/vitest-runner'),
    new URL('selection-checker.ts', import.meta.url).href,
  ].map((url) => fileURLToPath(url)),
  checkers: ['selection'],
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutate/vitest.config.ts', related: false },
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
  timeoutMS: 15_000,
  // As in vitest.config.ts; the worker threads of the runner have the options of its process.
  testRunnerNodeArgs: ['--always-sparkplug', '--max-semi-space-size=64'],
  // The first run counts which test reaches which mutant, and is several times slower than any other.
  dryRunTimeoutMinutes: 90,
  // A sample says of most mutants only that they were not tested: it may not be taken for their result.
  incremental: selection.share === 1,
  incrementalFile: `reports/mutation/${name}.incremental.json`,
  disableTypeChecks: false,
  reporters: ['json'],
  jsonReporter: { fileName: `reports/mutation/${name}.json` },
  logLevel: 'error' as LogLevel,
  allowConsoleColors: false,
})
