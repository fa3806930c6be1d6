import { DeadlineExceededError, RateLimitedError } from '@llm-balancer/core/errors'
import { createFakeClock, type FakeClock } from '@llm-balancer/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { rateLimit, type RateLimitOptions, type RateLimiter, type ScheduleOptions } from './index.ts'

let clock: FakeClock = createFakeClock()
const limiter = (options: RateLimitOptions): RateLimiter => {
  clock = createFakeClock()
  return rateLimit({ ...options, clock })
}
const never = new Promise<never>(() => {})

/** Schedules a call that notes when it begins, in ms from now, and ends at once. */
const notes = (guard: RateLimiter): ((name: string, options?: ScheduleOptions) => Promise<string>) => {
  const startAt = clock.now()
  return (name, options) => guard.schedule(() => `${name} at ${String(clock.now() - startAt)}`, options)
}
const oneAtATime: RateLimitOptions = { requestsPerMinute: 60, burstMs: 1000 }

afterEach(() => {
  expect(clock.pending).toBe(0)
})

describe('scheduled calls', () => {
  it('begin at once while there is room, then as room comes back, in the order in which they came', async () => {
    const call = notes(limiter(oneAtATime))
    const all = Promise.all(['a', 'b', 'c'].map((name) => call(name)))
    await clock.advance(5000)
    await expect(all).resolves.toEqual(['a at 0', 'b at 1000', 'c at 2000'])
  })

  it('go first when their priority is lower', async () => {
    const call = notes(limiter(oneAtATime))
    const names: [string, number | undefined][] = [
      ['a', undefined],
      ['b', undefined],
      ['late', 5],
      ['urgent', -1],
      ['urgent too', -1],
    ]
    const all = Promise.all(names.map(([name, priority]) => call(name, { priority })))
    await clock.advance(10_000)
    await expect(all).resolves.toEqual([
      'a at 0',
      'b at 3000',
      'late at 4000',
      'urgent at 1000',
      'urgent too at 2000',
    ])
  })

  it('are not held up by one that needs 50 000 tokens', async () => {
    const guard = limiter({ tokensPerMinute: 60_000 })
    const call = notes(guard)
    guard.tryReserve({ inputTokens: 5000 })
    const large = call('large', { cost: { inputTokens: 50_000 } })
    const small = [1, 2, 3].map((one) => call(`small ${String(one)}`, { cost: { inputTokens: 500 } }))
    await clock.advance(2000)
    await expect(Promise.all(small)).resolves.toEqual([
      'small 1 at 500',
      'small 2 at 1000',
      'small 3 at 1500',
    ])
    await clock.advance(20_000)
    await expect(large).resolves.toMatch(/^large at/)
  })

  it('do not overtake a large one for ever', async () => {
    const guard = limiter({ tokensPerMinute: 60_000 })
    const call = notes(guard)
    guard.tryReserve({ inputTokens: 5000 })
    const large = call('large', { cost: { inputTokens: 5000 } })
    const small = Array.from({ length: 100 }, (_, one) => call(String(one), { cost: { inputTokens: 500 } }))
    await clock.advance(25_000)
    await expect(large).resolves.toBe('large at 19500')
    await clock.advance(60_000)
    await Promise.all(small)
  })

  it('wait for a place where so many may run at a time', async () => {
    const guard = limiter({ concurrency: 2 })
    const finish: (() => void)[] = []
    const work = (): Promise<void> => new Promise((resolve) => finish.push(resolve))
    const all = [1, 2, 3].map(() => guard.schedule(work))
    await clock.settle()
    expect([finish.length, guard.toJSON()]).toMatchObject([2, { inFlight: 2, waiting: 1 }])
    finish[0]?.()
    await clock.settle()
    expect(finish).toHaveLength(3)
    for (const end of finish) end()
    await Promise.all(all)
    expect(guard.toJSON()).toMatchObject({ inFlight: 0, waiting: 0 })
  })

  it('begin sooner when a running one used less than was expected', async () => {
    const guard = limiter({ tokensPerMinute: 60_000 })
    const call = notes(guard)
    const first = guard.tryReserve({ inputTokens: 20_000 })
    const waiting = call('next', { cost: { inputTokens: 100 } })
    await clock.settle()
    first?.settle({ inputTokens: 3000, outputTokens: 0 })
    await clock.settle()
    await expect(waiting).resolves.toBe('next at 0')
  })

  it('begin at once when the limiter is reset', async () => {
    const guard = limiter(oneAtATime)
    const call = notes(guard)
    guard.tryReserve()
    const waiting = call('next')
    const changed = vi.fn()
    guard.onChange(changed)
    guard.reset()
    await expect(waiting).resolves.toBe('next at 0')
    expect(changed).toHaveBeenCalledOnce()
  })

  it('are counted by their text', async () => {
    const guard = limiter({ tokensPerDay: 1000, countTokens: (text) => text.length })
    await guard.schedule(() => {}, { cost: { text: 'x'.repeat(250) } })
    expect(guard.toJSON().limits[0]?.left).toBe(750)
    guard.tryReserve({ text: 'x'.repeat(50) })
    expect(guard.toJSON().limits[0]?.left).toBe(700)
  })

  it('report what they use, and what the vendor says', async () => {
    const guard = limiter({ tokensPerMinute: 60_000 })
    const limits = [{ unit: 'tokens', limit: 60_000, remaining: 900, resetMs: 59_100 }] as const
    await guard.schedule(
      ({ report }) => {
        report({ limits })
        report({ usage: { inputTokens: 700 } })
        report({ usage: { outputTokens: 60 } })
      },
      { cost: { inputTokens: 500 } },
    )
    expect(guard.toJSON().limits[0]?.left).toBe(900 - 200 - 60)
  })

  it('teach the limiter when a response refuses them, and get it as it is', async () => {
    const guard = limiter({ requestsPerMinute: 60 })
    const response = await guard.schedule(
      () => new Response('', { status: 429, headers: { 'retry-after': '3' } }),
    )
    expect(response.status).toBe(429)
    expect(guard.availableAt() - clock.now()).toBe(3000)
  })

  it('teach it when they throw', async () => {
    const guard = limiter({ requestsPerMinute: 60 })
    const error = Object.assign(new Error('slow down'), { status: 429, headers: { 'retry-after': '2' } })
    await expect(guard.schedule(() => Promise.reject(error))).rejects.toBe(error)
    expect(guard.availableAt() - clock.now()).toBe(2000)
    await expect(
      guard.schedule(
        () => {
          throw error
        },
        { deadlineMs: 1 },
      ),
    ).rejects.toThrow(RateLimitedError)
  })
})

