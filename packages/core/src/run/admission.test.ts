import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { createRetryBudget } from '../budget/create-retry-budget.ts'
import { first } from '../balancer/test/first.ts'
import { leftovers, scene, type Scene } from '../balancer/test/scene.ts'
import { hang, type TestVendor, type VendorStep } from '../balancer/test/vendor.ts'
import { statusError } from '../testing/scripted-client.ts'

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)

/** What one call fails with. */
const fails = (status: number, retryAfterMs?: number): VendorStep => ({
  answer: statusError(
    status,
    retryAfterMs === undefined ? {} : { headers: { 'retry-after-ms': String(retryAfterMs) } },
  ),
})
const after = (afterMs: number, give = 'late'): VendorStep => ({ answer: { afterMs, give } })

type Options = Parameters<typeof scene>[1]
const made = <Id extends string>(
  scripts: Readonly<Record<Id, readonly VendorStep[]>>,
  options: Options = {},
): Scene<Id> => scene(scripts, { strategy: first, random: () => 0.999, ...options })

/** Makes a target's window as small as `limit`: so many calls in flight are refused at once. */
function windows({ balancer }: Scene<string>): Record<string, number | undefined> {
  return Object.fromEntries(balancer.snapshot().targets.map(({ id, window }) => [id, window]))
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

it('without targets a run throws at once, also where it may wait for one', async () => {
  const { balancer, clock } = made({}, { whenUnavailable: 'wait' })
  const running = balancer.run(call)
  await expect(running).rejects.toMatchObject({ code: 'no-target-available', considered: [] })
  expect(clock.pending).toBe(0)
})

describe('a target that is held back by its window alone', () => {
  /** Two calls on each target, of which the second is refused: then each has a window of 1 and a call in flight. */
  async function full(options: Options = {}): Promise<Scene<'a' | 'b'> & { running: Promise<unknown>[] }> {
    const steps = [after(10_000), fails(503), after(10_000), after(10_000)]
    const scripted = made({ a: steps, b: steps }, options)
    const running: Promise<unknown>[] = []
    for (const pin of ['a', 'b']) {
      running.push(scripted.balancer.run(call, { pin }))
      await expect(scripted.balancer.run(call, { pin, maxAttempts: 1 })).rejects.toMatchObject({
        status: 503,
      })
    }
    expect(windows(scripted)).toEqual({ a: 1, b: 1 })
    return { ...scripted, running }
  }

  it.each(['fail', 'least-bad'] as const)(
    'is called all the same under %s, the one with the fewest calls first',
    async (whenUnavailable) => {
      const { balancer, clock, served, running } = await full({ whenUnavailable })
      served.slice(0)
      for (let count = 0; count < 3; count += 1) running.push(balancer.run(call))
      await clock.settle()
      // One was asked longer ago; then the other has fewer calls; then the first has again.
      expect(served.slice(4)).toEqual(['a', 'b', 'a'])
      await clock.advance(10_000)
      await Promise.all(running)
    },
  )

  it('is not called while a run may wait for it', async () => {
    const { balancer, clock, served, running } = await full({ whenUnavailable: { maxWaitMs: 20_000 } })
    const waiting = balancer.run(call)
    await clock.advance(9999)
    expect(served).toHaveLength(4)
    await clock.advance(1)
    await clock.advance(10_000)
    await Promise.all([...running, waiting])
    expect(served).toEqual(['a', 'a', 'b', 'b', 'a'])
  })

  it('is not called when one of its guards refuses it, too', async () => {
    const { balancer, clock, served, guards, running } = await full()
    guards.a.refuses = true
    const other = balancer.run(call)
    await clock.settle()
    expect(served.slice(4)).toEqual(['b'])
    guards.b.blockedUntil = Infinity
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'no-target-available' })
    await clock.advance(10_000)
    await Promise.all([...running, other])
  })

  it('is named as such in the trail', async () => {
    const { balancer, clock, running } = await full()
    const trail = balancer.runWithTrail(call, { pin: 'a' })
    await clock.advance(10_000)
    const { attempts } = await trail
    expect(attempts[0]?.picked).toMatchObject({ strategy: 'held', candidates: [] })
    expect(attempts[0]?.picked?.excluded).toMatchObject([{ id: 'a', reason: 'window full' }, { id: 'b' }])
    await Promise.all(running)
  })
})

