/** A date and a time of day in UTC as its parts. `month` counts from 0. */
export interface CalendarParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/**
 * The Unix time in ms of a date; undefined for a date or a time of day that does not exist (31 February, 12:60). A leap
 * second is the first second of the next minute.
 */
export function calendarTime({ year, month, day, hour, minute, second }: CalendarParts): number | undefined {
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const midnight = new Date(0)
  midnight.setUTCFullYear(year, month, day)
  if (midnight.getUTCMonth() !== month || midnight.getUTCDate() !== day) return undefined
  return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000
}
