import type { Guard, Permit } from '@llm-balancer/core'
import { checkNumber } from '@llm-balancer/core/options'

const minuteMs = 60_000
const permit: Permit = { release: () => {} }

/**
 * Lets at most `limit` calls begin within any 60 s: a sliding window, so that no minute's boundary lets twice as many
 * through. A call counts from its start, however it ends. 0 lets none through. Holds the start times of the last `limit`
 * calls.
 *
 * @param limit calls per 60 s, a whole number ≥ 0
 * @throws RangeError or TypeError for a bad limit
 */
export function requestsPerMinute(limit: number): Guard {
  checkNumber('requestsPerMinute', limit, { min: 0, max: Infinity, integer: true })
  const starts: number[] = []
  let oldest = 0
  const availableAt = (now: number): number => {
    if (starts.length < limit) return now
    const start = starts[oldest]
    return start === undefined ? Infinity : start + minuteMs
  }
  return {
    name: 'requests-per-minute',
    availableAt,
    acquire(now) {
      if (availableAt(now) > now) return null
      starts[oldest] = now
      oldest = (oldest + 1) % limit
      return permit
    },
  }
}
