import { classifyError, DeadlineExceededError, failureRules } from '@llm-balancer/core'
import type { FailedAttempt, Failure } from '@llm-balancer/core'
import { sequenceOf, type BackoffSequence } from './backoff.ts'
import { race, sleep } from './race.ts'
import type { RetryAttempt, RetryFacts, RetrySettings } from './retry-options.ts'
import { serverHintMs } from './server-hint.ts'

/** One call with all its attempts: counts them, keeps the deadline, and decides what follows a failure. */
export class RetryRun {
  readonly #settings: RetrySettings
  readonly #startedAt: number
  readonly #failed: FailedAttempt[] = []
  #lastError: unknown
  #charge: 'none' | 'transient' | 'throttled' = 'none'
  #backoff: BackoffSequence

  constructor(settings: RetrySettings) {
    this.#settings = settings
    this.#startedAt = settings.clock.now()
    this.#backoff = sequenceOf(settings.backoff)
  }

  /** Milliseconds left of the deadline; Infinity without one. */
  get remainingMs(): number {
    const { clock, deadlineMs } = this.#settings
    return Math.max(0, this.#startedAt + deadlineMs - clock.now())
  }

  /** Makes attempts until one succeeds, or until its failure is not followed by another. @throws that failure */
  async attempt<Result>(work: (attempt: RetryAttempt) => Result | PromiseLike<Result>): Promise<Result> {
    for (;;) {
      this.#check()
      const controller = new AbortController()
      const startedAt = this.#settings.clock.now()
      try {
        const result = await this.#once(work, controller)
        this.#settings.budget?.deposit(this.#charge)
        return result
      } catch (error) {
        const delayMs = this.#afterFailure(error, startedAt)
        controller.abort(new DOMException('retry: the attempt failed, another one follows', 'AbortError'))
        if (delayMs > 0) await sleep(delayMs, this.#settings)
      }
    }
  }

  /** Waits for more of what an attempt gave, within the deadline and the caller's patience. */
  further<Value>(work: PromiseLike<Value>): Promise<Awaited<Value>> {
    const { clock, signal } = this.#settings
    return race(work, { clock, signal, limitMs: this.remainingMs, onLimit: () => this.#deadlineError() })
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
    return race(work(facts), { clock, signal, limitMs: Math.min(attemptTimeoutMs, remainingMs), onLimit })
  }

  /** @throws the caller's reason, or DeadlineExceededError: an attempt may not start any more */
  #check(): void {
    const { signal } = this.#settings
    signal?.throwIfAborted()
    if (this.remainingMs === 0) throw this.#deadlineError()
  }

  /** How long to wait before the next attempt. @throws the error, when none is to follow */
  #afterFailure(error: unknown, startedAt: number): number {
    const { signal, clock, maxAttempts } = this.#settings
    signal?.throwIfAborted()
    if (error === this.#deadlineReached) throw error
    const now = clock.now()
    const failure = classifyError(error, now)
    const { remainingMs } = this
    const facts: RetryFacts = { attempt: this.#failed.length + 1, failure, remainingMs }
    this.#failed.push(record(facts, now - startedAt))
    this.#lastError = error
    if (facts.attempt >= maxAttempts || !this.#isWorthIt(error, facts)) throw error
    const delayMs = this.#delayMs(error, facts)
    // Without a deadline everything fits but a server's "never".
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
    const step = this.#backoff.next({ retry: attempt - 1, random, error })
    this.#backoff = step
    const hintMs = serverHintMs(error, failure, clock.now())
    if (hintMs !== undefined) return hintMs === Infinity ? Infinity : Math.min(hintMs, maxRetryAfterMs)
    if (step.duration >= 0) return step.duration
    throw new RangeError(`"backoff" must give a number ≥ 0, got ${String(step.duration)}`, { cause: error })
  }

  #withdraw({ kind }: Failure): boolean {
    const { retry } = failureRules[kind]
    this.#charge = retry === 'never' ? 'transient' : retry
    return this.#settings.budget?.withdraw(this.#charge) ?? true
  }

  #tell(event: Parameters<NonNullable<RetrySettings['onRetry']>>[0]): void {
    try {
      this.#settings.onRetry?.(event)
    } catch {
      // A listener's own trouble must not decide over the call.
    }
  }

  #deadlineReached: DeadlineExceededError | undefined

  #deadlineError(): DeadlineExceededError {
    const { deadlineMs } = this.#settings
    const count = this.#failed.length
    const before = count === 0 ? '' : ` after ${String(count)} failed ${count === 1 ? 'attempt' : 'attempts'}`
    this.#deadlineReached = new DeadlineExceededError(
      `retry: the deadline of ${String(deadlineMs)} ms was reached${before}`,
      {
        deadlineMs,
        attempts: [...this.#failed],
        ...(this.#lastError === undefined ? {} : { cause: this.#lastError }),
      },
    )
    return this.#deadlineReached
  }
}

function record({ attempt, failure }: RetryFacts, durationMs: number): FailedAttempt {
  const { kind, status, retryAfterMs } = failure
  return {
    number: attempt,
    targetId: 'retry',
    kind,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    durationMs,
  }
}

function timeoutError(attempt: number, timeoutMs: number): DOMException {
  return new DOMException(
    `retry: attempt ${String(attempt)} took longer than ${String(timeoutMs)} ms`,
    'TimeoutError',
  )
}
