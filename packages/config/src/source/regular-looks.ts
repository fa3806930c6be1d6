import { scheduleUnlessNever, within, type Clock, type Random } from '@llm-balancer/core/time'

/** Why something is looked at: it was asked for, its interval has passed, or something may have changed. */
export type LookReason = 'asked' | 'interval' | 'hint'

/** What came of a look. */
export type Look<Result> = {
  readonly result: Result
  /** True when what was looked at could not be read: the next look comes later then. */
  readonly hasFailed: boolean
}

/** How something is looked at. */
export interface RegularLooksOptions<Result> {
  /** Looks once; must not reject. Nothing waits for it once the signal has aborted. */
  look(reason: LookReason, signal: AbortSignal): Promise<Look<Result>>
  /** Time between two looks, in ms; Infinity = none but those that are asked for. */
  readonly intervalMs: number
  /** No interval is longer while looks fail; each failed look in a row doubles it up to here. */
  readonly longestMs: number
  /** Up to this share is added to each interval, or taken from it. */
  readonly jitterRatio: number
  /** Calls its listener when something may have changed; gives back a function that ends it. May throw: intervals remain. */
  readonly hints?: ((listener: () => void) => (() => void) | undefined) | undefined
  readonly clock: Clock
  readonly random: Random
}

/** After a hint it is waited for others, which usually follow, in ms. */
const settleMs = 50
const urgency: readonly LookReason[] = ['hint', 'interval', 'asked']

/** A look that begins when the present one has ended, for all that have asked for one since. */
type NextLook<Result> = { reason: LookReason; readonly ended: Promise<Result | undefined> }

/** Looks at something again and again: at intervals, after hints, and when asked. One look at a time. */
export class RegularLooks<Result> {
  readonly #options: RegularLooksOptions<Result>
  readonly #closing = new AbortController()
  #endHints: () => void = () => {}
  #cancelTimer: (() => void) | undefined
  #isHinted = false
  #running: Promise<Result | undefined> | undefined
  #next: NextLook<Result> | undefined
  /** Failed looks in a row. */
  #failures = 0

  constructor(options: RegularLooksOptions<Result>) {
    this.#options = options
    this.#listen()
    this.#awaitNext()
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted
  }

  /** Looks now, or once the look that is running has ended; undefined after `close`. Never rejects. */
  ask(reason: LookReason = 'asked'): Promise<Result | undefined> {
    if (this.isClosed) return Promise.resolve(undefined)
    if (this.#running === undefined) return this.#begin(reason)
    if (this.#next === undefined) {
      const next = { reason, ended: this.#running.then(() => this.#beginNext()) }
      this.#next = next
    } else if (urgency.indexOf(reason) > urgency.indexOf(this.#next.reason)) this.#next.reason = reason
    return this.#next.ended
  }

  /** Ends everything at once, whatever a look is waiting for. */
  close(): void {
    this.#closing.abort()
    this.#cancelTimer?.()
    this.#endHints()
  }

  #beginNext(): Promise<Result | undefined> {
    const { reason } = this.#next ?? { reason: 'interval' }
    this.#next = undefined
    return this.isClosed ? Promise.resolve(undefined) : this.#begin(reason)
  }

  #begin(reason: LookReason): Promise<Result | undefined> {
    this.#cancelTimer?.()
    this.#isHinted = false
    this.#running = this.#lookOnce(reason).finally(() => {
      this.#running = undefined
      if (this.#next === undefined) this.#awaitNext()
    })
    return this.#running
  }

  async #lookOnce(reason: LookReason): Promise<Result | undefined> {
    const { signal } = this.#closing
    try {
      const { result, hasFailed } = await within(this.#options.look(reason, signal), { signal })
      this.#failures = hasFailed ? this.#failures + 1 : 0
      return result
    } catch {
      return undefined
    }
  }

  #awaitNext(): void {
    if (this.#isHinted) {
      this.#setTimer(settleMs, 'hint')
      return
    }
    const { intervalMs, longestMs, jitterRatio, random } = this.#options
    const backedOff = Math.min(intervalMs * 2 ** this.#failures, Math.max(intervalMs, longestMs))
    this.#setTimer(backedOff * (1 + jitterRatio * (2 * random() - 1)), 'interval')
  }

  #setTimer(delayMs: number, reason: LookReason): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.isClosed) return
    this.#cancelTimer = scheduleUnlessNever(this.#options.clock, delayMs, () => {
      void this.ask(reason)
    })
  }

  #listen(): void {
    try {
      this.#endHints = this.#options.hints?.(() => this.#hint()) ?? this.#endHints
    } catch {
      // The interval remains.
    }
  }

  /** One while a look is running may be of something that it has not seen. */
  #hint(): void {
    if (this.#isHinted) return
    this.#isHinted = true
    if (this.#running === undefined) this.#awaitNext()
  }
}
