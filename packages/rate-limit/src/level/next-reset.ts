import type { TimeOfDay } from '@llm-balancer/core/time'

const dayMs = 86_400_000

/**
 * Says when a time of day comes next, as Unix time in ms, after a given one. Where clocks are put forward and the time of day does not
 * exist, it is as much later; where they are put back and it comes twice, the first one counts.
 */
export function nextReset({ hour, minute, timeZone }: TimeOfDay): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  /** What a clock in that zone shows, as if it were UTC. */
  const wallOf = (time: number): number => {
    const shown: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(time)) shown[type] = Number(value)
    const { year = 1970, month = 1, day = 1 } = shown
    return Date.UTC(year, month - 1, day, shown['hour'], shown['minute'], shown['second'])
  }
  const offsetAt = (time: number): number => wallOf(time) - Math.floor(time / 1000) * 1000
  const firstShowing = (wall: number): number => {
    // Counted with the offset of the day before: the first of two equal times of day, and after a gap the later time.
    const first = wall - offsetAt(wall - dayMs)
    const other = wall - offsetAt(first)
    return wallOf(first) !== wall && wallOf(other) === wall ? other : first
  }
  return (time) => {
    const midnight = Math.floor(wallOf(time) / dayMs) * dayMs
    for (let day = 0; ; day += 1) {
      const wall = midnight + day * dayMs + (hour * 60 + minute) * 60_000
      const at = firstShowing(wall)
      if (at > time) return at
    }
  }
}
