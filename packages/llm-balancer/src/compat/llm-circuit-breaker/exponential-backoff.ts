import { readOptions } from '@llm-balancer/core/options'
import { sleep, systemClock, type Clock } from '@llm-balancer/core/time'
import { retryHints, retryTable } from './options.ts'
import type { Given, RetryConfig } from './types.ts'

/** Which failed attempts are worth another, and how long to wait before it: the rule of {@link LLMCircuitBreaker}, alone. */
export class ExponentialBackoff {
  readonly #config: RetryConfig
  readonly #clock: Clock

  /**
   * @param config what is left out has its default
   * @param clock times `wait`
   * @throws TypeError or RangeError naming the option that is wrong
   */
  constructor(config: Given<RetryConfig> = {}, clock: Clock = systemClock) {
    const hints = retryHints
    this.#config = readOptions<RetryConfig>('ExponentialBackoff', config, retryTable, { hints })
    this.#clock = clock
  }

  /**
   * True when another attempt is worth it.
   *
   * @param attempt number of the failed attempt, from 0
   * @param statusCode status of its answer; leave it out when there was none, as after a timeout
   */
  shouldRetry(attempt: number, statusCode?: number): boolean {
    const { maxRetries, retryOnStatusCodes } = this.#config
    if (attempt >= maxRetries) return false
    return statusCode === undefined || retryOnStatusCodes.includes(statusCode)
  }

  /** The wait after an attempt in ms: `initialDelay` × `backoffFactor` ^ `attempt`, at most `maxDelay`. */
  getDelay(attempt: number): number {
    const { initialDelay, maxDelay, backoffFactor } = this.#config
    return Math.min(initialDelay * backoffFactor ** attempt, maxDelay)
  }

  /** Waits as long as {@link getDelay} says. @throws the signal's reason as soon as it aborts */
  wait(attempt: number, signal?: AbortSignal): Promise<void> {
    return sleep(this.getDelay(attempt), { clock: this.#clock, signal })
  }
}
