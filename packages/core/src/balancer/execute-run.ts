import type { Operation } from '../contracts/call.ts'
import type { RunResult } from '../contracts/trail.ts'
import { checkFunction } from '../options/checks.ts'
import { endAttempt } from './active-attempt.ts'
import { admit } from './admission.ts'
import { checkBounds, inTime } from './bounds.ts'
import { callTarget } from './call-target.ts'
import { cutShort, continueAfter, judge, settleFailed } from './judge.ts'
import { openRun, settle, type RunSettings } from './open-run.ts'
import type { ActiveAttempt, Engine } from './state.ts'

/** Carries out one plain run, from the first pick to the answer or the error. */
export async function executeRun<Client, Result>(
  engine: Engine<Client>,
  operation: Operation<Client, Result>,
  settings: RunSettings,
): Promise<RunResult<Result>> {
  checkFunction('operation', operation, 'run')
  const run = openRun(engine, settings, false)
  try {
    for (;;) {
      const admitted = admit(run)
      const attempt = admitted instanceof Promise ? await admitted : admitted
      try {
        const value = await call(attempt, operation)
        const target = attempt.entry.view
        endAttempt(attempt, { type: 'success' })
        settle(run, 'succeeded', { targetId: target.id })
        return { value, target, attempts: run.records }
      } catch (error) {
        if (run.cancelled !== undefined) {
          cutShort(attempt, run.cancelled, false)
          throw error
        }
        continueAfter(attempt, judge(attempt, error))
      }
    }
  } catch (error) {
    throw settleFailed(run, error)
  }
}

/** Makes the call of one attempt. @throws what the operation throws, or what ended it */
async function call<Client, Result>(
  attempt: ActiveAttempt<Client>,
  operation: Operation<Client, Result>,
): Promise<Result> {
  checkBounds(attempt.run)
  const answer = callTarget(attempt, operation, 'run')
  return inTime(attempt, answer, { what: 'no answer', limitMs: attempt.timeouts.attemptMs ?? Infinity })
}
