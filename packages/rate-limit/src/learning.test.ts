import type { LimitReport, Outcome } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { seededRandom } from '@llm-balancer/core/time'
import { describe, expect, it, vi } from 'vitest'
import { rateLimit, type RateLimitOptions, type RateLimiter } from './index.ts'

const start = 1_795_000_000_000
const minuteMs = 60_000
const dayMs = 86_400_000
const success: Outcome = { type: 'success', durationMs: 1 }
const refusal = (retryAfterMs?: number): Outcome => ({
  type: 'failure',
  kind: 'rate-limit',
  scope: 'key',
  durationMs: 1,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})
const limiter = (options: RateLimitOptions = {}): RateLimiter =>
  rateLimit({ ...options, clock: createFakeClock(start) })

/** A call that begins at `at`, whose answer comes after `afterMs` with these reports. */
const call = (guard: RateLimiter, at: number, limits: readonly LimitReport[], afterMs = 0): void => {
  const reservation = guard.acquire(at)
  reservation?.observe({ limits }, at + afterMs)
  reservation?.release(success, at + afterMs)
}
/** How many calls may begin at once. */
const room = (guard: RateLimiter, at: number): number => {
  let calls = 0
  while (calls < 2000 && guard.acquire(at) !== null) calls += 1
  return calls
}
const requests = (limit: number, remaining: number, resetMs: number): LimitReport => ({
  unit: 'requests',
  limit,
  remaining,
  resetMs,
  windowMs: minuteMs,
})

