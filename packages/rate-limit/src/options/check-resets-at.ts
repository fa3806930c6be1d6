import { checkText, subjectOf, type Check } from '@llm-balancer/core/options'
import type { TimeOfDay } from '../level/next-reset.ts'

/** `00:00 America/Los_Angeles`: a time of day within 24 hours, and a time zone that `Intl` knows. */
export const checkResetsAt: Check = (name, value, owner): TimeOfDay => {
  const [, hour, minute, timeZone = ''] =
    /^(\d\d):(\d\d) (\S+)$/.exec(String(checkText(name, value, owner))) ?? []
  const isTime = Number(hour) < 24 && Number(minute) < 60
  if (!isTime || !isTimeZone(timeZone))
    throw new RangeError(`${subjectOf(name, owner)} must be like "00:00 America/Los_Angeles"`)
  return { hour: Number(hour), minute: Number(minute), timeZone }
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone })
    return true
  } catch {
    return false
  }
}