describe('a scheduled call that cannot begin', () => {
  it('before its deadline is refused at once, with the time at which it could', async () => {
    const guard = rateLimit({ ...oneAtATime, label: 'openai', clock: (clock = createFakeClock()) })
    guard.tryReserve()
    const refused = guard.schedule(() => 'never', { deadlineMs: 400 })
    await expect(refused).rejects.toThrow('openai: rate limited, retry in 1000 ms')
    await expect(refused).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 1000 })
  })

  it('before its deadline, but only then, is refused at once as well', async () => {
    const guard = limiter(oneAtATime)
    guard.tryReserve()
    const refused = expect(guard.schedule(() => 'never', { deadlineMs: 1000 })).rejects.toThrow('1000 ms')
    expect(guard.toJSON().waiting).toBe(0)
    await refused
  })

  it('is told to come back no sooner than those that wait', async () => {
    const guard = limiter({ tokensPerMinute: 60_000, maxWaiting: 1 })
    const call = notes(guard)
    guard.tryReserve({ inputTokens: 5000 })
    const large = call('large', { cost: { inputTokens: 5000 } })
    await expect(call('small', { cost: { inputTokens: 500 } })).rejects.toThrow('retry in 5000 ms')
    await clock.advance(5000)
    await expect(large).resolves.toBe('large at 5000')
  })

  it('ever is not told to come back', async () => {
    const refused = limiter({ requestsPerMinute: 0, label: 'openai' }).schedule(() => 'never')
    await expect(refused).rejects.toThrow(/^openai: rate limited$/)
  })

  it('leaves no listener on the signal of its caller, however it ends', async () => {
    const guard = limiter(oneAtATime)
    const call = notes(guard)
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    guard.tryReserve()
    const waiting = call('begins', { signal })
    const late = call('is late', { signal, priority: 1, deadlineMs: 1500 })
    const settled = Promise.allSettled([waiting, late])
    await clock.advance(1500)
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    const listeners = ({ mock }: typeof added | typeof removed): unknown[] =>
      mock.calls.map(([, listener]) => listener)
    expect(listeners(added).length).toBeGreaterThanOrEqual(2)
    expect(new Set(listeners(removed))).toEqual(new Set(listeners(added)))
  })

  it('is refused at its deadline when others went first', async () => {
    const guard = limiter(oneAtATime)
    const call = notes(guard)
    const all = Promise.allSettled([call('a'), call('b'), call('c', { deadlineMs: 1500, priority: 1 })])
    await clock.advance(1500)
    const results = await all
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  })

  it('is told to come back when the next of those that wait can have begun', async () => {
    const guard = limiter(oneAtATime)
    const call = notes(guard)
    const all = Promise.all([call('a'), call('b'), call('c')])
    const refused = expect(call('d', { deadlineMs: 1200 })).rejects.toThrow('retry in 800 ms')
    await clock.advance(1200)
    await refused
    await clock.advance(1000)
    await all
  })

  it('because too many wait is refused at once', async () => {
    const guard = limiter({ ...oneAtATime, maxWaiting: 1 })
    const [first, second, third] = [1, 2, 3].map(() => guard.schedule(() => 'done'))
    await expect(third).rejects.toThrow(RateLimitedError)
    await clock.advance(1000)
    await expect(Promise.all([first, second])).resolves.toEqual(['done', 'done'])
  })

  it('because the plan does not include it is refused at once', async () => {
    const guard = limiter({})
    const reservation = guard.tryReserve()
    reservation?.observe({ limits: [{ unit: 'requests', limit: 0 }] })
    reservation?.fail(Object.assign(new Error('no'), { status: 429 }))
    await expect(guard.schedule(() => 'never')).rejects.toThrow('the plan does not include it')
  })

  it('leaves the queue when its caller aborts, and lets those behind it go on', async () => {
    const guard = limiter(oneAtATime)
    const call = notes(guard)
    guard.tryReserve()
    const controller = new AbortController()
    const left = call('left', { signal: controller.signal })
    const next = call('next')
    const reason = new Error('the user went away')
    controller.abort(reason)
    await expect(left).rejects.toBe(reason)
    await clock.advance(1000)
    await expect(next).resolves.toBe('next at 1000')
    await expect(call('not begun', { signal: controller.signal })).rejects.toBe(reason)
  })
})

