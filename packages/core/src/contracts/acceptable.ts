import type { FailureKind } from '../errors/failure.ts'

/**
 * Says whether an answer is of use: true, or the kind of failure as which it counts (`invalid-response` for one that does not fit a
 * schema). Called once per whole answer, at once; it must not change the answer. When it throws, or gives anything else, the answer
 * is accepted, and a `listener-failed` event says so.
 */
export type Acceptable<Answer = unknown> = (answer: Answer) => true | FailureKind
