import type { Operation } from '../contracts/call.ts'
import type { RunOptions } from '../contracts/run-options.ts'
import type { RunResult } from '../contracts/trail.ts'
import type { ActiveAttempt } from './active-attempt.ts'
import type { Admission } from './admission.ts'
import type { Engine } from './engine.ts'
import { innerOptions, reportingTo, type OuterAttempt } from './group.ts'
import { cutShort, goOnAfter, judge, settleFailed, timeoutError } from './judge.ts'

/** What a run needs to be carried out. */
export interface RunSettings<Client, Result> {
  readonly operation: Operation<Client, Result>
  readonly options: RunOptions | undefined
  readonly explains: boolean
  readonly outer?: OuterAttempt
}

/** Carries out one plain run, from the first pick to the answer or the error. */
export async function executeRun<Client, Result>(
  engine: Engine<Client>,
  admission: Admission<Client>,
  { operation, options, explains, outer }: RunSettings<Client, Result>,
): Promise<RunResult<Result>> {
  const run = engine.open(options, { streaming: false, explains, outer })
  try {
    for (;;) {
      const admitted = admission.admit(run)
      const attempt = admitted instanceof Promise ? await admitted : admitted
      try {
        const value = await call(attempt, operation)
        attempt.end({ type: 'success' })
        engine.settle(run, 'succeeded', { targetId: attempt.entry.view.id })
        return { value, target: attempt.target, attempts: run.records }
      } catch (error) {
        const { cancelled } = run.scope
        if (cancelled !== undefined) {
          cutShort(attempt, cancelled, false)
          throw error
        }
        goOnAfter(engine, attempt, judge(engine, attempt, error))
      }
    }
  } catch (error) {
    throw settleFailed(engine, run, error)
  }
}

/** Makes the call of one attempt. @throws what the operation throws, or what ended it */
async function call<Client, Result>(
  attempt: ActiveAttempt<Client>,
  operation: Operation<Client, Result>,
): Promise<Result> {
  const { scope } = attempt.run
  scope.check()
  const { attemptMs } = attempt.timeouts
  return scope.race(start(attempt, operation), attemptMs, () => {
    return timeoutError(attempt.entry.view.id, 'no answer', attemptMs)
  })
}

async function start<Client, Result>(
  attempt: ActiveAttempt<Client>,
  operation: Operation<Client, Result>,
): Promise<Result> {
  const { group, client } = attempt.entry
  if (group === undefined) return operation(client as Client, attempt)
  const options = innerOptions(attempt, attempt.run.options)
  return group.run(reportingTo(attempt, operation), options, attempt.openGroup())
}
