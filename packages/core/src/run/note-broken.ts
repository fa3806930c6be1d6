import type { ResumableAnswer } from '../contracts/call.ts'
import { failureRules, type Failure } from '../errors/failure.ts'
import type { ActiveAttempt } from './attempt.ts'
import { cancelAnswer } from './resumption.ts'

/** So many attempts in a row may bring nothing new of an answer. */
const mostInVain = 2

/**
 * The stream of an attempt, which has ended with a failure, broke: notes that its target may be asked for the rest of the answer, where
 * that may be; else ends the work on it.
 *
 * @param answer what the attempt had reported
 */
export function noteBroken<Client>(
  { run, target, isRest }: ActiveAttempt<Client>,
  failure: Failure,
  answer: ResumableAnswer | undefined,
): void {
  const before = isRest ? run.resumption : undefined
  run.resumption = undefined
  if (answer === undefined) return
  const { reporter } = run.engine
  const isOpen = reporter.safely('resumable', () => answer.isOpen) === true
  const read = reporter.safely('resumable', () => answer.position) ?? 0
  const isMore = before !== undefined && read > before.position
  // What waits grow with is failures in a row.
  if (isMore) run.retries = 0
  const inVain = before === undefined || isMore ? 0 : before.inVain + 1
  // One that went back, and comes again, is not new.
  const position = before === undefined || isMore ? read : before.position
  const isWorthIt = inVain < mostInVain && failureRules[failure.kind].then === 'next-target'
  if (run.resumes && isOpen && isWorthIt)
    run.resumption = { target, answer, position, inVain, isTaken: false }
  else cancelAnswer(run, answer)
}
