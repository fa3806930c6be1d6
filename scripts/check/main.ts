/**
 * Everything a pull request must pass: the static checks in two lanes side by side, then the tests. Ends with the line
 * `N passed, N failed, N skipped` of the tests, or with the names of the steps that failed.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStep } from './run-step.ts'
import { printSummary } from './print-summary.ts'

/** Two lanes that take about as long, one for each of two cores. */
const lanes: readonly (readonly string[])[] = [
  ['lint', 'format:check'],
  ['build', 'types', 'knip', 'site'],
]

const runLane = async (steps: readonly string[]): Promise<string[]> => {
  const failed: string[] = []
  for (const step of steps) if (!(await runStep(step))) failed.push(step)
  return failed
}

const runTests = async (): Promise<string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-balancer-check-'))
  try {
    const results = join(folder, 'results.json')
    const passed = await runStep('test', { environment: { TEST_RESULTS: results }, live: true })
    const complete = printSummary(results)
    return passed && complete ? [] : ['test']
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const failedChecks = (await Promise.all(lanes.map(runLane))).flat()
const failed = failedChecks.length > 0 ? failedChecks : await runTests()
if (failed.length > 0) {
  console.error(`FAILED: ${failed.join(', ')}`)
  process.exitCode = 1
}
