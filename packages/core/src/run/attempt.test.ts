import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { Outcome } from '../contracts/outcome.ts'
import { first } from '../balancer/test/first.ts'
import { leftovers, read, scene, type GuardLog, type Scene } from '../balancer/test/scene.ts'
import type { TestVendor, VendorStep } from '../balancer/test/vendor.ts'
import { statusError } from '../testing/scripted-client.ts'

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)
const after = (afterMs: number, give: string | Error = 'late'): VendorStep => ({ answer: { afterMs, give } })
const shed = statusError(503)
const limited = (retryAfterMs?: number): Error =>
  statusError(429, retryAfterMs === undefined ? {} : { headers: { 'retry-after-ms': String(retryAfterMs) } })

const heard = (guard: GuardLog) =>
  guard.released.map((outcome) => (outcome.type === 'failure' ? outcome.kind : outcome.type))
const window = ({ balancer }: Scene<string>, place = 0) => balancer.snapshot().targets[place]?.window

/** A scene whose runs make one attempt each. */
const made = <Id extends string>(scripts: Readonly<Record<Id, readonly VendorStep[]>>): Scene<Id> =>
  scene(scripts, { strategy: first, retry: { maxAttempts: 1 } })

/** Begins so many runs at once; their errors come as values. */
const begin = ({ balancer }: Scene<string>, count: number, pin = 'a'): Promise<unknown>[] =>
  Array.from({ length: count }, () => balancer.run(call, { pin }).catch((error: unknown) => error))

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('a target that sheds calls', () => {
  it('is asked less before its circuit hears of it', async () => {
    const scripted = made({
      a: [after(100), after(100), after(50, shed), after(100, shed), { answer: shed }],
    })
    const runs = begin(scripted, 4)
    await scripted.clock.advance(50)
    // Four were in flight, three are left.
    expect(window(scripted)).toBe(3)
    expect(heard(scripted.guards.a)).toEqual(['neutral'])
    await scripted.clock.advance(50)
    await Promise.all(runs)
    expect(heard(scripted.guards.a)).toEqual(['neutral', 'success', 'success', 'neutral'])
    // It was alone by then: it can be asked no less.
    expect(window(scripted)).toBe(1)
    await Promise.all(begin(scripted, 1))
    expect(heard(scripted.guards.a).at(-1)).toBe('overloaded')
  })

  it('is charged when it was asked for nothing else', async () => {
    const scripted = made({ a: [{ answer: shed }, { answer: shed }] })
    await Promise.all(begin(scripted, 1))
    await Promise.all(begin(scripted, 1))
    expect(heard(scripted.guards.a)).toEqual(['overloaded', 'overloaded'])
    expect(scripted.balancer.snapshot().targets[0]?.failuresByKind).toEqual({ overloaded: 2 })
  })

  it.each([
    ['a rate limit', limited(), 'rate-limit'],
    ['a timeout', statusError(504), 'timeout'],
    ['a fault', statusError(500), 'server'],
    ['a refused connection', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'network'],
  ])('is charged at once for %s, whatever its window', async (_, error, kind) => {
    const scripted = made({ a: [after(100), after(50, error)] })
    const runs = begin(scripted, 2)
    await scripted.clock.advance(100)
    await Promise.all(runs)
    expect(heard(scripted.guards.a)[0]).toBe(kind)
  })
})

