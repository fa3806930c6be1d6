import { calendarTime } from './calendar-time.ts'

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/

/** Reads an RFC 3339 time (`2026-11-20T12:00:30Z`) as Unix time in ms, else undefined. */
export function parseRfc3339(text: string): number | undefined {
  const found = rfc3339.exec(text)
  if (found === null) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    year: number,
    month: number,
    day: number,
    hour: number,
    minute: number,
    second: number,
  ]
  const [fraction = '', sign = '+', offsetHours = '0', offsetMinutes = '0'] = found.slice(7)
  const local = calendarTime({ year, month: month - 1, day, hour, minute, second })
  if (local === undefined) return undefined
  const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000
  return local + Math.round(Number(`0${fraction}`) * 1000) - (sign === '-' ? -offsetMs : offsetMs)
}
