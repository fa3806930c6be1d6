import { parseDuration } from './duration.ts'

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
