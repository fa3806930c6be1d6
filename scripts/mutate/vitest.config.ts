import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { ShortFirst } from './short-first.ts'

/** The folder of the package whose mutants are tested; set by `main.ts`. */
const folder = process.env['MUTATED_PACKAGE'] ?? ''
if (folder === '') throw new Error('run "pnpm mutate": MUTATED_PACKAGE names no package')

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    include: [`${folder}/**/*.test.ts`],
    setupFiles: [
      join(import.meta.dirname, '..', '..', 'test/setup/no-leaks.ts'),
      join(import.meta.dirname, 'skip-repetitions.ts'),
      join(import.meta.dirname, 'coverage-per-file.ts'),
      join(import.meta.dirname, 'short-timeouts.ts'),
    ],
    sequence: { sequencer: ShortFirst },
    // For the first run.
    testTimeout: 600_000,
    isolate: false,
    execArgv: ['--expose-gc', '--always-sparkplug', '--max-semi-space-size=64', '--min-semi-space-size=64'],
    expect: { requireAssertions: true },
    restoreMocks: true,
    unstubGlobals: true,
    unstubEnvs: true,
  },
})