describe('failing over', () => {
  it('asks targets that have not failed last first, free of charge', async () => {
    const budget = createRetryBudget()
    const { balancer, served } = made({ a: [fails(500)], b: [fails(500)], c: [] }, { retry: { budget } })
    await expect(balancer.run(call)).resolves.toBe('c')
    expect(served).toEqual(['a', 'b', 'c'])
    expect(budget.remaining).toBe(500)
  })

  it('is charged for a target that has failed others, and gets all of it back with a success', async () => {
    const taken: string[] = []
    const budget = {
      remaining: 0,
      withdraw: (charge: string) => (taken.push(`-${charge}`), true),
      deposit: (charge: string) => void taken.push(`+${charge}`),
    }
    const { balancer, served } = made(
      { a: [fails(500), fails(503)], b: [fails(500), fails(500)], c: [fails(500)] },
      { retry: { budget } },
    )
    await expect(balancer.run(call, { maxAttempts: 3 })).rejects.toMatchObject({ code: 'all-targets-failed' })
    expect(taken).toEqual([])
    await expect(balancer.run(call)).resolves.toBe('c')
    expect(served).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
    expect(taken).toEqual(['-throttled', '-transient', '+throttled', '+transient'])
  })

  it('stops when the budget is used up, and gives back what it could not use', async () => {
    const budget = createRetryBudget({ capacity: 14 })
    const { balancer, served } = made(
      { a: [fails(500), fails(500)], b: [fails(500), fails(500)], c: [fails(500)] },
      { retry: { budget } },
    )
    await balancer.run(call, { maxAttempts: 3 }).catch(() => {})
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'all-targets-failed' })
    // One failover was charged with all there was.
    expect(served).toEqual(['a', 'b', 'c', 'a', 'b'])
    expect(budget.remaining).toBe(0)
  })

  it('gives the charge back when the target refuses the call after all', async () => {
    const budget = createRetryBudget()
    const { balancer, guards, served, clock } = made(
      { a: [fails(500), fails(500)], b: [fails(500)] },
      { retry: { budget, maxWaitMs: 0 } },
    )
    await balancer.run(call, { maxAttempts: 2 }).catch(() => {})
    guards.b.refuses = true
    const failed = expect(balancer.run(call, { maxAttempts: 2 })).rejects.toMatchObject({
      code: 'all-targets-failed',
    })
    await clock.advance(10)
    await failed
    expect(served).toEqual(['a', 'b', 'a'])
    // What remains charged is the wait for it, which was in vain.
    expect(budget.remaining).toBe(486)
  })

  it('prefers a target that is healthy again', async () => {
    const { balancer, served } = made({ a: [fails(500), fails(500)], b: [fails(500)], c: [] })
    await balancer.run(call)
    await balancer.run(call, { pin: 'b' })
    await balancer.run(call)
    expect(served).toEqual(['a', 'b', 'c', 'b', 'a', 'b'])
  })

  it('asks every target once while the budget allows it, however many there are', async () => {
    const ids = Array.from({ length: 12 }, (_, place) => `t${place}`)
    const scripts = Object.fromEntries(ids.map((id) => [id, id === 't11' ? [] : [fails(500)]]))
    const { balancer, served } = made(scripts)
    await expect(balancer.run(call)).resolves.toBe('t11')
    expect(served).toEqual(ids)
  })
})

