import { checkText, subjectOf, type Check } from '@llm-balancer/core/options'
import { parseTimeOfDay, type TimeOfDay } from '@llm-balancer/core/time'

/** `00:00 America/Los_Angeles`: a time of day within 24 hours, and a time zone that `Intl` knows. */
export const checkResetsAt: Check = (name, value, owner): TimeOfDay => {
  const time = parseTimeOfDay(String(checkText(name, value, owner)))
  if (time === undefined)
    throw new RangeError(`${subjectOf(name, owner)} must be like "00:00 America/Los_Angeles"`)
  return time
}
