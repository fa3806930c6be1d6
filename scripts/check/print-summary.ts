import { existsSync, readFileSync } from 'node:fs'

type Results = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

/**
 * Prints one closing line over the JSON results of a test run, and tells whether every test ran and passed. Nothing the
 * tests need is optional, so a test that was skipped counts against the run.
 */
export const printSummary = (path: string): boolean => {
  if (!existsSync(path)) {
    console.error('the test run ended without results')
    return false
  }
  const results = JSON.parse(readFileSync(path, 'utf8')) as Results
  const { numPassedTests: passed, numFailedTests: failed } = results
  const skipped = results.numPendingTests + results.numTodoTests
  console.log(`${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`)
  return passed > 0 && failed === 0 && skipped === 0
}
