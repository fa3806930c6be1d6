import { parseDuration, parseSeconds } from './duration.ts'

/**
 * The `retryDelay` (`46s`, or `{ seconds, nanos }` as clients of gRPC decode it) of a `google.rpc.RetryInfo` among the `details` of a Google error object, in ms; undefined where
 * there is none. Source: google/rpc/error_details.proto.
 */
export function retryInfoMs(error: Readonly<Record<string, unknown>>): number | undefined {
  const details: readonly unknown[] = Array.isArray(error['details']) ? error['details'] : []
  for (const detail of details) {
    const parsed = delayMs((detail as { retryDelay?: unknown } | null | undefined)?.retryDelay)
    if (parsed !== undefined) return parsed
  }
  return undefined
}

function delayMs(delay: unknown): number | undefined {
  if (typeof delay === 'string') return parseDuration(delay)
  const { seconds, nanos = 0 } = Object(delay) as { readonly seconds?: unknown; readonly nanos?: unknown }
  const whole = seconds ?? (nanos === 0 ? undefined : 0)
  const wholeMs =
    typeof whole === 'number' || typeof whole === 'string' ? parseSeconds(`${whole}`) : undefined
  const isPart = typeof nanos === 'number' && nanos >= 0 && nanos < 1e9
  return wholeMs === undefined || !isPart ? undefined : wholeMs + Math.round(nanos / 1e6)
}

const textHint =
  /\b(?:try again|retry)\s+(?:in|after)\s+(?:about\s+)?((?:\d+(?:\.\d+)?(?:ms|[smhd]))+\b|(\d+(?:\.\d+)?)\s*(milliseconds?|seconds?|minutes?|hours?|days?)\b)/i

const spelled: readonly (readonly [RegExp, string])[] = [
  [/^milli/i, 'ms'],
  [/^sec/i, 's'],
  [/^min/i, 'm'],
  [/^hour/i, 'h'],
  [/^day/i, 'd'],
]

/** When a vendor's free text says a call may work again ("Please try again in 7s."), in ms; undefined when it does not. */
export function textHintMs(message: string): number | undefined {
  const [, compact = '', amount, word = ''] = textHint.exec(message) ?? []
  if (amount === undefined) return parseDuration(compact.toLowerCase())
  const unit = spelled.find(([pattern]) => pattern.test(word))?.[1]
  return unit === undefined ? undefined : parseDuration(`${amount}${unit}`)
}
