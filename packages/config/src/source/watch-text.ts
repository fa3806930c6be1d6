import { callQuietly } from '@llm-balancer/core/options'
import { systemRandom, type Clock, type Random } from '@llm-balancer/core/time'
import { backgroundClock } from './clock.ts'
import { RegularLooks } from './regular-looks.ts'
import type { TextSource } from './text-source.ts'

/** How a text is watched. */
export interface WatchTextOptions {
  /** How often it is read, in ms, > 0, give or take `jitterRatio`; Infinity = only when asked, or after a hint. */
  readonly intervalMs: number
  /** Up to this share is added to each interval, or taken from it, at random, so that many processes do not ask at one time. @default 0 */
  readonly jitterRatio?: number | undefined
  /** Takes over each text that differs from the one before, the first included. What it throws is an error like one of reading. */
  readonly onText: (text: string) => void
  /** Hears why a text after the first could not be read, or not be taken over; it is read less and less often while it cannot be read. */
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
  /** Reads it now; resolves when listeners have heard. Never rejects. */
  check(): Promise<void>
  /** Ends it: a running read is aborted, no timer and no handle is left. */
  close(): void
}

/** The longest interval while the text cannot be read, in intervals. */
const longestBackoff = 8

/** Reads a text, and again and again. @throws what the first read rejects with, or `onText` throws for it; nothing is watched then */
export async function watchText(source: TextSource, options: WatchTextOptions): Promise<TextWatch> {
  const { intervalMs, jitterRatio = 0, clock = backgroundClock, random = systemRandom } = options
  let latest = (await source.read()) ?? ''
  options.onText(latest)
  const tellError = (error: unknown): void => {
    callQuietly('onError', () => {
      options.onError(error)
    })
  }
  const takeOver = (text: string): void => {
    try {
      options.onText(text)
    } catch (error) {
      tellError(error)
    }
  }
  const looks = new RegularLooks<undefined>({
    ...{ intervalMs, longestMs: longestBackoff * intervalMs, jitterRatio, clock, random },
    hints: (options.hints ?? true) ? (listener) => source.onHint?.(listener) : undefined,
    async look(_reason, signal) {
      try {
        const found = await source.read(signal)
        if (found === undefined || found === latest || signal.aborted) return quiet
        latest = found
        takeOver(found)
        return quiet
      } catch (error) {
        // An answer that comes after the end is of no interest.
        if (!signal.aborted) tellError(error)
        return { result: undefined, hasFailed: true }
      }
    },
  })
  return {
    check: () => looks.ask(),
    close: () => {
      looks.close()
    },
  }
}

const quiet = { result: undefined, hasFailed: false } as const
