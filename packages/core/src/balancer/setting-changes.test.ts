import { afterEach, describe, expect, it } from 'vitest'
import type { Balancer } from '../contracts/balancer.ts'
import { createRetryBudget } from '../budget/create-retry-budget.ts'
import { failover } from '../strategies/failover.ts'
import { roundRobin } from '../strategies/round-robin.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'
import { GuardLog, leftovers, watched } from './test/scene.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

function scene(): { readonly balancer: Balancer<string>; readonly clock: FakeClock } {
  const clock = createFakeClock()
  const targets = ['a', 'b'].map((id) => ({ id, client: id }))
  return { balancer: watched(createBalancer<string>({ clock, strategy: failover(), targets })), clock }
}

const ask = (balancer: Balancer<string>): Promise<string> => balancer.run((client) => Promise.resolve(client))

describe('settings that change', () => {
  it('are those of the runs that begin afterwards', async () => {
    const { balancer } = scene()
    expect([await ask(balancer), await ask(balancer)]).toEqual(['a', 'a'])
    balancer.updateSettings({ strategy: roundRobin() })
    expect([await ask(balancer), await ask(balancer)]).toEqual(['a', 'b'])
    expect(balancer.snapshot().strategy).toBe('round-robin')
  })

  it('leave a run that has begun with those with which it began', async () => {
    const { balancer, clock } = scene()
    balancer.updateSettings({ timeouts: { deadlineMs: 1000 }, retry: { maxAttempts: 2 } })
    const asked: string[] = []
    const hanging = balancer.run((client) => {
      asked.push(client)
      return client === 'a' ? Promise.reject(statusError(500)) : new Promise<string>(() => {})
    })
    const outcome = hanging.catch((error: unknown) => (error as { code?: string }).code)
    balancer.updateSettings({ timeouts: { deadlineMs: 10 }, retry: { maxAttempts: 1 } })
    await clock.settle()
    expect(asked).toEqual(['a', 'b'])
    await clock.advance(999)
    await clock.settle()
    expect(balancer.snapshot().runs.running).toBe(1)
    await clock.advance(1)
    expect(await outcome).toBe('deadline-exceeded')
    const failing = balancer.run(() => Promise.reject(statusError(500)))
    await expect(failing).rejects.toMatchObject({ status: 500 })
  })

  it('keep what is not named, and give defaults to the rest of what is', async () => {
    const { balancer, clock } = scene()
    balancer.updateSettings({ retry: { maxAttempts: 1, budget: false } })
    balancer.updateSettings({ cooling: { throttleMs: 5 } })
    expect(balancer.snapshot().strategy).toBe('failover')
    await expect(balancer.run(() => Promise.reject(statusError(500)))).rejects.toMatchObject({ status: 500 })
    balancer.updateSettings({ retry: {}, timeouts: { deadlineMs: 100 } })
    const asked: string[] = []
    const failing = balancer.run((client) => {
      asked.push(client)
      return Promise.reject(statusError(500))
    })
    const settled = failing.catch(() => undefined)
    await clock.settle()
    expect(asked).toEqual(['a', 'b'])
    await clock.advance(100)
    await settled
  })

  it('keep a strategy that is given again, with what it has learnt', async () => {
    const { balancer } = scene()
    const turns = roundRobin()
    balancer.updateSettings({ strategy: turns })
    expect(await ask(balancer)).toBe('a')
    balancer.updateSettings({ strategy: turns })
    expect(await ask(balancer)).toBe('b')
  })

  it('take a strategy back that they have replaced', async () => {
    const { balancer } = scene()
    const turns = roundRobin()
    balancer.updateSettings({ strategy: turns })
    expect(await ask(balancer)).toBe('a')
    balancer.updateSettings({ strategy: roundRobin() })
    balancer.updateSettings({ strategy: turns })
    expect(await ask(balancer)).toBe('b')
  })

  it('change nothing when one of them is wrong', async () => {
    const { balancer } = scene()
    balancer.updateSettings({ retry: { maxAttempts: 2 } })
    const foreign = roundRobin()
    watched(createBalancer({ strategy: foreign, targets: [] }))
    expect(() => {
      balancer.updateSettings({ retry: { maxAttempts: 1 }, strategy: foreign })
    }).toThrow('round-robin: this strategy belongs to a balancer already')
    expect(() => {
      balancer.updateSettings({ strategy: roundRobin(), cooling: { throttleMs: -1 } })
    }).toThrow('updateSettings: "cooling.throttleMs" must be within [0, ∞], got -1')
    expect(() => {
      balancer.updateSettings({ targets: [] } as object)
    }).toThrow('updateSettings: unknown option "targets"')
    expect(balancer.snapshot().strategy).toBe('failover')
    const asked: string[] = []
    await balancer
      .run((client) => {
        asked.push(client)
        return Promise.reject(statusError(500))
      })
      .catch(() => undefined)
    expect(asked).toEqual(['a', 'b'])
  })

  it('allow other numbers in all pools, and none where a pool is no longer named', async () => {
    const targets = ['p', 'q'].map((pool) => ({ id: pool, client: pool, pool }))
    const balancer = watched(createBalancer<string>({ targets, pools: { p: { concurrency: 1 } } }))
    balancer.updateSettings({ pools: { q: { concurrency: 1 } } })
    expect(balancer.snapshot().pools).toEqual([
      { pool: 'p', inFlight: 0 },
      { pool: 'q', inFlight: 0, concurrency: 1 },
    ])
    const ends: (() => void)[] = []
    const open = (pin: string): Promise<void> =>
      balancer.run(() => new Promise<void>((resolve) => ends.push(resolve)), { pin })
    const running = [open('p'), open('p'), open('q')]
    await expect(open('q')).rejects.toMatchObject({ code: 'no-target-available' })
    balancer.updateSettings({ pools: {} })
    running.push(open('q'))
    for (const end of ends) end()
    await Promise.all(running)
  })

  it('reach the runs of an outer balancer', async () => {
    const { balancer } = scene()
    const outer = watched(createBalancer<string>({ targets: [{ id: 'group', client: balancer }] }))
    balancer.updateSettings({ strategy: roundRobin() })
    expect([await ask(outer), await ask(outer)]).toEqual(['a', 'b'])
    expect(() => {
      balancer.addTarget({ id: 'circle', client: outer })
    }).toThrow('target "circle" is a group that contains this balancer itself')
  })
})