describe('the window of a target', () => {
  it('has room for a run that waits as soon as a stream has its first content', async () => {
    const steps: VendorStep[] = [
      {
        stream: [
          { afterMs: 1000, give: 'x' },
          { afterMs: 9000, give: 'y' },
        ],
      },
      { answer: shed },
    ]
    const scripted = scene({ a: steps }, { retry: { maxAttempts: 1 }, whenUnavailable: 'wait' })
    const { balancer, clock, served } = scripted
    // A guard that does not say when it changes would have the target asked anyway.
    balancer.updateTarget('a', { guards: [] })
    const reading = read(balancer.stream((vendor, attempt) => vendor.stream(attempt)))
    await clock.settle()
    await Promise.all(begin(scripted, 1))
    expect(window(scripted)).toBe(1)
    const [waiting] = begin(scripted, 1)
    await clock.advance(999)
    expect(served).toEqual(['a', 'a'])
    await clock.advance(1)
    expect(served).toEqual(['a', 'a', 'a'])
    expect(await waiting).toBe('a')
    await clock.advance(9000)
    expect((await reading).chunks).toEqual(['x', 'y'])
  })

  it.each([
    ['is cut by a shed call', shed, 2],
    ['is cut by a timeout', statusError(504), 2],
    ['is left as it is by a fault', statusError(500), undefined],
    ['is left as it is by a bad request', statusError(422), undefined],
    ['is 1 after a rate limit, which blocks the target', limited(), 1],
    [
      'is 1 after a fault with a hint, which blocks the target',
      statusError(500, { headers: { 'retry-after': '1' } }),
      1,
    ],
    ['is 1 after a bad key', statusError(401), 1],
  ])('%s', async (_, error, expected) => {
    const scripted = made({ a: [after(100), after(100), after(50, error)] })
    const runs = begin(scripted, 3)
    await scripted.clock.advance(50)
    expect(window(scripted)).toBe(expected)
    await scripted.clock.advance(50)
    await Promise.all(runs)
  })

  it('is 1 after its guard has blocked it, and does not grow by answers to calls that began before', async () => {
    const scripted = made({ a: [after(100), after(100), after(50, statusError(500))] })
    let blockedUntil = 0
    const circuit = {
      name: 'circuit',
      availableAt: () => blockedUntil,
      acquire: () => ({
        release({ type }: Outcome, now: number) {
          if (type === 'failure') blockedUntil = now + 1000
        },
      }),
    }
    scripted.balancer.updateTarget('a', { guards: [circuit] })
    const runs = begin(scripted, 3)
    await scripted.clock.advance(50)
    expect(window(scripted)).toBe(1)
    await scripted.clock.advance(50)
    await Promise.all(runs)
    expect(window(scripted)).toBe(1)
    await scripted.clock.advance(950)
    await scripted.balancer.run(call)
    expect(window(scripted)).toBe(3)
  })

  it('grows with the first content of a stream, however long the rest takes, and not again at its end', async () => {
    const scripted = made({
      a: [after(100), after(50, shed), { stream: ['x', { afterMs: 10_000, give: 'y' }] }],
    })
    const runs = begin(scripted, 2)
    await scripted.clock.advance(100)
    await Promise.all(runs)
    const before = window(scripted) ?? NaN
    const reading = (async () => {
      for await (const _ of scripted.balancer.stream((vendor, attempt) => vendor.stream(attempt)));
    })()
    await scripted.clock.settle()
    const grown = window(scripted)
    expect(grown).toBeGreaterThan(before)
    await scripted.clock.advance(10_000)
    await reading
    expect(window(scripted)).toBe(grown)
  })

  it('is left as it is by a fault while a limit is used up: that is no matter of its health', async () => {
    const scripted = made({ a: [after(100), after(100), after(50, statusError(500))] })
    // A limiter that has nothing left for a while once three calls have begun, whatever becomes of them.
    let begun = 0
    const limiter = {
      name: 'limit',
      availableAt: (now: number) => (begun < 3 ? now : now + 400),
      acquire: () => {
        begun += 1
        return { release() {} }
      },
    }
    scripted.balancer.updateTarget('a', { guards: [limiter] })
    const runs = begin(scripted, 3)
    await scripted.clock.advance(50)
    expect(window(scripted)).toBeUndefined()
    await scripted.clock.advance(50)
    await Promise.all(runs)
  })

  it('is 1 for every target of the pool when their key is blocked, and old answers change none of them', async () => {
    const scripted = made({ a: [after(50, limited(1000))], b: [after(100), after(100, shed)] })
    for (const id of ['a', 'b']) scripted.balancer.updateTarget(id, { pool: 'p' })
    const runs = [...begin(scripted, 1, 'a'), ...begin(scripted, 2, 'b')]
    await scripted.clock.advance(50)
    expect([window(scripted, 0), window(scripted, 1)]).toEqual([1, 1])
    await scripted.clock.advance(50)
    await Promise.all(runs)
    expect([window(scripted, 0), window(scripted, 1)]).toEqual([1, 1])
    await scripted.clock.advance(950)
    await scripted.balancer.run(call, { pin: 'b' })
    expect(window(scripted, 1)).toBe(3)
  })

  it('holds further calls back until one has ended', async () => {
    const scripted = scene(
      { a: [after(100), after(50, shed), after(100)] },
      { strategy: first, whenUnavailable: 'wait', retry: { maxAttempts: 1 } },
    )
    const runs = begin(scripted, 2)
    await scripted.clock.advance(50)
    expect(window(scripted)).toBe(1)
    const next = begin(scripted, 1)
    await scripted.clock.advance(49)
    expect(scripted.served).toHaveLength(2)
    await scripted.clock.advance(1)
    expect(scripted.served).toHaveLength(3)
    await scripted.clock.advance(100)
    await Promise.all([...runs, ...next])
  })
})

