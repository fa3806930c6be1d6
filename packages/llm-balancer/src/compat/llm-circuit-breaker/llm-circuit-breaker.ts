import { createCircuitBreaker, type CallContext, type CircuitBreaker } from '@llm-balancer/circuit-breaker'
import { CircuitOpenError, failureRules, ProviderError } from '@llm-balancer/core'
import { retry, type RetryAttempt, type RetryFacts } from '@llm-balancer/retry'
import { readCall, type CallRequest } from './call-request.ts'
import { ExponentialBackoff } from './exponential-backoff.ts'
import { FailedCalls } from './failed-calls.ts'
import { readCircuitBreakerOptions, type LLMCircuitBreakerSettings } from './options.ts'
import { sendCall } from './send-call.ts'
import type { CircuitBreakerState, LLMCallOptions, LLMCircuitBreakerOptions } from './types.ts'

const statusOf = { closed: 'CLOSED', open: 'OPEN', 'half-open': 'HALF_OPEN', isolated: 'OPEN' } as const

/** One call with all its attempts. */
type Call = {
  readonly request: CallRequest
  /** The state of the circuit in which it has counted as a failure. */
  countedIn: number | undefined
  lastError: unknown
}

/**
 * HTTP calls of one service behind one circuit breaker, with retries: the class of `llm-circuit-breaker`, over `fetch`.
 * Every attempt asks the circuit first. A caller's abort and an error of the caller (400, 401, 429 …) do not open it.
 *
 * @example
 * ```ts
 * const breaker = new LLMCircuitBreaker({ retry: { maxRetries: 2 } })
 * const models = await breaker.call({ url: 'https://api.openai.com/v1/models', method: 'GET', headers })
 * ```
 */
export class LLMCircuitBreaker {
  /** The breaker itself: events, `isolate`, `reset`, and `executeStream` for streams, which `call` does not read. */
  readonly circuit: CircuitBreaker
  readonly #settings: LLMCircuitBreakerSettings
  readonly #backoff: ExponentialBackoff
  readonly #failed: FailedCalls
  /** Errors of calls that have counted already. */
  readonly #repeated = new WeakSet()
  /** Number of the circuit's present state. */
  #phase = 0
  #successes = 0
  #lastFailure: number | null = null

  /** @throws TypeError or RangeError naming the option that is wrong */
  constructor(options: LLMCircuitBreakerOptions = {}) {
    const settings = readCircuitBreakerOptions(options)
    const { circuitBreaker, clock } = settings
    this.#settings = settings
    this.#backoff = new ExponentialBackoff(settings.retry, clock)
    this.#failed = new FailedCalls(circuitBreaker.failureThreshold)
    this.circuit = createCircuitBreaker({
      label: 'llm-circuit-breaker',
      trip: { createCounter: () => this.#failed },
      resetTimeoutMs: circuitBreaker.resetTimeout,
      resetJitterRatio: 0,
      successThreshold: circuitBreaker.successThreshold,
      timeoutMs: 0,
      classify: (error) => (this.#repeated.has(error as object) ? 'neutral' : undefined),
      clock,
    })
    this.circuit.on('*', ({ type }) => {
      if (type === 'listener-failed') return
      this.#phase += 1
      this.#successes = 0
      if (type === 'closed') this.#lastFailure = null
    })
  }

  /**
   * Makes one HTTP call. Resolves with the parsed JSON of the answer, unchecked, or with its text where it is not JSON.
   *
   * @throws CircuitOpenError at once, without a request, while the circuit is open, with `retryAfterMs`
   * @throws ProviderError of the last attempt ({@link LLMCallError}), with `kind`, `status`, `retryAfterMs` and `response`
   * @throws the signal's reason when the caller aborts, and TypeError for a call that cannot be made
   */
  async call<Data = unknown>(options: LLMCallOptions): Promise<Data> {
    const { clock, allowInsecureHttp } = this.#settings
    const request = readCall(options, allowInsecureHttp)
    const call: Call = { request, countedIn: undefined, lastError: undefined }
    const data = await retry((attempt) => this.#attempt(call, attempt), {
      maxAttempts: this.#settings.retry.maxRetries + 1,
      backoff: (number) => this.#backoff.getDelay(number),
      shouldRetry: (error, facts) => this.#isWorthAnother(error, facts),
      signal: options.signal,
      clock,
    })
    return data as Data
  }

  /** The circuit as it is now: a copy. */
  getState(): CircuitBreakerState {
    const { state } = this.circuit
    return {
      status: statusOf[state],
      failures: this.#failed.count,
      successes: this.#successes,
      lastFailure: this.#lastFailure,
      nextAttempt: state === 'open' ? this.circuit.availableAt() : null,
    }
  }

  async #attempt(call: Call, { signal }: RetryAttempt): Promise<unknown> {
    let phase = this.#phase
    try {
      const data = await this.circuit.execute(
        (context) => {
          phase = this.#phase
          return this.#send(call, phase, context)
        },
        { signal },
      )
      if (phase === this.#phase && this.circuit.state === 'half-open') this.#successes += 1
      return data
    } catch (error) {
      const { lastError: cause } = call
      call.lastError = error
      if (cause === undefined || !CircuitOpenError.isInstance(error)) throw error
      throw new CircuitOpenError(error.message, { retryAfterMs: error.retryAfterMs, cause })
    }
  }

  /** The request itself. A failed call that has counted in this state of the circuit does not count in it again. */
  async #send(call: Call, phase: number, { signal: outer }: CallContext): Promise<unknown> {
    const { fetch, clock, circuitBreaker } = this.#settings
    const { timeout } = circuitBreaker
    const limits = { maxAttempts: 1, attemptTimeoutMs: timeout || Infinity, signal: outer, clock }
    try {
      return await retry(({ signal }) => sendCall(call.request, { fetch, signal, clock }), limits)
    } catch (thrown) {
      if (outer.aborted) throw thrown
      const error = ProviderError.isInstance(thrown) ? thrown : timeoutError(call.request, timeout)
      if (call.countedIn === phase) this.#repeated.add(error)
      else if (failureRules[error.kind].countsAgainstTarget) {
        call.countedIn = phase
        if (phase === this.#phase) this.#lastFailure = clock.now()
      }
      throw error
    }
  }

  /** The listed statuses, and failures without an answer; but never while the circuit would refuse the attempt. */
  #isWorthAnother(error: unknown, { attempt, failure: { kind, status } }: RetryFacts): boolean {
    if (CircuitOpenError.isInstance(error) || this.circuit.availableAt() > this.#settings.clock.now())
      return false
    if (status === 429 && kind === 'quota') return false
    const isAnswered = status !== undefined && status >= 300
    return this.#backoff.shouldRetry(attempt - 1, isAnswered ? status : undefined)
  }
}

function timeoutError({ host }: CallRequest, timeout: number): ProviderError {
  return new ProviderError({ message: `no answer within ${timeout} ms`, kind: 'timeout', provider: host })
}
