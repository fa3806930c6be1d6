import { callQuietly } from '@llm-balancer/core/options'
import { scheduleUnlessNever, systemRandom, type Clock, type Random } from '@llm-balancer/core/time'
import { backgroundClock } from './clock.ts'
import type { TextSource } from './text-source.ts'

/** How a text is watched. */
export interface WatchTextOptions {
  /** How often it is read, in ms, > 0, give or take `jitterRatio`; Infinity = only when asked, or after a hint. */
  readonly intervalMs: number
  /** Up to this share is added to each interval, or taken from it, at random, so that many processes do not ask at one time. @default 0 */
  readonly jitterRatio?: number | undefined
  /** Hears each text that differs from the one before. */
  readonly onText: (text: string) => void
  /** Hears why the text could not be read; it is read less and less often while it cannot. */
  readonly onError: (error: unknown) => void
  /** Whether hints of the source are followed at once. @default true */
  readonly hints?: boolean | undefined
  /** @default the machine's clock, with timers that do not keep the process alive */
  readonly clock?: Clock | undefined
  /** @default the machine's */
  readonly random?: Random | undefined
}

/** A text that is being watched. */
export interface TextWatch {
  /** The text as it was read first. */
  readonly text: string
  /** Reads it now; resolves when listeners have heard. Never rejects. */
  check(): Promise<void>
  /** Ends it: a running read is aborted, no timer and no handle is left. */
  close(): void
}

/** The longest interval while the text cannot be read, in intervals. */
const longestBackoff = 8
/** After a hint it is waited for others, which usually follow, in ms. */
const settleMs = 50

/** Reads a text, and again and again. @throws what the first read rejects with; nothing is watched then */
export async function watchText(source: TextSource, options: WatchTextOptions): Promise<TextWatch> {
  const text = (await source.read()) ?? ''
  return new Watch(source, text, options)
}

class Watch implements TextWatch {
  readonly text: string
  readonly #source: TextSource
  readonly #options: WatchTextOptions
  readonly #clock: Clock
  readonly #ending = new AbortController()
  #endHints: () => void = () => {}
  #cancelTimer: (() => void) | undefined
  #reading: Promise<void> | undefined
  #latest: string
  #failures = 0

  constructor(source: TextSource, text: string, options: WatchTextOptions) {
    this.text = text
    this.#latest = text
    this.#source = source
    this.#options = options
    this.#clock = options.clock ?? backgroundClock
    if (options.hints ?? true) this.#listen()
    this.#setTimer(this.#nextMs())
  }

  check(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
      this.#setTimer(this.#nextMs())
    })
    return this.#reading
  }

  close(): void {
    this.#ending.abort()
    this.#cancelTimer?.()
    this.#endHints()
  }

  async #read(): Promise<void> {
    if (this.#isOver()) return
    const { onText, onError } = this.#options
    try {
      const text = await this.#source.read(this.#ending.signal)
      this.#failures = 0
      if (text === undefined || text === this.#latest || this.#isOver()) return
      this.#latest = text
      callQuietly('onText', () => {
        onText(text)
      })
    } catch (error) {
      this.#failures += 1
      if (this.#isOver()) return
      callQuietly('onError', () => {
        onError(error)
      })
    }
  }

  #isOver(): boolean {
    return this.#ending.signal.aborted
  }

  /** A folder that cannot be watched is read regularly all the same. */
  #listen(): void {
    try {
      this.#endHints =
        this.#source.onHint?.(() => {
          this.#setTimer(settleMs)
        }) ?? (() => {})
    } catch {
      this.#endHints = () => {}
    }
  }

  #nextMs(): number {
    const { intervalMs, jitterRatio = 0, random = systemRandom } = this.#options
    const backoff = Math.min(2 ** this.#failures, longestBackoff)
    return intervalMs * backoff * (1 + jitterRatio * (2 * random() - 1))
  }

  #setTimer(delayMs: number): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#isOver()) return
    this.#cancelTimer = scheduleUnlessNever(this.#clock, delayMs, () => {
      void this.check()
    })
  }
}
