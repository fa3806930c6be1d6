import type { Operation } from '../contracts/call.ts'
import type { RunOptions } from '../contracts/run-options.ts'
import type { RunResult } from '../contracts/trail.ts'
import { cancelBody } from '../errors/cancel-body.ts'
import { checkFunction } from '../options/checks.ts'
import { admit } from './admission.ts'
import type { ActiveAttempt } from './attempt.ts'
import { callTarget } from './call-target.ts'
import { checkAnswer } from './check-answer.ts'
import type { Engine } from './engine.ts'
import { HedgeContest, type Entry } from './hedge-contest.ts'
import { inTime } from './in-time.ts'
import { continueAfter, cutShort, judge, settleFailed } from './judge.ts'
import type { RunSettings } from './run-settings.ts'
import { Run } from './run.ts'

const answerClock = { name: 'attemptMs', what: 'no answer', discard: cancelBody } as const

/** Carries out one plain run, from the first pick to the answer or the error. Gives the answer. */
export function executeRun<Client, Result>(
  engine: Engine<Client>,
  operation: Operation<Client, Result>,
  settings: RunSettings<RunOptions<Result>>,
): Promise<Result> {
  return carryOut(engine, settings as RunSettings, { operation, toResult: (_, value) => value })
}

/** {@link executeRun} that gives the target and the attempts with the answer. */
export function executeWithTrail<Client, Result>(
  engine: Engine<Client>,
  operation: Operation<Client, Result>,
  settings: RunSettings<RunOptions<Result>>,
): Promise<RunResult<Result>> {
  return carryOut(engine, settings as RunSettings, {
    operation,
    toResult: ({ run, target }, value) => ({ value, target: target.settings, attempts: run.records }),
  })
}

/** What a run does, and what it gives of it. */
interface Task<Client, Answer, Result> {
  readonly operation: Operation<Client, Answer>
  readonly toResult: (attempt: ActiveAttempt<Client>, value: Answer) => Result
}

async function carryOut<Client, Answer, Result>(
  engine: Engine<Client>,
  settings: RunSettings,
  { operation, toResult }: Task<Client, Answer, Result>,
): Promise<Result> {
  checkFunction('operation', operation, 'run')
  const run = new Run(engine, settings, false)
  try {
    for (;;) {
      const admitted = admit(run)
      const attempt = admitted instanceof Promise ? await admitted : admitted
      if (run.hedge !== undefined) {
        const contest = new HedgeContest(attempt, (one) => new Contender(one, operation))
        const winner = await contest.winner()
        if (winner === undefined) continue
        succeed(winner.attempt)
        return toResult(winner.attempt, winner.value)
      }
      try {
        const value = await call(attempt, operation)
        checkAnswer(attempt, value)
        succeed(attempt)
        return toResult(attempt, value)
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

function succeed<Client>(attempt: ActiveAttempt<Client>): void {
  attempt.end({ type: 'success' })
  attempt.run.settle('succeeded', { targetId: attempt.target.id })
}

/** An attempt of a plain run that may be one of two. */
class Contender<Client, Answer> implements Entry<Client> {
  readonly attempt: ActiveAttempt<Client>
  readonly #operation: Operation<Client, Answer>
  /** What it has answered; absent before, and when that was refused. */
  declare value: Awaited<Answer>

  constructor(attempt: ActiveAttempt<Client>, operation: Operation<Client, Answer>) {
    this.attempt = attempt
    this.#operation = operation
  }

  async open(): Promise<void> {
    const value = await call(this.attempt, this.#operation)
    checkAnswer(this.attempt, value)
    this.value = value
  }

  release(): void {
    cancelBody(this.value)
  }
}

/** Makes the call of one attempt. @throws what the operation throws, or what ended it */
function call<Client, Answer>(
  attempt: ActiveAttempt<Client>,
  operation: Operation<Client, Answer>,
): Promise<Awaited<Answer>> {
  const { run, timeouts, startedAt } = attempt
  run.checkCancelled()
  run.expectsEnd(timeouts.attemptMs ?? Infinity, startedAt)
  return inTime(attempt, callTarget(attempt, operation, 'run'), answerClock)
}
