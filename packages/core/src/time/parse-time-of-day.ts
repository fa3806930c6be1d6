/** A time of day in a time zone. */
export interface TimeOfDay {
  readonly hour: number
  readonly minute: number
  /** As `Intl` knows it: `America/Los_Angeles`, `UTC`. */
  readonly timeZone: string
}

/** Reads `00:00 America/Los_Angeles`. Undefined for a time beyond 24 hours, a time zone that `Intl` does not know, and any other text. */
export function parseTimeOfDay(text: string): TimeOfDay | undefined {
  const [, hours, minutes, timeZone = ''] = /^(\d\d):(\d\d) (\S+)$/.exec(text) ?? []
  const [hour, minute] = [Number(hours), Number(minutes)]
  return hour < 24 && minute < 60 && isTimeZone(timeZone) ? { hour, minute, timeZone } : undefined
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone })
    return true
  } catch {
    return false
  }
}
