import type { Failure, FailureKind } from '../errors/failure.ts'
import type { TargetView } from './target.ts'

/** Says what an error means. Gives a kind, a whole failure, or undefined to leave it to the built-in classifier. */
export type Classify = (error: unknown, context: ClassifyContext) => Failure | FailureKind | undefined

/** What a classifier may know besides the error. */
export interface ClassifyContext {
  readonly target: TargetView
  /** Unix time in ms, for dates in headers. */
  readonly now: number
}
