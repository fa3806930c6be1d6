import type { FailedAttempt, Failure } from '@llm-balancer/core'
import { walkBackoff, type BackoffWalk } from '@llm-balancer/core/backoff'
import { DeadlineExceededError, failureRules } from '@llm-balancer/core/errors'
import { defined } from '@llm-balancer/core/options'
import { sleep, within } from '@llm-balancer/core/time'
import { failureOf } from './failure-of.ts'
import type { RetryAttempt, RetryFacts, RetrySettings } from './retry-options.ts'
import { serverHintMs } from './server-hint.ts'

/** One call with all its attempts: counts them, keeps the deadline, and decides what follows a failure. */
export class RetryRun {
  readonly #settings: RetrySettings
  #startedAt = Number.NaN
  readonly #failed: FailedAttempt[] = []
  #lastError: unknown
  #charge: 'none' | 'transient' | 'throttled' = 'none'
  readonly #backoffMs: BackoffWalk

  constructor(settings: RetrySettings) {
    this.#settings = settings
    this.#backoffMs = walkBackoff(settings.backoff)
  }

  /** Milliseconds left of the deadline, which is counted from the first attempt; Infinity without one. */
  get remainingMs(): number {
    const { clock, deadlineMs } = this.#settings
    return Math.max(0, this.#startedAt + deadlineMs - clock.now())
  }

  /** Makes attempts until one succeeds, or until its failure is not followed by another. @throws that failure */
  async attempt<Result>(work: (attempt: RetryAttempt) => Result | PromiseLike<Result>): Promise<Result> {
    this.#startedAt = this.#settings.clock.now()
    for (;;) {
      this.#check()
      const controller = new AbortController()
      const startedAt = this.#settings.clock.now()
      try {
        const result = await this.#once(work, controller)
        const { budget } = this.#settings
        if (budget !== false) budget.deposit(this.#charge)
        return result
      } catch (error) {
        const delayMs = this.#afterFailure(error, startedAt)
        controller.abort(new DOMException('retry: the attempt failed, another one follows', 'AbortError'))
        if (delayMs > 0) await sleep(delayMs, this.#settings)
      }
    }
  }

  /** Waits for more of what an attempt gave, until the deadline or the caller's abort ends the wait. */
  further<Value>(work: PromiseLike<Value>): Promise<Awaited<Value>> {
    const { clock, signal } = this.#settings
    return within(work, { clock, signal, limitMs: this.remainingMs, onLimit: () => this.#deadlineError() })
  }

  async #once<Result>(
    work: (attempt: RetryAttempt) => Result | PromiseLike<Result>,
    controller: AbortController,
  ): Promise<Result> {
    const { clock, signal, attemptTimeoutMs } = this.#settings
    const { remainingMs } = this
    const number = this.#failed.length + 1
    const own = controller.signal
    const facts: RetryAttempt = {
      attempt: number,
      signal: signal === undefined ? own : AbortSignal.any([signal, own]),
      remainingMs,
    }
    const onLimit = (): unknown => {
      const reason =
        attemptTimeoutMs < remainingMs ? timeoutError(number, attemptTimeoutMs) : this.#deadlineError()
      controller.abort(reason)
      return reason
    }
    return within(work(facts), { clock, signal, limitMs: Math.min(attemptTimeoutMs, remainingMs), onLimit })
  }

  /** @throws the caller's reason, or DeadlineExceededError, when no further attempt may start */
  #check(): void {
    const { signal } = this.#settings
    signal?.throwIfAborted()
    if (this.remainingMs === 0) throw this.#deadlineError()
  }

  /** How long to wait before the next attempt. @throws the error when no attempt may follow */
  #afterFailure(error: unknown, startedAt: number): number {
    const { signal, clock, classify, maxAttempts } = this.#settings
    signal?.throwIfAborted()
    if (error === this.#deadlineReached) throw error
    const now = clock.now()
    const failure = failureOf(error, { now, classify })
    const { remainingMs } = this
    const facts: RetryFacts = { attempt: this.#failed.length + 1, failure, remainingMs }
    this.#failed.push(record(facts, now - startedAt))
    this.#lastError = error
    if (facts.attempt >= maxAttempts || !this.#isWorthIt(error, facts)) throw error
    const delayMs = this.#delayMs(error, facts)
    // Without a deadline every wait fits, except the Infinity of a server that says never.
    if (delayMs >= remainingMs || !this.#withdraw(failure)) throw error
    this.#tell({ ...facts, error, delayMs })
    return delayMs
  }

  #isWorthIt(error: unknown, facts: RetryFacts): boolean {
    const { shouldRetry } = this.#settings
    return shouldRetry?.(error, facts) ?? failureRules[facts.failure.kind].retry !== 'never'
  }

  #delayMs(error: unknown, { attempt, failure }: RetryFacts): number {
    const { clock, random, maxRetryAfterMs } = this.#settings
    const backoffMs = this.#backoffMs({ retry: attempt - 1, random, error })
    const hintMs = serverHintMs(error, failure, clock.now())
    if (hintMs === undefined) return backoffMs
    return hintMs === Infinity ? Infinity : Math.min(hintMs, maxRetryAfterMs)
  }

  #withdraw({ kind }: Failure): boolean {
    const { retry } = failureRules[kind]
    const { budget } = this.#settings
    this.#charge = retry === 'never' ? 'transient' : retry
    return budget === false || budget.withdraw(this.#charge)
  }

  #tell(event: Parameters<NonNullable<RetrySettings['onRetry']>>[0]): void {
    try {
      this.#settings.onRetry?.(event)
    } catch {
      // A listener that throws must not end the call.
    }
  }

  #deadlineReached: DeadlineExceededError | undefined

  #deadlineError(): DeadlineExceededError {
    const { deadlineMs } = this.#settings
    const count = this.#failed.length
    const before = count === 0 ? '' : ` after ${String(count)} failed ${count === 1 ? 'attempt' : 'attempts'}`
    this.#deadlineReached = new DeadlineExceededError(
      `retry: the deadline of ${String(Math.round(deadlineMs))} ms was reached${before}`,
      {
        deadlineMs,
        attempts: [...this.#failed],
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