describe('waiting for a retry', () => {
  it('is free when the server said for how long', async () => {
    const budget = createRetryBudget({ capacity: 4 })
    const { balancer, clock, served } = made({ a: [fails(429, 2000)] }, { retry: { budget } })
    const run = balancer.run(call, { maxAttempts: 2 })
    await clock.advance(1999)
    expect(served).toEqual(['a'])
    await clock.advance(1)
    await expect(run).resolves.toBe('a')
    expect(budget.remaining).toBe(4)
  })

  it('is charged, and takes as long as the backoff says, when it did not', async () => {
    const budget = createRetryBudget()
    const { balancer, clock, served } = made({ a: [fails(500)] }, { retry: { budget, backoff: () => 700 } })
    const run = balancer.run(call, { maxAttempts: 2 })
    await clock.advance(699)
    expect([served, budget.remaining]).toEqual([['a'], 486])
    await clock.advance(1)
    await expect(run).resolves.toBe('a')
    expect(budget.remaining).toBe(500)
  })

  it('is free for a target that was blocked and is called for the first time', async () => {
    const budget = createRetryBudget({ capacity: 0 })
    const { balancer, clock, served, guards } = made({ a: [fails(401)], b: [] }, { retry: { budget } })
    guards.b.blockedUntil = clock.now() + 300
    const run = balancer.run(call)
    await clock.advance(300)
    await expect(run).resolves.toBe('b')
    expect(served).toEqual(['a', 'b'])
  })

  it('takes the backoff and no longer when a target that is too small for the call is available meanwhile', async () => {
    const { balancer, clock, served, guards } = made(
      { a: [fails(500)], b: [], c: [] },
      { retry: { backoff: () => 700 } },
    )
    balancer.updateTarget('c', { contextWindow: 10 })
    guards.b.blockedUntil = Infinity
    const run = balancer.run(call, { maxAttempts: 2, expectedTokens: { input: 100 } })
    await clock.advance(350)
    // Something changes, so that the run is woken before its time.
    balancer.updateTarget('c', { priority: 1 })
    await clock.advance(349)
    expect(served).toEqual(['a'])
    await clock.advance(1)
    await expect(run).resolves.toBe('a')
  })

  it('ends at once when another target comes back', async () => {
    const { balancer, clock, guards } = made({ a: [fails(500)], b: [] }, { retry: { backoff: () => 7000 } })
    guards.b.blockedUntil = clock.now() + 100_000
    const run = balancer.run(call, { maxAttempts: 2 })
    await clock.advance(10)
    guards.b.blockedUntil = 0
    balancer.updateTarget('b', { priority: 1 })
    await expect(run).resolves.toBe('b')
  })

  it('is not begun when it would outlive the deadline', async () => {
    const { balancer, clock } = made({ a: [fails(429, 2000)] })
    await expect(balancer.run(call, { maxAttempts: 2, deadlineMs: 1999 })).rejects.toMatchObject({
      status: 429,
    })
    expect(clock.pending).toBe(0)
  })
})

describe('a run that has failed, while every other target is full or out for long', () => {
  it('waits for room, although the budget allows no retry', async () => {
    const { balancer, clock, guards, served } = made(
      { a: [fails(500)], b: [after(5000, 'slow')], c: [] },
      { retry: { budget: createRetryBudget({ capacity: 0 }) } },
    )
    const running = balancer.run(call, { pin: 'b' })
    await clock.settle()
    guards.b.blockedUntil = Infinity
    guards.c.blockedUntil = clock.now() + 90_000
    const waiting = balancer.run(call)
    await clock.advance(4999)
    expect(served).toEqual(['b', 'a'])
    guards.b.blockedUntil = 0
    await clock.advance(1)
    await expect(Promise.all([running, waiting])).resolves.toEqual(['slow', 'b'])
  })
})

