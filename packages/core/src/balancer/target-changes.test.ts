import { afterEach, describe, expect, it } from 'vitest'
import type { BalancerEvent } from '../contracts/events.ts'
import type { Balancer } from '../contracts/balancer.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'
import { GuardLog, leftovers, watched } from './test/scene.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

function scene(...guards: readonly GuardLog[]): {
  readonly balancer: Balancer<string>
  readonly events: BalancerEvent[]
} {
  const targets = [
    { id: 'a', client: 'a', guards },
    { id: 'b', client: 'b' },
  ]
  const balancer = watched(
    createBalancer<string>({ clock: createFakeClock(), strategy: failover(), targets }),
  )
  const events: BalancerEvent[] = []
  balancer.on('*', (event) => events.push(event))
  return { balancer, events }
}

describe('a target that is changed', () => {
  it('is named in the events of its life', async () => {
    const { balancer, events } = scene()
    balancer.addTarget({ id: 'c', client: 'c' })
    balancer.updateTarget('c', { weight: 2 })
    await balancer.removeTarget('c')
    expect(events).toMatchObject(
      ['target-added', 'target-updated', 'target-removing', 'target-removed'].map((type) => ({
        type,
        targetId: 'c',
      })),
    )
  })

  it('is reported as available at once when what blocked it is taken away', async () => {
    const guard = new GuardLog('slots')
    const { balancer, events } = scene(guard)
    guard.blockedUntil = Infinity
    await balancer.run(() => Promise.resolve('x'), { pin: 'a' }).catch(() => undefined)
    guard.blockedUntil = 0
    balancer.reinstateTarget('a')
    guard.blockedUntil = Infinity
    balancer.updateTarget('a', { weight: 2 })
    events.length = 0
    balancer.updateTarget('a', { guards: [] })
    expect(events).toMatchObject([
      { type: 'target-updated', targetId: 'a' },
      { type: 'target-available', targetId: 'a' },
    ])
  })
})

it('a run that waits for a blocked target starts as soon as that is reinstated', async () => {
  const clock = createFakeClock()
  const balancer = watched(
    createBalancer<string>({
      clock,
      whenUnavailable: { maxWaitMs: 60_000, maxWaiting: 1 },
      retry: { maxAttempts: 1 },
      targets: [{ id: 'a', client: 'a' }],
    }),
  )
  const refusal = statusError(429, { headers: { 'retry-after': '50' } })
  await balancer.run(() => Promise.reject(refusal)).catch(() => undefined)
  let answer: string | undefined
  const waiting = balancer.run((client) => Promise.resolve(client)).then((text) => (answer = text))
  await clock.settle()
  expect(answer).toBeUndefined()
  balancer.reinstateTarget('a')
  await clock.settle()
  expect(answer).toBe('a')
  await waiting
})

describe('a balancer', () => {
  it('hands its source of randomness to its strategy, once', () => {
    const random = (): number => 0.5
    const bound: unknown[] = []
    const strategy = { name: 'own', pick: failover().pick, bind: (given: unknown) => bound.push(given) }
    watched(createBalancer<string>({ random, strategy, targets: [{ id: 'a', client: 'a' }] }))
    expect(bound.map((given) => (given as { random: () => number }).random())).toEqual([random()])
  })

  it('that is closed tells its listeners so, and nothing afterwards', async () => {
    const { balancer, events } = scene()
    await balancer.close()
    balancer.reinstateTarget('a')
    expect(events.map(({ type }) => type)).toEqual(['balancer-closed'])
  })
})

