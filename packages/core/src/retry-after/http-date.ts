import { systemClock } from '../time/clock.ts'
import { calendarTime } from './calendar-time.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const shortDay = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const longDay = '(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)'
const month = '(?<month>[A-Z][a-z]{2})'
const time = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)'

/** The three forms of RFC 9110, section 5.6.7. Servers must send the first; recipients must read all of them. */
const forms: readonly RegExp[] = [
  `${shortDay}, (?<day>\\d\\d) ${month} (?<year>\\d{4}) ${time} GMT`,
  `${longDay}, (?<day>\\d\\d)-${month}-(?<year>\\d\\d) ${time} GMT`,
  `${shortDay} ${month} (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`))

/**
 * Reads an HTTP date as Unix time in ms: `Fri, 20 Nov 2026 12:00:30 GMT`, and the obsolete `Friday, 20-Nov-26 12:00:30 GMT`
 * (RFC 850) and `Fri Nov 20 12:00:30 2026` (asctime). Undefined for anything else and for dates that do not exist.
 *
 * @param now Unix time in ms, around which a year of two digits is understood
 */
export function parseHttpDate(text: string, now: number = systemClock.now()): number | undefined {
  const groups = forms.map((form) => form.exec(text)?.groups).find((found) => found !== undefined)
  if (groups === undefined) return undefined
  const numberOf = (name: string): number => Number(groups[name])
  const year = numberOf('year')
  const parts = {
    month: months.indexOf(groups['month'] ?? ''),
    day: numberOf('day'),
    hour: numberOf('hour'),
    minute: numberOf('minute'),
    second: numberOf('second'),
  }
  const isShort = groups['year']?.length === 2
  return calendarTime({ year: isShort ? fullYear(year, now) : year, ...parts })
}

/** A year more than 50 years ahead means the latest one in the past with the same last digits (RFC 9110, section 5.6.7). */
function fullYear(lastDigits: number, now: number): number {
  const present = new Date(now).getUTCFullYear()
  const inThisCentury = Math.floor(present / 100) * 100 + lastDigits
  return inThisCentury > present + 50 ? inThisCentury - 100 : inThisCentury
}