describe('a call that goes first after a refusal', () => {
  const refused = (): RateLimiter => {
    const guard = limiter({ requestsPerMinute: 600 })
    guard.acquire(start)?.release(refusal(100), start)
    return guard
  }

  it('lets others follow with its first content, however long its answer is', () => {
    const guard = refused()
    const heard = vi.fn()
    guard.onChange?.(heard)
    const first = guard.acquire(start + 200)
    expect(first).not.toBeNull()
    expect(guard.availableAt(start + 500)).toBe(start + 1200)
    first?.firstContent?.(start + 500)
    expect(heard).toHaveBeenCalledTimes(1)
    expect(guard.availableAt(start + 500)).toBe(start + 500)
    expect(guard.toJSON().pace).toBeCloseTo(0.61, 2)
    first?.firstContent?.(start + 600)
    first?.release(success, start + 9000)
    expect(guard.exportState().pace).toBeCloseTo(0.61, 2)
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('lets another one go first when it was never sent, and only then', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    const before = guard.acquire(start)
    guard.acquire(start)?.release(refusal(100), start)
    const first = guard.acquire(start + 200)
    before?.cancel()
    expect(guard.availableAt(start + 300)).toBe(start + 1200)
    first?.cancel()
    expect(guard.availableAt(start + 300)).toBe(start + 300)
  })

  it('lets others follow with its end where there is no first content before', () => {
    const guard = refused()
    const first = guard.acquire(start + 200)
    first?.release(success, start + 500)
    expect(guard.availableAt(start + 500)).toBe(start + 500)
    first?.firstContent?.(start + 600)
    expect(guard.toJSON().pace).toBeCloseTo(0.61, 2)
  })
})

describe('what a vendor reports', () => {
  it('sets what is left to what it had left, less what was sent after that call', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    const first = guard.acquire(start)
    for (let sent = 0; sent < 4; sent += 1) guard.acquire(start)
    first?.observe({ limits: [requests(600, 20, 58_000)] }, start)
    expect(room(guard, start)).toBe(16)
  })

  it('allows more at once than the limiter would by itself', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    call(guard, start, [requests(600, 599, 100)])
    expect(room(guard, start)).toBe(599)
  })

  it('counts as of the time at which its call was sent', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    call(guard, start, [requests(600, 0, minuteMs)], 2000)
    expect(room(guard, start + 2000)).toBe(20)
  })

  it('is ignored when a later call has reported already', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    const [older, newer] = [guard.acquire(start), guard.acquire(start)]
    newer?.observe({ limits: [requests(600, 30, 57_000)] }, start)
    older?.observe({ limits: [requests(600, 500, 10_000)] }, start)
    expect(room(guard, start)).toBe(30)
  })

  it('counts once for each call: the first time that it says so', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    const reservation = guard.acquire(start)
    reservation?.observe({ limits: [requests(600, 30, 57_000)] }, start)
    reservation?.observe({ limits: [requests(600, 500, 10_000)] }, start)
    expect(room(guard, start)).toBe(30)
  })

  it('is another limit where its window is another, whatever its number', () => {
    const guard = limiter({ requestsPerMinute: 100, burstMs: minuteMs })
    call(guard, start, [{ unit: 'requests', limit: 100, remaining: 40, windowMs: dayMs }])
    expect(guard.toJSON().limits).toMatchObject([
      { windowMs: minuteMs, left: 99 },
      { windowMs: dayMs, left: 40 },
    ])
    const unnamed = limiter({ requestsPerMinute: 100, burstMs: minuteMs })
    call(unnamed, start, [{ unit: 'requests', limit: 100, remaining: 40, resetMs: 5 * 3_600_000 }])
    expect(unnamed.toJSON().limits).toMatchObject([{ windowMs: minuteMs, left: 40 }])
  })

  it('of a fixed window that has ended says nothing of the next one', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    call(guard, start, [requests(600, 590, 50_000)])
    call(guard, start + 1000, [requests(600, 580, 49_000)])
    const late = guard.acquire(start + 2000)
    late?.observe({ limits: [requests(600, 5, 48_000)] }, start + 51_000)
    expect(room(guard, start + 51_000)).toBe(600)
  })

  it('may be a limit of a single request, and is none below that', () => {
    const guard = limiter()
    call(guard, start, [{ unit: 'tokens', limit: 0.9, remaining: 0.9 }, requests(1, 0, minuteMs)])
    expect(guard.toJSON().limits).toMatchObject([{ unit: 'requests', limit: 1, left: 0 }])
  })

  it('makes limits that were not given', () => {
    const guard = limiter()
    const tokens: LimitReport = { unit: 'tokens', limit: 1000, remaining: 400, resetMs: 36_000 }
    call(guard, start, [requests(60, 3, 57_000), tokens])
    expect(guard.toJSON().limits).toMatchObject([
      { unit: 'requests', limit: 60, windowMs: minuteMs, left: 3, source: 'reported', kind: 'bucket' },
      { unit: 'tokens', limit: 1000, windowMs: minuteMs, left: 400, source: 'reported', kind: 'bucket' },
    ])
    expect(room(guard, start)).toBe(3)
  })

  it.each<[string, LimitReport, number]>([
    ['a minute', { unit: 'requests', limit: 500, remaining: 499, resetMs: 120 }, minuteMs],
    [
      'a minute, of which nothing is used',
      { unit: 'requests', limit: 500, remaining: 500, resetMs: 0 },
      minuteMs,
    ],
    ['a day', { unit: 'requests', limit: 10_000, remaining: 9999, resetMs: 8640 }, dayMs],
    ['a second', { unit: 'requests', limit: 10, remaining: 5, resetMs: 500 }, 1000],
    [
      'a day that ends at some time',
      { unit: 'requests', limit: 1000, remaining: 10, resetMs: 5 * 3_600_000 },
      dayMs,
    ],
    ['what the vendor’s documents say', { unit: 'requests', limit: 10, remaining: 5, windowMs: 1000 }, 1000],
  ])('tells the length of its window: %s', (_, report, windowMs) => {
    const guard = limiter()
    call(guard, start, [report])
    expect(guard.toJSON().limits[0]?.windowMs).toBe(windowMs)
  })

  it('lowers a limit that was given too high', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    call(guard, start, [requests(60, 50, 10_000)])
    expect(guard.toJSON().limits).toMatchObject([{ limit: 60, left: 50 }])
  })

  it('does not raise the number that its user gave, and still says when less is left', () => {
    const guard = limiter({ requestsPerMinute: 60, burstMs: minuteMs })
    call(guard, start, [requests(600, 599, 100)])
    expect(guard.toJSON().limits).toMatchObject([{ limit: 60, left: 59 }])
    call(guard, start, [requests(600, 7, 59_300)])
    expect(guard.toJSON().limits).toMatchObject([{ limit: 60, left: 7 }])
  })

  it('means a fixed window when it is full again later than a bucket would be, twice in a row', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    call(guard, start, [requests(600, 590, 50_000)])
    expect(guard.toJSON().limits[0]?.kind).toBe('bucket')
    call(guard, start + 1000, [requests(600, 5, 49_000)])
    expect(guard.toJSON().limits[0]).toMatchObject({ kind: 'fixed-window', resetAt: start + 50_000 })
    expect(room(guard, start + 1000)).toBe(5)
    expect(guard.availableAt(start + 1000)).toBe(start + 50_000)
    expect(room(guard, start + 49_999)).toBe(0)
    expect(room(guard, start + 50_000)).toBe(600)
    expect(guard.availableAt(start + 50_000)).toBe(start + 110_000)
  })

  it('stays a bucket while resets fit, also when they are rounded to seconds', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    for (let used = 10; used < 600; used += 10)
      call(guard, start, [requests(600, 600 - used, 1000 * Math.ceil(used / 10))])
    expect(guard.toJSON().limits[0]?.kind).toBe('bucket')
  })

  it('shows how much it ever allows at once, after a few answers', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    for (let at = start; at < start + 60_000; at += 5000) call(guard, at, [requests(600, 9, 100)])
    expect(room(guard, start + 120_000)).toBeLessThanOrEqual(11)
  })

  it('of 0 blocks it for good when the call then fails: there is nothing to wait for', () => {
    const guard = limiter()
    const reservation = guard.acquire(start)
    reservation?.observe({ limits: [{ unit: 'requests', limit: 0, remaining: 0 }] }, start)
    expect(guard.availableAt(start)).toBe(start)
    reservation?.release({ type: 'failure', kind: 'rate-limit', scope: 'key', durationMs: 1 }, start)
    expect([guard.name, guard.availableAt(start + dayMs)]).toEqual(['not-on-plan', Infinity])
    guard.reset()
    expect([guard.name, guard.availableAt(start)]).toEqual(['rate-limit', start])
  })

  it('of 0 means nothing when the call succeeds', () => {
    const guard = limiter()
    call(guard, start, [{ unit: 'requests', limit: 0, remaining: 0 }])
    expect([guard.name, guard.availableAt(start)]).toEqual(['rate-limit', start])
  })

  it('is not read when it is not to learn', () => {
    const guard = limiter({ requestsPerMinute: 60, learn: false })
    call(guard, start, [requests(60, 0, minuteMs)])
    expect(room(guard, start)).toBe(9)
  })

  it('wakes those that wait, when more is left than was known', () => {
    const guard = limiter({ requestsPerMinute: 60 })
    const changed = vi.fn()
    const end = guard.onChange(changed)
    const first = guard.acquire(start)
    room(guard, start)
    first?.observe({ limits: [requests(60, 50, 10_000)] }, start)
    expect(changed).toHaveBeenCalledOnce()
    end()
    guard.reset()
    expect(changed).toHaveBeenCalledOnce()
  })

  it('wakes no listener while as much is left as was known', () => {
    const guard = limiter({ requestsPerMinute: 60 })
    const changed = vi.fn()
    guard.onChange(changed)
    const first = guard.acquire(start)
    guard.acquire(start)
    first?.observe({ limits: [requests(60, 9, 51_000)] }, start)
    expect(guard.toJSON().limits).toMatchObject([{ left: 8 }])
    expect(changed).not.toHaveBeenCalled()
  })

  it('is read from headers where calls report nothing else', () => {
    const guard = limiter({
      readLimits: (headers) => [requests(60, Number((headers as Headers).get('x-left')), 55_000)],
    })
    guard.acquire(start)?.observe({ headers: new Headers({ 'x-left': '5' }) }, start)
    expect(room(guard, start)).toBe(5)
  })

  it('leaves out tokens of calls that still run, where the vendor counts what is used', () => {
    const options: RateLimitOptions = { outputTokensPerMinute: 60_000 }
    const report = {
      unit: 'output-tokens',
      limit: 60_000,
      remaining: 50_000,
      resetMs: 10_000,
      windowMs: minuteMs,
    } as const
    const guard = limiter(options)
    guard.acquire(start, { outputTokens: 2000 })
    guard.acquire(start, { outputTokens: 1000 })?.observe({ limits: [report] }, start)
    expect(guard.toJSON().limits[0]?.left).toBe(47_000)
    const atArrival = limiter({ ...options, booking: { tokens: 'arrival' } })
    atArrival.acquire(start, { outputTokens: 2000 })
    atArrival.acquire(start, { outputTokens: 1000 })?.observe({ limits: [report] }, start)
    expect(atArrival.toJSON().limits[0]?.left).toBe(50_000)
  })
})

