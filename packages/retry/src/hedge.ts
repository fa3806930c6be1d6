import type { RetryBudget } from '@llm-balancer/core'
import { classifyError, failureRules } from '@llm-balancer/core/errors'
import { checkBudget } from '@llm-balancer/core/budget'
import {
  checkFunction,
  checkSignal,
  hasMethods,
  nonNegative,
  readOptions,
  required,
  type OptionTable,
} from '@llm-balancer/core/options'
import { scheduleUnlessNever, systemClock, type Clock } from '@llm-balancer/core/time'
import type { RetryAttempt } from './retry-options.ts'

/** Facts of a hedged attempt, for its work. */
export type HedgeAttempt = Pick<RetryAttempt, 'attempt' | 'signal'>

/** Settings of `hedge`. */
export interface HedgeOptions {
  /** The wait before the second attempt, in ms ≥ 0: a little more than most calls take. */
  readonly delayMs: number
  /**
   * Charged for each second attempt, at the price of a transient retry. The price is never given back, since a hedge is extra
   * load whether or not it wins: with the default budget one call in 14 may be hedged in the long run. `false` = no bound.
   *
   * @default false
   */
  readonly budget?: RetryBudget | false | undefined
  /** The caller's: ends both attempts at once, with its own reason. */
  readonly signal?: AbortSignal | undefined
  /** @default systemClock */
  readonly clock?: Clock | undefined
}

/** Checked settings. */
export interface HedgeSettings {
  readonly delayMs: number
  readonly budget: RetryBudget | false
  readonly signal: AbortSignal | undefined
  readonly clock: Clock
}

/** The check and the default of each option. */
export const hedgeTable: OptionTable<HedgeSettings> = {
  delayMs: [nonNegative, required],
  budget: [checkBudget, false],
  signal: [checkSignal],
  clock: [hasMethods('now', 'schedule'), systemClock],
}

/**
 * Calls `fn`, and once more when it has not settled after `delayMs`; gives what the faster of the two gives and aborts the
 * other. Not a retry: an error before the delay is thrown at once. After the delay, an error is thrown only when the other
 * attempt fails, too, or when the request itself is at fault. Source: Dean and Barroso, "The Tail at Scale", CACM 56(2), 2013.
 *
 * @throws the first attempt's error when both fail; the signal's reason when the caller aborts; RangeError or TypeError for a
 * bad option
 */
export async function hedge<Result>(
  fn: (attempt: HedgeAttempt) => Result | PromiseLike<Result>,
  options: HedgeOptions,
): Promise<Result> {
  checkFunction('fn', fn, 'hedge')
  return new Contest(fn, readOptions('hedge', options, hedgeTable)).result()
}

/** Two attempts at the same work. */
class Contest<Result> {
  readonly #work: (attempt: HedgeAttempt) => Result | PromiseLike<Result>
  readonly #settings: HedgeSettings
  readonly #running = new Map<number, AbortController>()
  readonly #errors = new Map<number, unknown>()
  #cancelTimer: (() => void) | undefined
  #settled = false
  #resolve: (result: Result) => void = () => {}
  #reject: (error: Error) => void = () => {}

  constructor(work: (attempt: HedgeAttempt) => Result | PromiseLike<Result>, settings: HedgeSettings) {
    this.#work = work
    this.#settings = settings
  }

  result(): Promise<Result> {
    const { signal, clock, delayMs } = this.#settings
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      signal?.throwIfAborted()
      signal?.addEventListener('abort', this.#abort)
      this.#start(1)
      // Work may fail or abort everything before it has even begun to wait.
      if (!this.#settled) this.#cancelTimer = scheduleUnlessNever(clock, delayMs, this.#startSecond)
    })
  }

  readonly #startSecond = (): void => {
    const { budget } = this.#settings
    if (budget === false || budget.withdraw('transient')) this.#start(2)
  }

  #start(attempt: number): void {
    const controller = new AbortController()
    this.#running.set(attempt, controller)
    const { signal: caller } = this.#settings
    const own = controller.signal
    const signal = caller === undefined ? own : AbortSignal.any([caller, own])
    void this.#run({ attempt, signal }).then(
      (result) => this.#win(attempt, result),
      (error: unknown) => this.#lose(attempt, error),
    )
  }

  async #run(attempt: HedgeAttempt): Promise<Result> {
    return this.#work(attempt)
  }

  #win(attempt: number, result: Result): void {
    if (this.#settled) return
    const { budget } = this.#settings
    if (budget !== false) budget.deposit('none')
    this.#running.delete(attempt)
    this.#settle(() => this.#resolve(result))
  }

  #lose(attempt: number, error: unknown): void {
    if (this.#settled) return
    this.#running.delete(attempt)
    this.#errors.set(attempt, error)
    const { kind } = classifyError(error, this.#settings.clock.now())
    if (this.#running.size > 0 && failureRules[kind].then !== 'stop') return
    const first = this.#errors.has(1) ? this.#errors.get(1) : error
    this.#settle(() => this.#reject(first as Error))
  }

  readonly #abort = (): void => {
    this.#settle(() => this.#reject(this.#settings.signal?.reason as Error))
  }

  #settle(conclude: () => void): void {
    this.#settled = true
    this.#cancelTimer?.()
    this.#settings.signal?.removeEventListener('abort', this.#abort)
    conclude()
    const reason = new DOMException('hedge: the other attempt has settled the call', 'AbortError')
    for (const controller of this.#running.values()) controller.abort(reason)
    this.#running.clear()
  }
}
