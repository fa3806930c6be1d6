import type { TestProject } from 'vitest/node'
import { pnpm } from '../support/pnpm.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** What the build printed when it failed, else the empty string. */
    readonly buildFailure: string
  }
}

/** Brings every package's `dist` up to date, once per test run; turbo skips what has not changed. */
export const setup = async (project: TestProject): Promise<void> => {
  const failure = await pnpm([
    'exec',
    'turbo',
    'run',
    'build',
    '--continue',
    '--output-logs=errors-only',
  ]).then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  project.provide('buildFailure', failure)
}