describe('waiting for the first target', () => {
  it('is worth it when a place of another target will be free, although the first one comes back too late', async () => {
    const { balancer, clock, guards, served } = made(
      { a: [], b: [after(100)] },
      { whenUnavailable: { maxWaitMs: 5000 } },
    )
    guards.a.blockedUntil = clock.now() + 60_000
    const running = balancer.run(call, { pin: 'b' })
    guards.b.blockedUntil = Infinity
    const waiting = balancer.run(call)
    await clock.advance(50)
    guards.b.blockedUntil = 0
    await clock.advance(50)
    await expect(Promise.all([running, waiting])).resolves.toEqual(['late', 'b'])
    expect(served).toEqual(['b', 'b'])
  })

  it('is not worth it when nothing runs that could make room', async () => {
    const { balancer, clock, guards } = made({ a: [], b: [] }, { whenUnavailable: { maxWaitMs: 5000 } })
    guards.a.blockedUntil = clock.now() + 60_000
    guards.b.blockedUntil = Infinity
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'no-target-available' })
  })

  it('is not worth it either when what runs on the only target that may be called does not decide when it comes back', async () => {
    const { balancer, clock, served, guards } = made(
      { a: [after(100)], b: [] },
      { whenUnavailable: { maxWaitMs: 5000 } },
    )
    const running = balancer.run(call, { pin: 'a' })
    guards.a.blockedUntil = clock.now() + 60_000
    guards.b.blockedUntil = Infinity
    for (const pin of ['a', 'b'])
      await expect(balancer.run(call, { pin })).rejects.toMatchObject({ code: 'no-target-available' })
    await clock.advance(100)
    expect(await running).toBe('late')
    expect(served).toEqual(['a'])
  })

  it('is done by as many runs as the settings allow', async () => {
    const { balancer, clock, guards } = made(
      { a: [] },
      { whenUnavailable: { maxWaitMs: 5000, maxWaiting: 2 } },
    )
    guards.a.blockedUntil = clock.now() + 100
    const waiting = [balancer.run(call), balancer.run(call)]
    await clock.settle()
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'no-target-available' })
    await clock.advance(100)
    await expect(Promise.all(waiting)).resolves.toEqual(['a', 'a'])
  })

  it('lets runs with a filter wait without stopping the others', async () => {
    const { balancer, clock, guards, served } = made({ a: [], b: [] }, { whenUnavailable: 'wait' })
    guards.a.blockedUntil = clock.now() + 4000
    guards.b.blockedUntil = clock.now() + 100
    const filtered = [1, 2, 3].map(() => balancer.run(call, { only: 'a' }))
    const free = balancer.run(call)
    await clock.advance(100)
    await expect(free).resolves.toBe('b')
    expect(balancer.snapshot().runs.waiting).toBe(3)
    await clock.advance(3900)
    await Promise.all(filtered)
    expect(served).toEqual(['b', 'a', 'a', 'a'])
  })
})

describe('a run whose deadline is near', () => {
  /** A target that takes a second, and is full or out from then on. */
  async function known(blockedMs: number) {
    const scripted = made(
      { a: [after(1000), after(9000, 'slow')] },
      { whenUnavailable: { maxWaitMs: 60_000 } },
    )
    const { balancer, clock, guards } = scripted
    const learning = balancer.run(call)
    await clock.advance(1000)
    await learning
    const running = balancer.run(call)
    await clock.settle()
    guards.a.blockedUntil = clock.now() + blockedMs
    return { ...scripted, running }
  }

  it('fails at once when no target comes back early enough for an answer', async () => {
    const { balancer, clock, served, running } = await known(4500)
    await expect(balancer.run(call, { deadlineMs: 5000 })).rejects.toMatchObject({
      code: 'no-target-available',
      retryAfterMs: 4500,
    })
    expect(served).toEqual(['a', 'a'])
    await clock.advance(9000)
    await running
  })

  it('gives up waiting for room while no time is left for an answer, and calls no target', async () => {
    const { balancer, clock, served, running } = await known(Infinity)
    let end: unknown
    balancer.run(call, { deadlineMs: 5000 }).catch((error: unknown) => (end = error))
    await clock.advance(3999)
    expect(end).toBeUndefined()
    await clock.advance(1)
    expect(end).toMatchObject({ code: 'deadline-exceeded' })
    expect(served).toEqual(['a', 'a'])
    await clock.advance(9000)
    await running
  })
})

describe('the only target of a run', () => {
  it('is waited for under fail while it cools for a second of our own', async () => {
    const { balancer, clock, served } = made({ a: [fails(429)] })
    await expect(balancer.run(call, { maxAttempts: 1 })).rejects.toMatchObject({ status: 429 })
    const next = balancer.run(call)
    await clock.advance(999)
    expect(served).toEqual(['a'])
    await clock.advance(1)
    await expect(next).resolves.toBe('a')
  })

  it('is waited for as well when the filter leaves only it', async () => {
    const { balancer, clock } = made({ a: [fails(429)], b: [] })
    await balancer.run(call, { pin: 'a', maxAttempts: 1 }).catch(() => {})
    const runs = [balancer.run(call, { pin: 'a' }), balancer.run(call, { only: ['a'] })]
    await clock.advance(1000)
    await expect(Promise.all(runs)).resolves.toEqual(['a', 'a'])
  })

  it.each([
    ['a deadline that ends before', { deadlineMs: 999 }],
    ['a hint of the server', { hint: 1000 }],
  ])('is not waited for with %s', async (_, { deadlineMs, hint }: { deadlineMs?: number; hint?: number }) => {
    const { balancer } = made({ a: [fails(429, hint)] })
    await balancer.run(call, { maxAttempts: 1 }).catch(() => {})
    await expect(balancer.run(call, { deadlineMs })).rejects.toMatchObject({ code: 'no-target-available' })
  })

  it('is not waited for while it is quarantined', async () => {
    const { balancer } = made({ a: [fails(401)] }, { cooling: { quarantineMs: 100 } })
    await balancer.run(call).catch(() => {})
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'no-target-available' })
  })

  it('is not waited for when there is another one, which may come back sooner', async () => {
    const { balancer, guards, clock } = made({ a: [fails(429)], b: [] })
    guards.b.blockedUntil = clock.now() + 50_000
    await balancer.run(call, { maxAttempts: 1 }).catch(() => {})
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'no-target-available' })
  })
})

