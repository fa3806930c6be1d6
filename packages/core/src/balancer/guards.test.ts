import { afterEach, describe, expect, it } from 'vitest'
import type { Guard } from '../contracts/guard.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createBalancer } from './create-balancer.ts'
import { GuardLog, leftovers, watched } from './test/scene.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

function guarded(...guards: readonly GuardLog[]) {
  const clock = createFakeClock()
  const balancer = watched(
    createBalancer<string>({
      clock,
      strategy: failover(),
      targets: [
        { id: 'a', client: 'a', guards },
        { id: 'b', client: 'b' },
      ],
    }),
  )
  return { balancer, clock }
}
const call = (client: string) => Promise.resolve(client)

describe('two guards of one target', () => {
  it('the first hears neutral when the second gives no permit, and another target is called', async () => {
    const [first, second] = [new GuardLog('first'), new GuardLog('second')]
    second.refuses = true
    const { balancer } = guarded(first, second)
    await expect(balancer.run(call)).resolves.toBe('b')
    expect(first.acquired).toBe(1)
    expect(first.released).toEqual([{ type: 'neutral', durationMs: 0, unsent: true }])
    expect(second.released).toEqual([])
    expect(balancer.snapshot().targets[0]).toMatchObject({ attempts: 0, inFlight: 0 })
  })

  it('the first gives its permit back also when the second throws', async () => {
    const first = new GuardLog('first')
    const second = new GuardLog('second')
    second.acquire = () => {
      throw new Error('broken guard')
    }
    const { balancer } = guarded(first, second)
    await balancer.run(call).catch(() => undefined)
    expect(first.acquired).toBe(1)
    expect(first.released).toEqual([{ type: 'neutral', durationMs: 0, unsent: true }])
  })

  it('both hear of the outcome when both give a permit', async () => {
    const guards = [new GuardLog('first'), new GuardLog('second')]
    const { balancer } = guarded(...guards)
    await expect(balancer.run(call)).resolves.toBe('a')
    for (const { released } of guards) expect(released).toMatchObject([{ type: 'success' }])
  })

  it('hear what the attempt failed with, as it was thrown', async () => {
    const heard: unknown[] = []
    const guard: Guard = {
      name: 'listening',
      availableAt: (now) => now,
      acquire: () => ({
        release: ({ type }, _now, error) => void heard.push([type, error]),
      }),
    }
    const targets = [{ id: 'a', client: 'a', guards: [guard] }]
    const balancer = watched(createBalancer<string>({ targets, retry: { maxAttempts: 1 } }))
    const error = Object.assign(new Error('down'), { status: 500 })
    await expect(balancer.run(() => Promise.reject(error))).rejects.toBe(error)
    await balancer.run(call)
    expect(heard).toEqual([
      ['failure', error],
      ['success', undefined],
    ])
  })

  it('are both asked when the target may be called', async () => {
    const [first, second] = [new GuardLog('first'), new GuardLog('second')]
    const { balancer, clock } = guarded(first, second)
    second.blockedUntil = clock.now() + 50
    await expect(balancer.run(call)).resolves.toBe('b')
    expect(balancer.snapshot().targets[0]).toMatchObject({
      state: 'blocked',
      reason: 'second',
      availableAt: clock.now() + 50,
    })
  })
})

describe('a guard that cannot say when it is available', () => {
  it('keeps an answer that has come when a listener is there for blocked targets', async () => {
    const guard = new GuardLog('broken')
    const { balancer } = guarded(guard)
    const events: unknown[] = []
    balancer.on('target-blocked', () => {})
    balancer.on('listener-failed', (event) => events.push(event))
    const answer = balancer.run((client) => {
      guard.availableAt = () => {
        throw new Error('broken guard')
      }
      return call(client)
    })
    await expect(answer).resolves.toBe('a')
    expect(guard.released).toMatchObject([{ type: 'success' }])
    expect(events).toMatchObject(events.map(() => ({ event: 'broken', error: { message: 'broken guard' } })))
    expect(events).not.toHaveLength(0)
    guard.availableAt = () => 0
  })
})