describe('a scheduled call that runs', () => {
  it('is ended at its deadline: its signal aborts, and its place is free', async () => {
    const guard = limiter({ concurrency: 1 })
    let signal: AbortSignal | undefined
    const work = vi.fn((call: { signal: AbortSignal }) => {
      signal = call.signal
      return never
    })
    const thrown = expect(guard.schedule(work, { deadlineMs: 500 })).rejects.toThrow(DeadlineExceededError)
    await clock.advance(500)
    await thrown
    expect([signal?.aborted, guard.toJSON().inFlight]).toEqual([true, 0])
  })

  it('is ended when its caller aborts, with the caller’s reason', async () => {
    const guard = limiter({ concurrency: 1, requestsPerMinute: 60 })
    const controller = new AbortController()
    let signal: AbortSignal | undefined
    const running = guard.schedule(
      (call) => {
        signal = call.signal
        return never
      },
      { signal: controller.signal },
    )
    await clock.settle()
    controller.abort('enough')
    await expect(running).rejects.toBe('enough')
    expect([signal?.aborted, guard.toJSON().inFlight, guard.toJSON().pace]).toEqual([true, 0, 1])
  })
})

describe('what makes no sense', () => {
  it.each<[string, () => unknown, string]>([
    ['work that is no function', () => limiter({}).schedule('x' as never), '"work" must be a function'],
    [
      'an unknown option of a call',
      () => limiter({}).schedule(() => 1, { priorty: 1 } as never),
      'did you mean "priority"?',
    ],
    [
      'a deadline of 0',
      () => limiter({}).schedule(() => 1, { deadlineMs: 0 }),
      'schedule: "deadlineMs" must be within (0, ∞], got 0',
    ],
    [
      'a cost below 0',
      () => limiter({}).schedule(() => 1, { cost: { inputTokens: -1 } }),
      '"cost.inputTokens" must be within',
    ],
  ])('%s is refused', async (_, give, message) => {
    await expect(give()).rejects.toThrow(message)
  })

  it.each<[string, () => unknown, string]>([
    [
      'a cost',
      () => limiter({}).tryReserve({ inputTokens: Number.NaN }),
      'tryReserve: "inputTokens" must be within',
    ],
    [
      'a misspelt cost',
      () => limiter({}).tryReserve({ input: 5 } as never),
      'tryReserve: unknown option "input"',
    ],
    [
      'a fraction of a request',
      () => limiter({ requestsPerMinute: 1.5 }),
      'rateLimit: "requestsPerMinute" must be a whole number within [0, ∞], got 1.5',
    ],
    [
      'a time of day without a zone',
      () => limiter({ resetsAt: '00:00' }),
      '"resetsAt" must be like "00:00 America/Los_Angeles"',
    ],
    [
      'a time of day that does not exist',
      () => limiter({ resetsAt: '24:00 UTC' }),
      '"resetsAt" must be like',
    ],
    [
      'a zone that does not exist',
      () => limiter({ resetsAt: '00:00 Mars/Olympus' }),
      '"resetsAt" must be like',
    ],
    [
      'a booking',
      () => limiter({ booking: { tokens: 'later' as never } }),
      '"booking.tokens" must be one of "usage", "arrival"',
    ],
    [
      'a name of another library',
      () => limiter({ tpm: 5 } as never),
      'unknown option "tpm"; use "tokensPerMinute"',
    ],
    ['a listener', () => limiter({}).onChange(5 as never), '"listener" must be a function'],
  ])('%s is refused when it is given', (_, give, message) => {
    expect(give).toThrow(message)
  })
})

