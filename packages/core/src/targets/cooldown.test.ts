import { describe, expect, it } from 'vitest'
import { Cooldown, type CooldownTimes } from './cooldown.ts'

const times: CooldownTimes = { throttleMs: 1000, quarantineMs: 300_000, maxRetryAfterMs: 300_000 }
const throttled = { kind: 'rate-limit', scope: 'key' } as const
const badKey = { kind: 'auth', scope: 'key' } as const

describe('a cooldown', () => {
  it('begins with a failure that is throttled, and doubles with each further one, up to 30 s', () => {
    const cooldown = new Cooldown()
    let now = 0
    const lengths = Array.from({ length: 7 }, () => {
      expect(cooldown.impose(throttled, times, now)).toBe(true)
      const lengthMs = cooldown.until - now
      now = cooldown.until
      return lengthMs
    })
    expect(lengths).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(cooldown).toMatchObject({ state: 'cooling', reason: 'cooling: rate-limit', isGuess: true })
  })

  it('is never shorter than the configured time, also when that is longer than 30 s', () => {
    const cooldown = new Cooldown()
    cooldown.impose(throttled, { ...times, throttleMs: 45_000 }, 0)
    cooldown.impose(throttled, { ...times, throttleMs: 45_000 }, 50_000)
    expect(cooldown.until).toBe(95_000)
  })

  it('begins anew with the shortest time after a success', () => {
    const cooldown = new Cooldown()
    cooldown.impose(throttled, times, 0)
    cooldown.impose(throttled, times, 1000)
    cooldown.succeed()
    cooldown.impose(throttled, times, 10_000)
    expect(cooldown.until).toBe(11_000)
  })

  it('does not begin with a failure that asks for none', () => {
    const cooldown = new Cooldown()
    expect(cooldown.impose({ kind: 'server', scope: 'target' }, times, 5)).toBe(false)
    expect(cooldown.until).toBe(0)
  })

  it('follows a hint of the server whatever the kind, up to the longest time, and is no guess then', () => {
    const cooldown = new Cooldown()
    expect(cooldown.impose({ kind: 'server', scope: 'target', retryAfterMs: 7000 }, times, 100)).toBe(true)
    expect(cooldown).toMatchObject({ until: 7100, isGuess: false, reason: 'cooling: server' })
    cooldown.impose({ ...throttled, retryAfterMs: Infinity }, times, 200)
    expect(cooldown.until).toBe(300_200)
  })

  it('is a quarantine after a bad key, and no guess', () => {
    const cooldown = new Cooldown()
    cooldown.impose(badKey, times, 0)
    expect(cooldown).toMatchObject({
      until: 300_000,
      state: 'quarantined',
      reason: 'quarantined: auth',
      isGuess: false,
    })
  })

  it('is not shortened by a shorter one: its reason stays as well', () => {
    const cooldown = new Cooldown()
    cooldown.impose(badKey, times, 0)
    expect(cooldown.impose({ ...throttled, retryAfterMs: 2000 }, times, 1000)).toBe(false)
    expect(cooldown).toMatchObject({ until: 300_000, reason: 'quarantined: auth', isGuess: false })
  })

  it('ends when it is lifted, and the next one is the first in a row', () => {
    const cooldown = new Cooldown()
    cooldown.impose(throttled, times, 0)
    cooldown.impose(throttled, times, 1000)
    cooldown.lift()
    expect(cooldown.until).toBe(0)
    cooldown.impose(throttled, times, 5000)
    expect(cooldown.until).toBe(6000)
  })
})