describe('the guards of a target', () => {
  it('hear of one kind of failure of one run once', async () => {
    const fault = { answer: statusError(500) }
    const scripted = scene(
      {
        a: [fault, fault, { answer: statusError(502, { code: 'ECONNRESET' }) }, { answer: statusError(504) }],
      },
      { strategy: first, retry: { maxAttempts: 4, attemptsPerTarget: 4, backoff: () => 1 } },
    )
    const run = scripted.balancer.run(call).catch((error: unknown) => error)
    await scripted.clock.advance(100)
    expect(await run).toMatchObject({ code: 'all-targets-failed' })
    const kinds = heard(scripted.guards.a)
    expect(kinds.slice(0, 2)).toEqual(['server', 'neutral'])
    expect(kinds.filter((kind) => kind === 'server')).toHaveLength(1)
    expect(kinds.at(-1)).toBe('timeout')
    expect(scripted.balancer.snapshot().targets[0]).toMatchObject({ failures: 4 })
  })
})

describe('an attempt', () => {
  it('makes its signal only for operations that ask for it, and aborts it when it ends', async () => {
    const signals: AbortSignal[] = []
    const { balancer, clock } = made({ a: [] })
    const run = balancer.run(
      (_, attempt) => {
        signals.push(attempt.signal, attempt.signal)
        return new Promise(() => {})
      },
      { timeouts: { attemptMs: 100 } },
    )
    const failed = expect(run).rejects.toMatchObject({ kind: 'timeout' })
    expect(signals[0]?.aborted).toBe(false)
    await clock.advance(100)
    await failed
    expect(signals[0]).toBe(signals[1])
    expect(signals[0]?.aborted).toBe(true)
  })

  it('gives a signal that is aborted already to an operation that asks too late', async () => {
    const attempts: Attempt[] = []
    const { balancer, clock } = made({ a: [] })
    const run = balancer.run(
      (_, attempt) => {
        attempts.push(attempt)
        return new Promise(() => {})
      },
      { timeouts: { attemptMs: 100 } },
    )
    const failed = expect(run).rejects.toMatchObject({ kind: 'timeout' })
    await clock.advance(100)
    await failed
    expect(attempts[0]?.signal.aborted).toBe(true)
    expect(attempts[0]?.signal.reason).toMatchObject({ kind: 'timeout' })
  })

  it('hears no reports after it has ended', async () => {
    const { balancer } = made({ a: [] })
    const attempts: Attempt[] = []
    await balancer.run((_, attempt) => {
      attempts.push(attempt)
      attempt.report({ usage: { outputTokens: 3 } })
      return Promise.resolve('done')
    })
    attempts[0]?.report({ usage: { outputTokens: 99 } })
    expect(balancer.snapshot().targets[0]?.usage.outputTokens).toBe(3)
  })

  it('takes the last report of each number', async () => {
    const { balancer } = made({ a: [] })
    await balancer.run((_, attempt) => {
      attempt.report({ usage: { inputTokens: 5, outputTokens: 1 } })
      attempt.report({ usage: { outputTokens: 7 } })
      return Promise.resolve('done')
    })
    expect(balancer.snapshot().targets[0]?.usage).toMatchObject({ inputTokens: 5, outputTokens: 7 })
  })

  it('whose operation throws at once, or gives no promise, is ended like any other', async () => {
    const { balancer, guards } = made({ a: [] })
    await expect(
      balancer.run(() => {
        throw statusError(500)
      }),
    ).rejects.toMatchObject({ status: 500 })
    await expect(balancer.run((() => 'no promise') as never)).resolves.toBe('no promise')
    await expect(
      balancer.run(
        () =>
          ({
            get then(): never {
              throw new Error('no')
            },
          }) as never,
      ),
    ).rejects.toThrow('no')
    expect(guards.a.released).toHaveLength(3)
  })
})
