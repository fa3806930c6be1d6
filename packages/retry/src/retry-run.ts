import type { FailedAttempt, Failure, RetryCharge } from '@llm-balancer/core'
import { walkBackoff, type BackoffWalk } from '@llm-balancer/core/backoff'
import { depositTo, withdrawFrom } from '@llm-balancer/core/budget'
import {
  cancelBody,
  classifyError,
  DeadlineExceededError,
  failureRules,
  readVerdict,
  responseError,
  type ProviderError,
} from '@llm-balancer/core/errors'
import { callQuietly, defined, misuse, type ReportMisuse } from '@llm-balancer/core/options'
import { abortReason, sleep, steadyClock, steadyRandom, within, type Clock } from '@llm-balancer/core/time'
import { callbackReports } from './callback-reports.ts'
import type { RetryAttempt, RetryFacts, RetrySettings } from './retry-options.ts'
import { RunningAttempt } from './running-attempt.ts'

const anotherFollows = abortReason('retry: the attempt failed, another one follows')
const noCharges: readonly RetryCharge[] = []

/** One call with all its attempts: counts them, keeps the deadline, and decides what follows a failure. */
export class RetryRun {
  readonly #settings: RetrySettings
  readonly #report: ReportMisuse | undefined
  readonly #clock: Clock
  #startedAt = Number.NaN
  #failed: FailedAttempt[] | undefined
  #lastError: unknown
  #charges: RetryCharge[] | undefined
  #walk: BackoffWalk | undefined
  /** The latest error that stands for a returned response. */
  #refusal: ProviderError | undefined

  constructor(settings: RetrySettings) {
    this.#settings = settings
    this.#report = callbackReports(settings.onCallbackFailed)
    this.#clock = steadyClock(settings.clock, this.#report)
  }

