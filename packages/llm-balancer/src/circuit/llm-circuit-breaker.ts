import { createCircuitBreaker, type CallContext, type CircuitBreaker } from '@llm-balancer/circuit-breaker'
import { CircuitOpenError, failureRules, ProviderError } from '@llm-balancer/core'
import { exponentialBackoff, retry, type RetryAttempt, type RetryFacts } from '@llm-balancer/retry'
import {
  resolveSettings,
  type LLMCircuitBreakerOptions,
  type LLMCircuitBreakerSettings,
} from './circuit-breaker-config.ts'
import { describeCircuit, type CircuitBreakerState } from './circuit-breaker-state.ts'
import { FailedCalls } from './failed-calls.ts'
import { prepareCall, type LLMHttpCall, type PreparedCall } from './http-call.ts'
import { sendHttpCall } from './send-http-call.ts'

/** One call with all its attempts. */
type Call = {
  readonly request: PreparedCall
  /** The state of the circuit in which it has counted as a failure. */
  countedIn: number | undefined
  lastError: unknown
}

/**
 * HTTP calls of one service behind one circuit breaker, with retries: the class of `llm-circuit-breaker`, over `fetch`.
 * Every attempt asks the circuit first. A caller's abort and a caller's fault (400, 401, 429 …) open nothing.
 */
export class LLMCircuitBreaker {
  /** The breaker itself: events, `isolate`, `reset`, and `executeStream` for streams, which `call` does not read. */
  readonly circuit: CircuitBreaker
  readonly #settings: LLMCircuitBreakerSettings
  readonly #failed: FailedCalls
  /** Errors of calls that have counted already. */
  readonly #repeated = new WeakSet()
  /** Number of the circuit's present state. */
  #phase = 0
  #successes = 0

  /** @throws TypeError or RangeError naming the option that is wrong */
  constructor(options: LLMCircuitBreakerOptions = {}) {
    const settings = resolveSettings(options)
    this.#settings = settings
    this.#failed = new FailedCalls(settings.failureThreshold)
    this.circuit = createCircuitBreaker({
      label: 'llm-circuit-breaker',
      trip: { createCounter: () => this.#failed },
      resetTimeoutMs: settings.resetTimeout,
      successThreshold: settings.successThreshold,
      timeoutMs: 0,
      classify: (error) => (this.#hasCounted(error) ? 'neutral' : undefined),
      clock: settings.clock,
    })
    this.circuit.on('*', ({ type }) => {
      if (type === 'listener-failed') return
      this.#phase += 1
      this.#successes = 0
    })
  }

  /**
   * Makes one HTTP call. Gives what the JSON of the answer says, unchecked, or its text where it is no JSON.
   *
   * @throws CircuitOpenError at once, without a request, while the circuit is open, with `retryAfterMs`
   * @throws ProviderError of the last attempt, with `kind`, `status` and `retryAfterMs`
   * @throws the signal's reason when the caller aborts, and TypeError for a call that cannot be made
   */
  async call<Data = unknown>(options: LLMHttpCall): Promise<Data> {
    const call: Call = { request: prepareCall(options), countedIn: undefined, lastError: undefined }
    const { maxRetries, initialDelay, maxDelay, backoffFactor, clock } = this.#settings
    const data = await retry((attempt) => this.#attempt(call, attempt), {
      maxAttempts: maxRetries + 1,
      backoff: exponentialBackoff({
        baseMs: initialDelay,
        maxMs: maxDelay,
        factor: backoffFactor,
        jitter: 'none',
      }),
      shouldRetry: (error, facts) => this.#isWorthAnother(error, facts),
      signal: options.signal,
      clock,
    })
    return data as Data
  }

  /** The circuit as it is now: a copy. */
  getState(): CircuitBreakerState {
    return describeCircuit(this.circuit, { failures: this.#failed.count, successes: this.#successes })
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

  /** The request itself. A failure of a call that has counted in this state of the circuit is not to count again. */
  async #send(call: Call, phase: number, { signal: outer }: CallContext): Promise<unknown> {
    const { timeout, fetch, clock } = this.#settings
    const now = (): number => clock.now()
    try {
      return await retry(({ signal }) => sendHttpCall(call.request, { fetch, signal, now }), {
        maxAttempts: 1,
        attemptTimeoutMs: timeout === 0 ? Infinity : timeout,
        signal: outer,
        clock,
      })
    } catch (thrown) {
      if (outer.aborted) throw thrown
      const error = ProviderError.isInstance(thrown) ? thrown : lateError(call.request, timeout)
      if (call.countedIn === phase) this.#repeated.add(error)
      else if (failureRules[error.kind].countsAgainstTarget) call.countedIn = phase
      throw error
    }
  }

  #hasCounted(error: unknown): boolean {
    return typeof error === 'object' && error !== null && this.#repeated.has(error)
  }

  /** The listed statuses, and what has failed without one; but never while the circuit would refuse it. */
  #isWorthAnother(error: unknown, { failure: { kind, status } }: RetryFacts): boolean {
    const { clock, retryOnStatusCodes } = this.#settings
    if (CircuitOpenError.isInstance(error) || this.circuit.availableAt() > clock.now()) return false
    if (status === undefined || status < 300) return failureRules[kind].retry !== 'never'
    return retryOnStatusCodes.includes(status) && !(status === 429 && kind === 'quota')
  }
}

function lateError({ host }: PreparedCall, timeout: number): ProviderError {
  return new ProviderError({ message: `no answer within ${timeout} ms`, kind: 'timeout', provider: host })
}
