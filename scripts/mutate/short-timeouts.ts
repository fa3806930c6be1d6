/**
 * Ends a test that a mutant makes wait for ever. Not in the first run, which counts what each test reaches and is several times
 * slower. Loaded by `vitest.config.ts` beside this file.
 */
import { inject, vi } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** What Stryker's runner is about: the first run, or a mutant. */
    mode: 'dry-run' | 'mutant'
  }
}

// No test takes more than a few seconds: on a machine that is ten times slower this kills no mutant.
if (inject('mode') === 'mutant') vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })
