/** Prints one closing line over the JSON results of a test run; fails when a test failed or was left out. */
import { readFileSync } from 'node:fs'

type Results = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

const [path = ''] = process.argv.slice(2)
const results = JSON.parse(readFileSync(path, 'utf8')) as Results
const skipped = results.numPendingTests + results.numTodoTests

console.log(
  `${String(results.numPassedTests)} passed, ${String(results.numFailedTests)} failed, ${String(skipped)} skipped`,
)
// Nothing these tests need is optional, so a test that did not run is a test that failed.
if (results.numFailedTests > 0 || skipped > 0) process.exitCode = 1