describe('a retry budget of plain settings', () => {
  it('bounds retries like one that is made', async () => {
    const asked: string[] = []
    const clock = createFakeClock()
    const targets = [{ id: 'a', client: 'a' }]
    const run = async (budget: object | false): Promise<number> => {
      asked.length = 0
      const retry = { attemptsPerTarget: 2, maxAttempts: 2, backoff: () => 0, budget: budget as never }
      const balancer = watched(createBalancer<string>({ clock, targets, retry }))
      await balancer
        .run((client) => {
          asked.push(client)
          return Promise.reject(statusError(500))
        })
        .catch(() => undefined)
      return asked.length
    }
    expect(await run({ capacity: 13 })).toBe(await run(createRetryBudget({ capacity: 13 })))
    expect(await run({ capacity: 13 })).toBe(1)
    expect(await run(false)).toBe(2)
    expect(() => createBalancer({ targets: [], retry: { budget: { capacity: -1 } } })).toThrow(
      'createBalancer: "retry.budget.capacity" must be within [0, ∞], got -1',
    )
    expect(() => createBalancer({ targets: [], retry: { budget: 5 as never } })).toThrow(
      'createBalancer: "retry.budget" must be a retry budget or false, got 5',
    )
  })
})

describe('a target that is replaced', () => {
  it('keeps its state, and has the default of each setting that is not given', async () => {
    const clock = createFakeClock()
    const guard = new GuardLog('slots')
    const balancer = watched(
      createBalancer<string>({
        clock,
        targets: [
          {
            ...{ id: 'a', client: 'a', weight: 3, tags: ['x'], pool: 'p', concurrency: 1, maxAttempts: 2 },
            ...{ cost: { inputPerMTok: 1 }, timeouts: { attemptMs: 5 }, guards: [guard] },
          },
        ],
      }),
    )
    await ask(balancer)
    balancer.replaceTarget({ id: 'a', client: 'b' })
    expect(balancer.targets()).toEqual([{ id: 'a', weight: 1, priority: 0, tags: [] }])
    expect(balancer.snapshot()).toMatchObject({ targets: [{ successes: 1 }], pools: [] })
    guard.blockedUntil = Infinity
    const both = [ask(balancer), ask(balancer)]
    expect(await Promise.all(both)).toEqual(['b', 'b'])
    let answer = (_text: string): void => {}
    const slow = balancer.run(() => new Promise<string>((resolve) => (answer = resolve)))
    await clock.advance(1000)
    answer('late')
    expect(await slow).toBe('late')
  })

  it('is refused as an added one would be, and is as it was then', () => {
    const { balancer } = scene()
    const replace = (target: object) => (): void => {
      balancer.replaceTarget(target as never)
    }
    expect(replace({ id: 'c', client: 'c' })).toThrow('there is no target "c"')
    expect(replace({ id: 'a' })).toThrow('target "a" needs a "client"')
    expect(replace({ id: 'a', client: 'c', weight: -1 })).toThrow('target "a": "weight" must be')
    expect(replace({ id: 'a', client: balancer })).toThrow(
      'target "a" is a group that contains this balancer',
    )
    expect(balancer.targets()).toMatchObject([{ id: 'a' }, { id: 'b' }])
  })
})
