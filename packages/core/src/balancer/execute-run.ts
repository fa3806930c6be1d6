import type { Operation } from '../contracts/call.ts'
import type { RunResult } from '../contracts/trail.ts'
import { checkFunction } from '../options/checks.ts'
import { admit } from './admission.ts'
import { checkBounds, inTime } from './bounds.ts'
import { callTarget } from './call-target.ts'
import { cutShort, goOnAfter, judge, settleFailed, succeed } from './judge.ts'
import { openRun, type RunSettings } from './open-run.ts'
import type { Engine } from './state.ts'

/** Carries out one plain run, from the first pick to the answer or the error. */
export async function executeRun<Client, Result>(
  engine: Engine<Client>,
  operation: Operation<Client, Result>,
  settings: RunSettings,
): Promise<RunResult<Result>> {
  checkFunction('operation', operation)
  const run = openRun(engine, settings, false)
  try {
    for (;;) {
      const admitted = admit(run)
      const attempt = admitted instanceof Promise ? await admitted : admitted
      try {
        checkBounds(run)
        const answer = callTarget(attempt, operation, 'run')
        const value = await inTime(attempt, answer, ['no answer', attempt.timeouts.attemptMs ?? Infinity])
        succeed(attempt)
        return { value, target: attempt.entry.view, attempts: run.records }
      } catch (error) {
        if (run.cancelled !== undefined) {
          cutShort(attempt, run.cancelled, false)
          throw error
        }
        goOnAfter(attempt, judge(attempt, error))
      }
    }
  } catch (error) {
    throw settleFailed(run, error)
  }
}
