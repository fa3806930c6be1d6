import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** The folder of the package whose mutants are tested; set by `main.ts`. */
const folder = process.env['MUTATED_PACKAGE'] ?? ''
if (folder === '') throw new Error('run "pnpm mutate": MUTATED_PACKAGE names no package')

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    include: [`${folder}/**/*.test.ts`],
    setupFiles: [join(import.meta.dirname, '..', '..', 'test/setup/no-leaks.ts')],
    testTimeout: 30_000,
    isolate: false,
    expect: { requireAssertions: true },
    restoreMocks: true,
    unstubGlobals: true,
    unstubEnvs: true,
  },
})