describe('several changes as one', () => {
  it('are told when all are made, in their order, and what listeners change after them', () => {
    const { balancer, events } = scene()
    const seen: string[][] = []
    balancer.on('target-added', () => {
      seen.push(balancer.targets().map(({ id }) => id))
      if (seen.length === 1) balancer.addTarget({ id: 'e', client: 'e' })
    })
    const given = balancer.batch(() => {
      balancer.addTarget({ id: 'c', client: 'c' })
      balancer.batch(() => {
        balancer.updateTarget('a', { weight: 2 })
      })
      expect(events).toEqual([])
      balancer.addTarget({ id: 'd', client: 'd' })
      return 'made'
    })
    expect(given).toBe('made')
    expect(events).toMatchObject([
      { type: 'target-added', targetId: 'c' },
      { type: 'target-updated', targetId: 'a' },
      { type: 'target-added', targetId: 'd' },
      { type: 'target-added', targetId: 'e' },
    ])
    expect(seen[0]).toEqual(['a', 'b', 'c', 'd'])
  })

  it('are told as far as they were made when one of them fails', () => {
    const { balancer, events } = scene()
    expect(() => {
      balancer.batch(() => {
        balancer.addTarget({ id: 'c', client: 'c' })
        balancer.addTarget({ id: 'a', client: 'a' })
      })
    }).toThrow('target id "a" is taken')
    expect(events).toMatchObject([{ type: 'target-added', targetId: 'c' }])
    balancer.addTarget({ id: 'd', client: 'd' })
    expect(events).toHaveLength(2)
  })

  it('look at waiting runs once', async () => {
    const clock = createFakeClock()
    let asked = 0
    const targets = Array.from({ length: 20 }, (_, place) => ({
      id: `t${place}`,
      client: 'x',
      concurrency: 1,
    }))
    const whenUnavailable = { maxWaitMs: 1000 }
    const balancer = watched(createBalancer<string>({ clock, targets, whenUnavailable }))
    const hold = () =>
      new Promise<string>((resolve) =>
        clock.schedule(() => {
          resolve('late')
        }, 500),
      )
    const running = targets.map(({ id }) => balancer.run(hold, { pin: id }))
    const isAllowed = () => {
      asked += 1
      return true
    }
    const waiting = balancer.run(() => Promise.resolve('served'), { only: isAllowed })
    await clock.settle()
    const count = (change: () => void): number => {
      asked = 0
      change()
      return asked
    }
    const change = (): void => {
      for (const target of targets) balancer.replaceTarget(target)
    }
    const alone = count(change)
    const together = count(() => {
      balancer.batch(change)
    })
    expect(together).toBeGreaterThan(0)
    expect(together * 10).toBeLessThanOrEqual(alone)
    await clock.advance(500)
    await expect(waiting).resolves.toBe('served')
    await Promise.all(running)
  })

  it('are refused when they are no function', () => {
    const { balancer } = scene()
    expect(() => {
      balancer.batch(7 as never)
    }).toThrow('batch: "changes" must be a function, got 7')
  })
})

describe('a target that is added again while the one before drains', () => {
  it('is not reported as removed when that one has ended', async () => {
    const { balancer, events } = scene()
    let end = (): void => {}
    const running = balancer.run(() => new Promise<void>((resolve) => (end = resolve)), { pin: 'b' })
    const removed = balancer.removeTarget('b')
    balancer.addTarget({ id: 'b', client: 'other' })
    end()
    await Promise.all([running, removed])
    const types = events.map(({ type }) => type).filter((type) => /^target-(add|remov)/.test(type))
    expect(types).toEqual(['target-removing', 'target-added'])
    await expect(balancer.run((client) => Promise.resolve(client), { pin: 'b' })).resolves.toBe('other')
  })
})

describe('a balancer that is closed', () => {
  it.each<[string, (balancer: Balancer<string>) => void]>([
    ['a new target', (balancer) => balancer.addTarget({ id: 'c', client: 'c' })],
    ['changes of a target', (balancer) => balancer.updateTarget('a', { weight: 2 })],
    ['another target in its place', (balancer) => balancer.replaceTarget({ id: 'a', client: 'a' })],
    ['other settings', (balancer) => balancer.updateSettings({})],
  ])('takes no %s', async (_, change) => {
    const { balancer } = scene()
    await balancer.close()
    expect(() => {
      change(balancer)
    }).toThrow('balancer: closed')
  })
})