describe('a run that waits', () => {
  const phases: [string, Options, (scripted: Scene<'a'>) => void][] = [
    [
      'for its first target',
      { whenUnavailable: 'wait' },
      ({ guards, clock }) => (guards.a.blockedUntil = clock.now() + 3000),
    ],
    ['for a retry', { retry: { backoff: () => 3000, maxAttempts: 2 } }, () => undefined],
  ]
  it.each(phases)('%s ends at once when its caller aborts', async (_, options, prepare) => {
    const scripted = made({ a: [fails(500)] }, options)
    prepare(scripted)
    const caller = new AbortController()
    const run = scripted.balancer.run(call, { signal: caller.signal })
    await scripted.clock.settle()
    expect(scripted.balancer.snapshot().runs.waiting).toBe(1)
    caller.abort(new Error('gone'))
    await expect(run).rejects.toThrow('gone')
    expect(scripted.balancer.snapshot().runs).toMatchObject({ waiting: 0, cancelled: 1 })
  })

  it.each(phases)('%s ends when the balancer closes', async (_, options, prepare) => {
    const scripted = made({ a: [fails(500)] }, options)
    prepare(scripted)
    const run = scripted.balancer.run(call)
    const failed = expect(run).rejects.toMatchObject({ code: 'balancer-closed' })
    await scripted.clock.settle()
    await scripted.balancer.close()
    await failed
  })

  it.each(phases)('%s gives up when its last target is removed', async (_, options, prepare) => {
    const scripted = made({ a: [fails(500)] }, options)
    prepare(scripted)
    const run = scripted.balancer.run(call)
    const failed = expect(run).rejects.toBeDefined()
    await scripted.clock.settle()
    await scripted.balancer.removeTarget('a')
    await failed
    expect(scripted.balancer.snapshot().runs.waiting).toBe(0)
  })

  it('and is aborted in the moment in which it is woken calls no target and lets the next one go', async () => {
    const { balancer, clock, guards, served } = made({ a: [] }, { whenUnavailable: 'wait' })
    guards.a.blockedUntil = clock.now() + 3000
    const caller = new AbortController()
    const run = balancer.run(call, { signal: caller.signal })
    const failed = expect(run).rejects.toThrow('gone')
    const next = balancer.run(call)
    await clock.settle()
    guards.a.blockedUntil = 0
    balancer.updateTarget('a', { priority: 1 })
    caller.abort(new Error('gone'))
    await failed
    await expect(next).resolves.toBe('a')
    expect(served).toEqual(['a'])
    expect(guards.a.acquired).toBe(1)
  })

  it('leaves its place to others when its answer hangs', async () => {
    const { balancer, clock, guards, served } = made(
      { a: [{ answer: hang }, { answer: hang }] },
      { whenUnavailable: 'wait', timeouts: { attemptMs: 500 } },
    )
    guards.a.blockedUntil = clock.now() + 100
    const runs = [1, 2].map(() => balancer.run(call, { maxAttempts: 1 }).catch((error: unknown) => error))
    await clock.advance(100)
    expect(served).toEqual(['a', 'a'])
    await clock.advance(500)
    for (const error of await Promise.all(runs)) expect(error).toMatchObject({ kind: 'timeout' })
  })
})
