import type { FailedAttempt } from '../errors/run-errors.ts'
import type { HeadersLike } from '../retry-after/header-of.ts'
import type { Opening } from '../streams/open-stream.ts'
import type { TargetView } from './target.ts'
import type { LimitReport, TokenPrice, TokenUsage } from './usage.ts'

/** What strategies, guards and meters may know of the call they judge. Read it only during their own call. */
export interface CallFacts {
  /** Expected input tokens; 0 when the caller did not say. */
  readonly inputTokens: number
  /** Expected output tokens; 0 when the caller did not say. */
  readonly outputTokens: number
  /** The longest answer that the call allows; absent when the caller did not say. */
  readonly maxOutputTokens?: number | undefined
  /** Calls with the same key should land on the same target, to find its caches warm. */
  readonly affinityKey: string | undefined
  /** The same for calls whose prompts begin alike, which a target may have in its cache; absent when the caller did not say. */
  readonly promptKey?: string | undefined
  /** On whose behalf the call is made, where the caller said so. */
  readonly tenant?: string | undefined
  /** 1-based number of the attempt that is being chosen or made. */
  readonly attempt: number
  /** Clock time in ms at which this attempt began; at which it is chosen, while it has not begun. */
  readonly startedAt: number
  /** True when the caller reads a stream. */
  readonly streaming: boolean
}

/**
 * An answer that its vendor goes on making although its stream breaks. What an operation reports it for is the engine's: a stream with
 * `onInterrupted: 'continue'` asks for the rest of it, and one without a reader is cancelled.
 */
export interface ResumableAnswer {
  /** False once there is nothing left to ask for: it is whole, has failed, or is kept no longer. */
  readonly isOpen: boolean
  /** How much of it has been read; a larger number after everything new, so that it is not asked for in vain again and again. */
  readonly position: number
  /** Ends the work on it, without waiting for that. Does nothing when it is over. */
  cancel(): void
}

/** What an operation tells the balancer about its attempt, as soon as it knows. */
export interface AttemptFacts {
  /** Tokens used. Later reports of one attempt win, number by number. */
  readonly usage?: TokenUsage
  /** Response headers, for guards that read them. Not kept, not logged. */
  readonly headers?: HeadersLike
  /** The prices of this call, where they are not its target's: of another model behind the same key. `{}` = not known. */
  readonly prices?: TokenPrice
  /** What the vendor says of its limits, already parsed. */
  readonly limits?: readonly LimitReport[]
  /** True: this attempt continues an answer that broke, instead of beginning anew. For the trail. */
  readonly continues?: boolean
  /** The answer goes on at the vendor although its stream breaks. Until the attempt ends well it is the engine's to resume or cancel. */
  readonly resumable?: ResumableAnswer
}

/** One call of one target inside a run, as its operation sees it. */
export interface Attempt {
  /** 1-based within the run. */
  readonly number: number
  readonly target: TargetView
  /** Aborts when the caller aborts, the attempt's time is up, or the deadline has passed: hand it to the call. */
  readonly signal: AbortSignal
  /** Milliseconds left of the run's deadline when the attempt began; Infinity without one. */
  readonly remainingMs: number
  /** The attempts of the run that have failed so far, so that the operation may send the next target another request. */
  readonly failed: readonly FailedAttempt[]
  /**
   * What an earlier attempt of this run has reported as `resumable`, when its stream broke: give the rest of it, from what was read last
   * on, instead of making a new answer. @default the operation makes an answer
   */
  readonly resumes?: ResumableAnswer | undefined
  /** Feeds limits, metrics and learnt quotas. May be called several times, until the attempt has ended. */
  report(facts: AttemptFacts): void
}

/** The work of one attempt. `client` belongs to the chosen target. May be called again for another target. */
export type Operation<Client, Result> = (client: Client, attempt: Attempt) => PromiseLike<Result>

/** The work of one streaming attempt: gives the chunks as they come. */
export type StreamOperation<Client, Chunk> = (client: Client, attempt: Attempt) => Opening<Chunk>