describe('limits of a day', () => {
  it('begin anew at the time of day of their vendor', () => {
    const noon = Date.UTC(2026, 10, 29, 12)
    const guard = rateLimit({
      requestsPerDay: 2,
      resetsAt: '00:00 America/Los_Angeles',
      clock: createFakeClock(noon),
    })
    guard.acquire(noon)
    guard.acquire(noon)
    const midnight = Date.UTC(2026, 10, 30, 8)
    expect(guard.availableAt(noon)).toBe(midnight)
    guard.acquire(midnight)
    guard.acquire(midnight)
    expect(guard.availableAt(midnight)).toBe(midnight + 86_400_000)
  })

  it('may be used at once, and then fill evenly', () => {
    const guard = rateLimit({ requestsPerDay: 24, clock: createFakeClock(0) })
    for (let call = 0; call < 24; call += 1) expect(guard.acquire(0)).not.toBeNull()
    expect(guard.availableAt(0)).toBe(3_600_000)
  })
})

/** A signal of the caller's own that cannot be left. */
const unleavable = (): AbortSignal =>
  Object.assign(new AbortController().signal, {
    removeEventListener: () => {
      throw new Error('no leaving')
    },
  })

describe('a signal that cannot be left', () => {
  it('holds up neither its call nor those behind it', async () => {
    const call = notes(limiter(oneAtATime))
    const all = Promise.all(['a', 'b', 'c'].map((name) => call(name, { signal: unleavable() })))
    await clock.advance(5000)
    await expect(all).resolves.toEqual(['a at 0', 'b at 1000', 'c at 2000'])
  })
})