describe('a guard that breaks its contract', () => {
  const thrown = (): never => {
    throw new Error('broken guard')
  }
  const faults: readonly [string, Partial<Record<'availableAt' | 'acquire', () => never>>, RegExp][] = [
    ['throws when asked for its availability', { availableAt: thrown }, /broken guard/],
    ['throws when asked for a permit', { acquire: thrown }, /broken guard/],
    [
      'gives NaN for its availability',
      { availableAt: () => Number.NaN as never },
      /must give a number, got NaN/,
    ],
    ['gives no availability', { availableAt: () => undefined as never }, /must give a number, got undefined/],
    [
      'gives a promise for a permit',
      { acquire: () => Promise.reject(new Error('late')) as never },
      /got a promise/,
    ],
    ['gives an object that cannot be released', { acquire: () => ({}) as never }, /got an object/],
  ]

  it.each(faults)('is reported when it %s, and another target is called', async (_what, fault, message) => {
    const guard = new GuardLog('broken')
    const { balancer } = guarded(new GuardLog('sound'), Object.assign(guard, fault))
    const failed: { readonly event: string; readonly error: unknown }[] = []
    balancer.on('listener-failed', (event) => failed.push(event))
    await expect(balancer.run(call)).resolves.toBe('b')
    expect(failed[0]?.event).toBe('broken')
    expect(String(failed[0]?.error)).toMatch(message)
    expect(balancer.snapshot().targets[0]).toMatchObject({ id: 'a', attempts: 0, inFlight: 0 })
  })

  it('blocks its target under its own name, without a time', async () => {
    const guard = Object.assign(new GuardLog('broken'), { availableAt: () => Number.NaN })
    const { balancer } = guarded(guard)
    expect(balancer.snapshot().targets[0]).toMatchObject({
      state: 'blocked',
      reason: 'broken',
      availableAt: Infinity,
    })
    const error: unknown = await balancer.run(call, { pin: 'a' }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ considered: [{ id: 'a', reason: 'broken' }, { id: 'b' }] })
    expect(error).not.toHaveProperty('retryAfterMs')
    expect((error as Error).message).not.toContain('NaN')
  })

  it('takes no permit from the others when it cannot take its own back', async () => {
    const [first, second, third] = [new GuardLog('first'), new GuardLog('second'), new GuardLog('third')]
    first.acquire = () => ({ release: thrown })
    third.refuses = true
    const { balancer } = guarded(first, second, third)
    await expect(balancer.run(call)).resolves.toBe('b')
    expect(second.released).toEqual([{ type: 'neutral', durationMs: 0, unsent: true }])
  })

  it('does not keep a target from being reinstated', () => {
    const guard = Object.assign(new GuardLog('broken'), { reset: thrown })
    const { balancer } = guarded(guard)
    const failed: unknown[] = []
    balancer.on('listener-failed', (event) => failed.push(event))
    balancer.reinstateTarget('a')
    expect(failed).toMatchObject([{ event: 'broken' }])
  })
})

describe('other guards for a target that serves', () => {
  it('are asked from now on, while a running attempt keeps the permit of the old ones', async () => {
    const [old, young] = [new GuardLog('old'), new GuardLog('young')]
    const { balancer } = guarded(old)
    let answer: (text: string) => void = () => {}
    const running = balancer.run(
      () =>
        new Promise<string>((resolve) => {
          answer = resolve
        }),
    )
    balancer.updateTarget('a', { guards: [young] })
    await expect(balancer.run(call)).resolves.toBe('a')
    expect([old.acquired, young.acquired]).toEqual([1, 1])
    answer('late')
    await running
    expect(old.released).toMatchObject([{ type: 'success' }])
    expect(young.released).toHaveLength(1)
  })

  it('are kept when an update names none', async () => {
    const guard = new GuardLog()
    const { balancer } = guarded(guard)
    balancer.updateTarget('a', { weight: 2 })
    await balancer.run(call)
    expect(guard.acquired).toBe(1)
  })
})

describe('the function that makes the guards of targets', () => {
  const broken = new Error('a fault of the user')
  const fail = (): never => {
    throw broken
  }
  const faults: [string, () => unknown, unknown][] = [
    ['gives a number', () => 7, new TypeError('target "b": "guards()" must be an array of guards, got 7')],
    [
      'gives half a guard',
      () => [null],
      expect.objectContaining({ message: expect.stringContaining('guards()[0]') }),
    ],
    [
      'gives a promise',
      () => Promise.reject(broken),
      new TypeError('target "b": "guards()" must be an array of guards, got an object'),
    ],
    ['throws', fail, broken],
  ]

  function made() {
    let make: () => unknown = () => []
    const balancer = watched(
      createBalancer<string>({
        clock: createFakeClock(),
        strategy: failover(),
        targets: [{ id: 'a', client: 'a' }],
        guards: () => make() as [],
      }),
    )
    return { balancer, give: (next: () => unknown) => (make = next) }
  }

  it.each(faults)('and %s adds no target', async (title, value, error) => {
    const { balancer, give } = made()
    const reported: string[] = []
    balancer.on('listener-failed', ({ event }) => void reported.push(event))
    give(value)
    expect(() => {
      balancer.addTarget({ id: 'b', client: 'b' })
    }).toThrow(error)
    expect(balancer.targets().map(({ id }) => id)).toEqual(['a'])
    give(() => [])
    balancer.addTarget({ id: 'b', client: 'b' })
    await expect(balancer.run(call, { pin: 'b' })).resolves.toBe('b')
    expect(reported).toEqual(title === 'gives a promise' ? ['guards'] : [])
  })

  it.each(faults)('and %s leaves a target as it is that is to be replaced', async (_, value) => {
    const { balancer, give } = made()
    balancer.addTarget({ id: 'b', client: 'b', pool: 'one', concurrency: 3, weight: 2 })
    const before = balancer.targets()
    give(value)
    expect(() => {
      balancer.replaceTarget({ id: 'b', client: 'other', pool: 'two', weight: 0 })
    }).toThrow()
    expect(balancer.targets()).toEqual(before)
    await expect(balancer.run(call, { pin: 'b' })).resolves.toBe('b')
  })
})