describe('a refusal (429)', () => {
  const refuse = (guard: RateLimiter, at: number, retryAfterMs?: number): void => {
    guard.acquire(at)?.release(refusal(retryAfterMs), at)
  }

  it('says how long to pause', () => {
    const guard = limiter({ requestsPerMinute: 60 })
    refuse(guard, start, 7000)
    expect(guard.availableAt(start)).toBe(start + 7000)
    expect(guard.toJSON().pausedUntil).toBe(start + 7000)
  })

  it('pauses for five minutes at most, and for the longer of two hints', () => {
    const guard = limiter({ requestsPerMinute: 60 })
    const running = [7000, 100, 3_600_000].map((hint) => ({ hint, call: guard.acquire(start) }))
    const until = running.map(({ hint, call: waiting }) => {
      waiting?.release(refusal(hint), start)
      return guard.availableAt(start) - start
    })
    expect(until).toEqual([7000, 7000, 300_000])
  })

  it('counts as another one when it comes 200 ms after the one before', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    const running = [0, 200, 300].map((afterMs) => ({ afterMs, call: guard.acquire(start) }))
    for (const { afterMs, call: waiting } of running) waiting?.release(refusal(), start + afterMs)
    expect(guard.availableAt(start + 300) - start).toBe(300 + 1000)
  })

  it('is not forgotten for a success of a call that was sent before it', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    const [first, second] = [guard.acquire(start), guard.acquire(start)]
    first?.release(refusal(), start)
    second?.release(success, start + 10)
    refuse(guard, start + 5000)
    expect(guard.availableAt(start + 5000) - start - 5000).toBe(500)
  })

  it('never slows calls down to less than a twentieth of their pace', () => {
    const guard = limiter({ requestsPerMinute: 6000 })
    const paces: number[] = []
    for (let at = start; at < start + 40_000; at += 2000) {
      guard.acquire(at)?.release(success, at)
      const refused = guard.acquire(guard.availableAt(at))
      expect(refused).not.toBeNull()
      refused?.release(refusal(1), at + 500)
      paces.push(guard.exportState().pace)
    }
    expect(Math.min(...paces)).toBe(0.05)
  })

  it('means the limit of which the smallest share is left', () => {
    const guard = limiter({ requestsPerMinute: 600, tokensPerMinute: 60_000, burstMs: minuteMs })
    const tokens: LimitReport = { unit: 'tokens', limit: 60_000, remaining: 1000, windowMs: minuteMs }
    call(guard, start, [{ unit: 'requests', limit: 600, remaining: 500, windowMs: minuteMs }, tokens])
    refuse(guard, start)
    expect(guard.toJSON().limits.map(({ left }) => left)).toEqual([500, 0])
  })

  it.each([
    [3, 0],
    [4, 4],
  ])('means that nothing is left where no more than 0.3 was: of %i, %i', (remaining, left) => {
    const guard = limiter({ requestsPerMinute: 10, burstMs: minuteMs })
    call(guard, start, [{ unit: 'requests', limit: 10, remaining, windowMs: minuteMs }])
    refuse(guard, start)
    expect(guard.toJSON().limits).toMatchObject([{ left }])
  })

  it('forgets nothing of what was used beyond a limit', () => {
    const guard = limiter({ tokensPerMinute: 60_000, burstMs: minuteMs })
    const [refused, other] = [1, 2].map(() => guard.acquire(start, { inputTokens: 1000 }))
    other?.settle({ inputTokens: 100_000, outputTokens: 0 })
    refused?.release(refusal(), start)
    expect(guard.toJSON().limits).toMatchObject([{ left: -40_000 }])
  })

  it('pauses for a quarter of a second without a hint, and longer each time, up to 4 s while quota is left', () => {
    const guard = limiter({ requestsPerDay: 1_000_000 })
    let at = start
    // The vendor reports that nearly everything is left.
    call(guard, at, [
      { unit: 'requests', limit: 1_000_000, remaining: 999_000, resetMs: 86_400, windowMs: dayMs },
    ])
    const pauses: number[] = []
    for (let round = 0; round < 7; round += 1) {
      refuse(guard, at)
      const next = guard.availableAt(at)
      pauses.push(next - at)
      at = next
    }
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000])
    expect(guard.toJSON().limits[0]?.left).toBeGreaterThan(990_000)
    call(guard, at, [])
    refuse(guard, at)
    expect(guard.availableAt(at) - at).toBe(250)
  })

  it('slows calls down to 0.6 of their pace, once within 200 ms and until a later call has succeeded', () => {
    const guard = limiter({ requestsPerMinute: 6000 })
    const pace = (): number => Math.round(guard.toJSON().pace * 1000) / 1000
    const running = Array.from({ length: 5 }, () => guard.acquire(start))
    running[0]?.release(refusal(), start)
    running[1]?.release(refusal(), start + 100)
    expect(pace()).toBe(0.6)
    running[2]?.release(success, start + 200)
    running[3]?.release(refusal(), start + 300)
    expect(pace()).toBeCloseTo(0.61, 2)
    guard.acquire(start + 2000)?.release(success, start + 2000)
    guard.acquire(start + 2000)?.release(refusal(), start + 2000)
    expect(guard.toJSON().pace).toBeCloseTo(0.6 * 0.627, 2)
    for (let at = start + 20_000; at < start + 40_000; at += 100) guard.acquire(at)?.release(success, at)
    expect(guard.toJSON().pace).toBeGreaterThan(0.99)
  })

  it('is forgotten with time, too', () => {
    const clock = createFakeClock(start)
    const guard = rateLimit({ requestsPerMinute: 60, clock })
    guard.acquire()?.release(refusal())
    expect(guard.toJSON().pace).toBe(0.6)
    void clock.advance(300_000)
    expect(guard.toJSON().pace).toBeLessThanOrEqual(1)
  })

  it('means that nothing is left of a limit that was nearly used up', () => {
    const guard = limiter({ requestsPerMinute: 60, burstMs: minuteMs })
    call(guard, start, [requests(60, 10, 50_000)])
    refuse(guard, start)
    expect(guard.toJSON().limits[0]?.left).toBe(0)
  })

  it('means a fixed window when its hints are far longer than a bucket needs, twice', () => {
    const guard = limiter({ requestsPerMinute: 600 })
    refuse(guard, start, 20_000)
    expect(guard.toJSON().limits[0]?.kind).toBe('bucket')
    refuse(guard, start + 65_000, 15_000)
    expect(guard.toJSON().limits[0]).toMatchObject({ kind: 'fixed-window', resetAt: start + 80_000 })
    expect(guard.availableAt(start + 65_000)).toBe(start + 80_000)
  })

  it('without any limit known makes one, a little below the rate that was too much', () => {
    const guard = limiter()
    for (let at = start; at < start + 60_000; at += 100) guard.acquire(at)?.release(success, at)
    refuse(guard, start + 60_000)
    const [limit] = guard.toJSON().limits
    expect(limit).toMatchObject({ unit: 'requests', windowMs: minuteMs, source: 'guessed' })
    expect(guard.availableAt(start + 60_000)).toBeGreaterThan(start + 60_000)
    expect(limit?.limit).toBeGreaterThan(540)
    expect(limit?.limit).toBeLessThan(660)
  })

  it('without any limit known makes none of a few calls', () => {
    const guard = limiter()
    for (let at = start; at < start + 60_000; at += 1000) guard.acquire(at)?.release(success, at)
    refuse(guard, start + 60_000)
    expect(guard.toJSON().limits).toEqual([])
  })

  it('raises a guess again while it is used up and nothing is refused, and drops it when the vendor reports its limits', () => {
    const guard = limiter()
    for (let at = start; at < start + 60_000; at += 200) guard.acquire(at)?.release(success, at)
    refuse(guard, start + 60_000)
    const guessed = guard.toJSON().limits[0]?.limit ?? 0
    let at = start + 61_000
    for (let calls = 0; calls < 300; calls += 1) {
      at = guard.availableAt(at)
      guard.acquire(at)?.release(success, at)
    }
    expect(guard.toJSON().limits[0]?.limit).toBeGreaterThan(guessed)
    call(guard, guard.availableAt(at), [requests(500, 400, 12_000)])
    expect(guard.toJSON().limits).toMatchObject([{ source: 'reported', limit: 500 }])
  })

  it.each([
    [50, 51],
    [1000, 1010],
  ])('raises a guess by a hundredth, and by one at least: %i becomes %i', (limit, raised) => {
    const { limits, ...state } = limiter({ requestsPerMinute: limit }).exportState()
    const guessed = limits.map(({ own: _, ...one }) => ({ ...one, source: 'guessed' as const }))
    const guard = limiter({ initialState: { ...state, limits: guessed } })
    const reservation = guard.acquire(start)
    room(guard, start)
    reservation?.release(success, start)
    expect(guard.toJSON().limits).toMatchObject([{ source: 'guessed', limit: raised }])
  })

  it.each([
    [5, 60],
    [6, 61],
  ])('raises a guess when less than half of what may be used at once was left: %i calls', (calls, raised) => {
    const { limits, ...state } = limiter({ requestsPerMinute: 60 }).exportState()
    const guessed = limits.map(({ own: _, ...one }) => ({ ...one, source: 'guessed' as const }))
    const guard = limiter({ initialState: { ...state, limits: guessed } })
    const [first] = Array.from({ length: calls }, () => guard.acquire(start))
    first?.release(success, start)
    expect(guard.toJSON().limits).toMatchObject([{ limit: raised }])
  })

  it('leaves no guess that holds calls back for ever, however late their answers come', async () => {
    const clock = createFakeClock(start)
    const guard = rateLimit({ clock })
    const begun: number[] = []
    const random = seededRandom(1)
    // Ten calls a second; in the first five minutes a tenth of them is refused, whatever their pace.
    for (let call = 0; call < 6000; call += 1) {
      const reservation = guard.tryReserve()
      if (reservation !== null) {
        begun.push(call)
        const isRefused = call < 3000 && random() < 0.1
        clock.schedule(() => {
          reservation.release(isRefused ? refusal() : success)
        }, 500)
      }
      await clock.advance(100)
    }
    await clock.advance(500)
    expect(begun.filter((call) => call >= 4800)).toHaveLength(1200)
  })

  it('changes nothing when it is not to learn', () => {
    const guard = limiter({ requestsPerMinute: 60, learn: false })
    refuse(guard, start, 9000)
    expect([guard.availableAt(start), guard.toJSON().pace]).toEqual([start, 1])
  })

  it('gives its request back, unless the vendor counts it', () => {
    const left = (rejected: boolean): number | undefined => {
      const guard = limiter({ requestsPerDay: 100, learn: false, booking: { rejected } })
      refuse(guard, start)
      return guard.toJSON().limits[0]?.left
    }
    expect([left(false), left(true)]).toEqual([100, 99])
  })
})
