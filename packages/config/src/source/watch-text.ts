import { callQuietly } from '@llm-balancer/core/options'
import { backgroundClock, leaveSignal, systemRandom, type Clock, type Random } from '@llm-balancer/core/time'
import { fileText } from './file-text.ts'
import { RegularLooks } from './regular-looks.ts'
import type { TextSource } from './text-source.ts'
import { urlText, type UrlTextOptions } from './url-text.ts'

/** The path of a file, or an address and how it is asked. */
export type TextPlace = { readonly file: string } | ({ readonly url: string } & UrlTextOptions)

/** How a text is watched, of which a `Value` is read. */
export interface WatchTextOptions<Value> {
  /** How often it is read, in ms, > 0, give or take `jitterRatio`; Infinity = only when asked, or after a hint. */
  readonly intervalMs: number
  /**
   * Up to this share is added to each interval, or taken from it, at random, so that many processes do not ask at one time.
   *
   * @default 0.1 for an address, 0 for anything else
   */
  readonly jitterRatio?: number | undefined
  /** Reads what a text says. What it throws is an error like one of reading the text. */
  readonly parse: (text: string) => Value
  /**
   * Takes over what each text says that differs from the one before, the first included, for which `isChange` is false. What it throws is
   * thrown, or told, as it is.
   */
  readonly onValue: (value: Value, isChange: boolean) => void
  /** Hears why a text after the first could not be read, or not be taken over; it is read less and less often while it cannot be read. */
  readonly onError: (error: unknown) => void
  /** What an error of reading becomes before it is thrown or told: one in the caller's own words. @default the error as it is */
  readonly toError?: ((error: unknown) => unknown) | undefined
  /** Ends the watch when it aborts, as `close` does; the first read rejects with its reason then. */
  readonly signal?: AbortSignal | undefined
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
 * @throws what the first read rejects with, also for an address that must not be asked, or what `parse` or `onValue` throws for it; nothing
 * is watched then
 */
export async function watchText<Value>(
  from: TextSource | TextPlace,
  options: WatchTextOptions<Value>,
): Promise<TextWatch> {
  const { intervalMs, parse, onValue, signal: ending, toError = asItIs } = options
  const { jitterRatio = 'url' in from ? 0.1 : 0, clock = backgroundClock, random = systemRandom } = options
  const { source, text, value } = await readFirst(from, options)
  let latest = text
  onValue(value, false)
  const tellError = (error: unknown): void => {
    callQuietly('onError', () => {
      options.onError(error)
    })
  }
  const takeOver = (found: string): void => {
    let isRead = false
    try {
      const next = parse(found)
      isRead = true
      onValue(next, true)
    } catch (error) {
      tellError(isRead ? error : toError(error))
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
        if (!signal.aborted) tellError(toError(error))
        return { result: undefined, hasFailed: true }
      }
    },
  })
  const close = (): void => {
    leaveSignal(ending, close)
    looks.close()
  }
  try {
    ending?.addEventListener('abort', close)
  } catch (error) {
    // A signal that cannot be listened to: nothing could end the watch.
    close()
    throw error
  }
  if (ending?.aborted === true) close()
  return { check: () => looks.ask(), close }
}

/** The source of a text, with what it says at first. @throws what it cannot be read for, in the caller's words, or the signal's reason */
async function readFirst<Value>(
  from: TextSource | TextPlace,
  { parse, signal, toError = asItIs, clock = backgroundClock }: WatchTextOptions<Value>,
): Promise<{ readonly source: TextSource; readonly text: string; readonly value: Value }> {
  try {
    const source = sourceOf(from, clock)
    const text = (await source.read(signal)) ?? ''
    // A source need not listen to the signal.
    signal?.throwIfAborted()
    return { source, text, value: parse(text) }
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : toError(error)
  }
}

const asItIs = (error: unknown): unknown => error

function sourceOf(from: TextSource | TextPlace, clock: Clock): TextSource {
  if ('file' in from) return fileText(from.file, { clock })
  return 'url' in from ? urlText(from.url, { clock, ...from }) : from
}

const quiet = { result: undefined, hasFailed: false } as const
