import { systemClock } from '../time/clock.ts'
import { msUntil } from './ms-until.ts'
import { parseRfc3339 } from './parse-rfc3339.ts'

/** Milliseconds per unit, by how its name begins. */
const units: readonly (readonly [RegExp, ms: number])[] = [
  [/^m(s|illi)/i, 1],
  [/^s/i, 1000],
  [/^m/i, 60_000],
  [/^h/i, 3_600_000],
  [/^d/i, 86_400_000],
]

/** An amount with its unit: `7.66s`, `30 minutes`. */
const piece =
  '(\\d{1,15}(?:\\.\\d{1,20})?)\\s?(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])'
const pieces = new RegExp(piece, 'gi')
const uncaptured = piece.replaceAll(/\((?!\?)/g, '(?:')
const textHint = new RegExp(
  `\\b(?:(?:re)?try(?:ing)?(?:\\s[a-z]+){0,3}\\s+(?:in|after)|resets\\s+in|wait(?:\\s+for)?)\\s+(?:about\\s+)?(${uncaptured}(?:,?\\s?(?:and\\s)?${uncaptured}){0,5})`,
  'i',
)
const accessDate = /\baccess on (\d{4}-\d\d-\d\d) at (\d\d:\d\d) UTC\b/i

/**
 * When a vendor's free text says a call may work again, in ms; undefined when it does not: "Please try again in 7s.", "retry
 * after 26 seconds", "wait 8 hours 24 minutes", "You will regain access on 2026-12-01 at 00:00 UTC."
 *
 * @param now Unix time in ms, for dates. Default: the machine's
 */
export function textHintMs(message: string, now: number = systemClock.now()): number | undefined {
  const [, span] = textHint.exec(message) ?? []
  if (span !== undefined) return spanMs(span)
  const [, date, time] = accessDate.exec(message) ?? []
  return date === undefined ? undefined : msUntil(parseRfc3339(`${date}T${time ?? ''}:00Z`), now)
}

function spanMs(span: string): number {
  let total = 0
  for (const [, amount, unit = ''] of span.matchAll(pieces))
    total += Number(amount) * (units.find(([begin]) => begin.test(unit))?.[1] ?? 0)
  return Math.round(total)
}
