import { callFacts, seededRandom } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { requestsPerMinute } from './requests-per-minute.ts'

const call = callFacts()

describe('requestsPerMinute', () => {
  it('lets no more than the limit begin within any 60 s, and as many as that', () => {
    const limit = 7
    const guard = requestsPerMinute(limit)
    const random = seededRandom(1)
    const starts: number[] = []
    for (let now = 0; now < 600_000; now += Math.floor(random() * 3000)) {
      const isOpen = guard.availableAt(now, call) <= now
      const permit = guard.acquire(now, call)
      expect(permit !== null).toBe(isOpen)
      if (permit !== null) starts.push(now)
      expect(starts.filter((start) => start > now - 60_000).length).toBeLessThanOrEqual(limit)
    }
    expect(starts.length).toBeGreaterThanOrEqual(limit * 9)
  })

  it('says to the millisecond when there is room again', () => {
    const guard = requestsPerMinute(2)
    guard.acquire(1000, call)
    guard.acquire(5000, call)
    expect(guard.availableAt(5000, call)).toBe(61_000)
    expect(guard.acquire(60_999, call)).toBeNull()
    expect(guard.acquire(61_000, call)).not.toBeNull()
    expect(guard.availableAt(61_000, call)).toBe(65_000)
  })

  it('counts a call from its start, however it ends', () => {
    const guard = requestsPerMinute(1)
    guard.acquire(0, call)?.release({ type: 'neutral', durationMs: 0 }, 0)
    expect(guard.availableAt(1, call)).toBe(60_000)
  })

  it('lets nothing through with a limit of 0', () => {
    const guard = requestsPerMinute(0)
    expect(guard.availableAt(0, call)).toBe(Infinity)
    expect(guard.acquire(0, call)).toBeNull()
  })

  it.each([-1, 1.5, Infinity])('refuses a limit of %s', (limit) => {
    expect(() => requestsPerMinute(limit)).toThrow(
      /"requestsPerMinute" must be a whole number within \[0, ∞\)/,
    )
  })
})
