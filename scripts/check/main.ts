/**
 * Everything a pull request must pass, in two lanes side by side: one checks the sources, the other builds what the tests look
 * at and runs them. Names the steps that failed; the last line is the tests' `N passed, N failed, N skipped`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isComplete, readResults, summaryOf } from './test-results.ts'
import { runStep } from './run-step.ts'

/** Runs steps one after another, also after a failure, and gives the names of those that failed. */
const runInOrder = async (steps: readonly string[]): Promise<string[]> => {
  const failed: string[] = []
  for (const step of steps) if (!(await runStep(step))) failed.push(step)
  return failed
}

/** Gives the names of the steps that failed. */
const buildAndTest = async (results: string): Promise<string[]> => {
  const failed = await runInOrder(['build', 'site'])
  // They look at the built packages and at the built site.
  if (failed.length > 0) return failed
  const passed = await runStep('test', { environment: { TEST_RESULTS: results }, live: true })
  return passed && isComplete(readResults(results)) ? [] : ['test']
}

const folder = mkdtempSync(join(tmpdir(), 'llm-balancer-check-'))
const results = join(folder, 'results.json')
try {
  // The checks keep one core busy until the tests have both: neither lane leaves a core idle while there is work.
  const checkSources = runInOrder(['format:check', 'types', 'lint', 'knip'])
  const failed = (await Promise.all([checkSources, buildAndTest(results)])).flat()
  if (failed.length > 0) {
    console.error(`FAILED: ${failed.join(', ')}`)
    process.exitCode = 1
  }
  console.log(summaryOf(readResults(results)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
