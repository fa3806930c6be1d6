import type { RetryBudget } from '@llm-balancer/core'
import { checkBudget, depositTo, withdrawFrom } from '@llm-balancer/core/budget'
import { cancelBody, classifyError, failureRules, responseError } from '@llm-balancer/core/errors'
import {
  checkBoolean,
  checkFunction,
  checkSignal,
  hasMethods,
  nonNegative,
  readOptions,
  required,
  type OptionTable,
  type ReportMisuse,
} from '@llm-balancer/core/options'
import {
  leaveSignal,
  abortReason,
  scheduleUnlessNever,
  steadyClock,
  systemClock,
  type Clock,
} from '@llm-balancer/core/time'
import { callbackReports, type CallbackFailure } from './callback-reports.ts'
import type { RetryAttempt } from './retry-options.ts'
import { RunningAttempt } from './running-attempt.ts'

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
  /**
   * True: a returned `Response` with a status of 400 or more is a failure; where it decides the call, a `ProviderError` with
   * `response` is thrown. False: it is a result like any other. @default true
   */
  readonly classifyResponse?: boolean | undefined
  /** Called when your own budget or clock throws or gives what makes no sense; the call goes on without it. */
  readonly onCallbackFailed?: ((failure: CallbackFailure) => void) | undefined
  /** @default systemClock */
  readonly clock?: Clock | undefined
}

/** Checked settings. */
export interface HedgeSettings {
  readonly delayMs: number
  readonly budget: RetryBudget | false
  readonly signal: AbortSignal | undefined
  readonly classifyResponse: boolean
  readonly onCallbackFailed: HedgeOptions['onCallbackFailed']
  readonly clock: Clock
}

/** The check and the default of each option. */
export const hedgeTable: OptionTable<HedgeSettings> = {
  delayMs: [nonNegative, required],
  budget: [checkBudget, false],
  signal: [checkSignal],
  classifyResponse: [checkBoolean, true],
  onCallbackFailed: [checkFunction],
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

const settledByOther = abortReason('hedge: the other attempt has settled the call')

/** Two attempts at the same work. */
class Contest<Result> {
  readonly #work: (attempt: HedgeAttempt) => Result | PromiseLike<Result>
  readonly #settings: HedgeSettings
  readonly #report: ReportMisuse | undefined
  readonly #clock: Clock
  readonly #running = new Map<number, RunningAttempt>()
  readonly #errors = new Map<number, unknown>()
  #cancelTimer: (() => void) | undefined
  #settled = false
  #resolve: (result: Result) => void = () => {}
  #reject: (error: Error) => void = () => {}

  constructor(work: (attempt: HedgeAttempt) => Result | PromiseLike<Result>, settings: HedgeSettings) {
    this.#work = work
    this.#settings = settings
    this.#report = callbackReports(settings.onCallbackFailed)
    this.#clock = steadyClock(settings.clock, this.#report)
  }

  result(): Promise<Result> {
    const { signal, delayMs } = this.#settings
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      signal?.throwIfAborted()
      signal?.addEventListener('abort', this.#abort)
      this.#start(1)
      // Work may fail or abort everything before it has even begun to wait.
      if (!this.#settled) this.#cancelTimer = scheduleUnlessNever(this.#clock, delayMs, this.#startSecond)
    })
  }

  readonly #startSecond = (): void => {
    // A clock of the caller's may fire although the timer was cancelled.
    if (this.#settled || this.#running.has(2)) return
    if (withdrawFrom(this.#settings.budget, 'transient', this.#report)) this.#start(2)
  }

  #start(number: number): void {
    const attempt = new RunningAttempt({ attempt: number, remainingMs: Infinity }, this.#settings.signal)
    this.#running.set(number, attempt)
    void this.#run(attempt).then(
      (result) => this.#win(number, result),
      (error: unknown) => this.#lose(number, error),
    )
  }

  async #run(attempt: RunningAttempt): Promise<Result> {
    const result = await this.#work(attempt)
    const refusal = this.#settings.classifyResponse
      ? responseError(result, { clock: this.#clock, provider: 'hedge' })
      : undefined
    if (refusal === undefined) return result
    if (this.#settled) cancelBody(refusal)
    throw refusal
  }

  #win(attempt: number, result: Result): void {
    if (this.#settled) {
      cancelBody(result)
      return
    }
    depositTo(this.#settings.budget, [], this.#report)
    this.#running.delete(attempt)
    this.#settle(() => this.#resolve(result))
  }

  #lose(attempt: number, error: unknown): void {
    if (this.#settled) return
    this.#running.delete(attempt)
    this.#errors.set(attempt, error)
    const { kind } = classifyError(error, this.#clock.now())
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
    leaveSignal(this.#settings.signal, this.#abort)
    conclude()
    for (const attempt of this.#running.values()) attempt.stop(settledByOther())
    this.#running.clear()
  }
}