  /** Makes attempts until one succeeds, or until its failure is not followed by another. @throws that failure */
  async attempt<Result>(work: (attempt: RetryAttempt) => Result | PromiseLike<Result>): Promise<Result> {
    this.#startedAt = this.#clock.now()
    for (let startedAt = this.#startedAt; ; startedAt = this.#clock.now()) {
      const attempt = this.#begin(startedAt)
      try {
        const result = await this.#once(work, attempt)
        this.#checkResult(result)
        depositTo(this.#settings.budget, this.#charges ?? noCharges, this.#report)
        return result
      } catch (error) {
        const delayMs = this.#afterFailure(error, startedAt)
        attempt.stop(anotherFollows())
        if (error === this.#refusal) cancelBody(error)
        if (delayMs > 0) await sleep(delayMs, { clock: this.#clock, signal: this.#settings.signal })
      }
    }
  }

  /** Waits for more of what an attempt gave, until the deadline or the caller's abort ends the wait. */
  further<Value>(work: PromiseLike<Value>): Promise<Awaited<Value>> {
    const { signal } = this.#settings
    return within(work, {
      clock: this.#clock,
      signal,
      limitMs: this.#remainingMs(this.#clock.now()),
      onLimit: () => this.#deadlineError(),
    })
  }

  /** Milliseconds left of the deadline, which is counted from the first attempt; Infinity without one. */
  #remainingMs(now: number): number {
    return Math.max(0, this.#startedAt + this.#settings.deadlineMs - now)
  }

  /** @throws the caller's reason, or DeadlineExceededError, when no further attempt may start */
  #begin(now: number): RunningAttempt {
    const { signal } = this.#settings
    signal?.throwIfAborted()
    const remainingMs = this.#remainingMs(now)
    if (remainingMs === 0) throw this.#deadlineError()
    return new RunningAttempt({ attempt: this.#failedCount + 1, remainingMs }, signal)
  }

  get #failedCount(): number {
    return this.#failed?.length ?? 0
  }

  #once<Result>(
    work: (attempt: RetryAttempt) => Result | PromiseLike<Result>,
    attempt: RunningAttempt,
  ): Result | PromiseLike<Result> {
    const { signal, attemptTimeoutMs } = this.#settings
    const { remainingMs } = attempt
    const limitMs = Math.min(attemptTimeoutMs, remainingMs)
    // Nothing can end it early.
    if (limitMs === Infinity && signal === undefined) return work(attempt)
    const onLimit = (): unknown => {
      const isTimeout = attemptTimeoutMs < remainingMs
      const reason = isTimeout ? timeoutError(attempt.attempt, attemptTimeoutMs) : this.#deadlineError()
      attempt.stop(reason)
      return reason
    }
    return within(work(attempt), { clock: this.#clock, signal, limitMs, onLimit, discard: cancelBody })
  }

  /** @throws ProviderError for a response that is a failure */
  #checkResult(result: unknown): void {
    if (typeof result !== 'object' || !this.#settings.classifyResponse) return
    this.#refusal = responseError(result, { clock: this.#clock, provider: 'retry' })
    if (this.#refusal !== undefined) throw this.#refusal
  }

  /** How long to wait before the next attempt. @throws the error when no attempt may follow */
  #afterFailure(error: unknown, startedAt: number): number {
    const { signal, classify, maxAttempts } = this.#settings
    signal?.throwIfAborted()
    if (error === this.#deadlineReached) throw error
    const now = this.#clock.now()
    const failure = readVerdict(error, { classify, context: { now }, report: this.#report })
    const remainingMs = this.#remainingMs(now)
    const facts: RetryFacts = { attempt: this.#failedCount + 1, failure, remainingMs }
    this.#failed ??= []
    this.#failed.push(record(facts, now - startedAt))
    this.#lastError = error
    if (facts.attempt >= maxAttempts || !this.#isWorthIt(error, facts)) throw error
    const delayMs = this.#delayMs(error, facts, now)
    // Without a deadline every wait fits, except the Infinity of a server that says never.
    if (delayMs >= remainingMs || !this.#withdraw(failure)) throw error
    const { onRetry } = this.#settings
    if (onRetry !== undefined)
      callQuietly('onRetry', () => onRetry({ ...facts, error, delayMs }), this.#report)
    return delayMs
  }

  #isWorthIt(error: unknown, facts: RetryFacts): boolean {
    const { shouldRetry } = this.#settings
    const { retry } = failureRules[facts.failure.kind]
    const usual = retry === 'transient' || retry === 'throttled'
    if (shouldRetry === undefined) return usual
    try {
      const answer: unknown = shouldRetry(error, facts)
      if (answer === undefined) return usual
      if (typeof answer === 'boolean') return answer
      throw misuse('shouldRetry', 'true, false or undefined', answer)
    } catch (mistake) {
      this.#report?.('shouldRetry', mistake)
      return usual
    }
  }

  #delayMs(error: unknown, ...[{ attempt, failure }, now]: [facts: RetryFacts, now: number]): number {
    const { backoff, random, maxRetryAfterMs } = this.#settings
    this.#walk ??= walkBackoff(backoff, this.#report)
    const draw = steadyRandom(random, this.#report)
    const backoffMs = this.#walk({ retry: attempt - 1, random: draw, error })
    const hintMs = failure.retryAfterMs ?? classifyError(error, now).retryAfterMs
    if (hintMs === undefined) return backoffMs
    return hintMs === Infinity ? Infinity : Math.min(hintMs, maxRetryAfterMs)
  }

  #withdraw({ kind }: Failure): boolean {
    const { retry } = failureRules[kind]
    const { budget } = this.#settings
    if (budget === false) return true
    const charge = retry === 'throttled' ? retry : 'transient'
    const isEnough = withdrawFrom(budget, charge, this.#report)
    if (isEnough) (this.#charges ??= []).push(charge)
    return isEnough
  }

  #deadlineReached: DeadlineExceededError | undefined

  #deadlineError(): DeadlineExceededError {
    const { deadlineMs } = this.#settings
    const count = this.#failedCount
    const before = count === 0 ? '' : ` after ${String(count)} failed ${count === 1 ? 'attempt' : 'attempts'}`
    this.#deadlineReached = new DeadlineExceededError(
      `retry: the deadline of ${String(Math.round(deadlineMs))} ms was reached${before}`,
      {
        deadlineMs,
        attempts: [...(this.#failed ?? [])],
        ...defined({ cause: this.#lastError }),
      },
    )
    return this.#deadlineReached
  }
}

function record({ attempt, failure }: RetryFacts, durationMs: number): FailedAttempt {
  const { kind, status, retryAfterMs } = failure
  return { number: attempt, targetId: 'retry', kind, durationMs, ...defined({ status, retryAfterMs }) }
}

function timeoutError(attempt: number, timeoutMs: number): DOMException {
  return new DOMException(
    `retry: attempt ${String(attempt)} took longer than ${String(Math.round(timeoutMs))} ms`,
    'TimeoutError',
  )
}
