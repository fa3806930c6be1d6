import type { Operation } from '../contracts/call.ts'
import type { RunResult } from '../contracts/trail.ts'
import { cancelBody } from '../errors/cancel-body.ts'
import { responseError } from '../errors/response-error.ts'
import { checkFunction } from '../options/checks.ts'
import { admit } from './admission.ts'
import type { ActiveAttempt } from './attempt.ts'
import { callTarget } from './call-target.ts'
import type { Engine } from './engine.ts'
import { inTime } from './in-time.ts'
import { continueAfter, cutShort, judge, settleFailed } from './judge.ts'
import { Run, type RunSettings } from './run.ts'

const answerClock = { name: 'attemptMs', what: 'no answer', discard: cancelBody } as const

/** Carries out one plain run, from the first pick to the answer or the error. */
export async function executeRun<Client, Result>(
  engine: Engine<Client>,
  operation: Operation<Client, Result>,
  settings: RunSettings,
): Promise<RunResult<Result>> {
  checkFunction('operation', operation, 'run')
  const run = new Run(engine, settings, false)
  try {
    for (;;) {
      const admitted = admit(run)
      const attempt = admitted instanceof Promise ? await admitted : admitted
      try {
        const value = await call(attempt, operation)
        const target = attempt.target.settings
        attempt.end({ type: 'success' })
        run.settle('succeeded', { targetId: target.id })
        return { value, target, attempts: run.records }
      } catch (error) {
        if (run.cancelled !== undefined) {
          cutShort(attempt, run.cancelled, false)
          throw error
        }
        continueAfter(attempt, judge(attempt, error))
        cancelBody(error)
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
  const { run, target } = attempt
  run.checkBounds()
  const answer = callTarget(attempt, operation, 'run')
  const value = await inTime(attempt, answer, answerClock)
  if (!(run.options.classifyResponse ?? run.engine.classifyResponse)) return value
  const error = responseError(value, { now: run.engine.clock.now(), provider: target.id })
  if (error === undefined) return value
  throw error
}
