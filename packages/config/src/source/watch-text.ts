import { callQuietly } from '@llm-balancer/core/options'
import { systemRandom, type Clock, type Random } from '@llm-balancer/core/time'
import { backgroundClock } from './clock.ts'
import { fileText } from './file-text.ts'
import { RegularLooks } from './regular-looks.ts'
import type { TextSource } from './text-source.ts'
import { urlText, type UrlTextOptions } from './url-text.ts'

/** The path of a file, or an address and how it is asked. */
export type TextPlace = { readonly file: string } | ({ readonly url: string } & UrlTextOptions)

/** How a text is watched. */
export interface WatchTextOptions {
  /** How often it is read, in ms, > 0, give or take `jitterRatio`; Infinity = only when asked, or after a hint. */
  readonly intervalMs: number
  /**
   * Up to this share is added to each interval, or taken from it, at random, so that many processes do not ask at one time.
   *
   * @default 0.1 for an address, 0 for anything else
   */
  readonly jitterRatio?: number | undefined
  /** Takes over each text that differs from the one before, the first included. What it throws is an error like one of reading. */
  readonly onText: (text: string) => void
  /** Hears why a text after the first could not be read, or not be taken over; it is read less and less often while it cannot be read. */
  readonly onError: (error: unknown) => void
  /** What an error becomes before it is thrown or told: one in the caller's own words. @default the error as it is */
  readonly toError?: ((error: unknown) => unknown) | undefined
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

/**
 * Reads a text, and again and again.
 *
 * @throws what the first read rejects with, or `onText` throws for it, also for an address that must not be asked; nothing is watched then
 */
export async function watchText(from: TextSource | TextPlace, options: WatchTextOptions): Promise<TextWatch> {
  const { toError = (error) => error } = options
  try {
    return await startWatch(from, options, toError)
  } catch (error) {
    throw toError(error)
  }
}

async function startWatch(
  from: TextSource | TextPlace,
  options: WatchTextOptions,
  toError: (error: unknown) => unknown,
): Promise<TextWatch> {
  const { intervalMs, clock = backgroundClock, random = systemRandom } = options
  const { jitterRatio = 'url' in from ? 0.1 : 0 } = options
  const source = sourceOf(from, clock)
  let latest = (await source.read()) ?? ''
  options.onText(latest)
  const tellError = (error: unknown): void => {
    callQuietly('onError', () => {
      options.onError(toError(error))
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

function sourceOf(from: TextSource | TextPlace, clock: Clock): TextSource {
  if ('file' in from) return fileText(from.file, { clock })
  return 'url' in from ? urlText(from.url, { clock, ...from }) : from
}

const quiet = { result: undefined, hasFailed: false } as const
