import { existsSync, readFileSync } from 'node:fs'

/** What a test run counted, from Vitest's report in JSON. */
export type TestResults = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

/** Reads the results of a test run; undefined when it was not begun, or ended without any. */
export const readResults = (path: string): TestResults | undefined =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as TestResults) : undefined

const skippedOf = (results: TestResults): number => results.numPendingTests + results.numTodoTests

/** Tells whether every test ran and passed. Nothing they need is optional, so a test that was skipped counts against the run. */
export const isComplete = (results: TestResults | undefined): boolean =>
  results !== undefined &&
  results.numPassedTests > 0 &&
  results.numFailedTests === 0 &&
  skippedOf(results) === 0

/** One line that says what came of the tests. */
export const summaryOf = (results: TestResults | undefined): string =>
  results === undefined
    ? 'the tests gave no results'
    : `${String(results.numPassedTests)} passed, ${String(results.numFailedTests)} failed, ${String(skippedOf(results))} skipped`
