import { describe, expect, it } from 'vitest'
import type { Guard } from '../contracts/guard.ts'
import type { Headroom, LimitReport } from '../contracts/usage.ts'
import { mostHeadroom } from '../strategies/most-headroom.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createBalancer } from './create-balancer.ts'

/** So many requests per minute, of which half may begin at once; nothing comes back. */
class Limit implements Guard {
  readonly name: string
  left: number
  readonly #limit: number

  constructor(limit: number, name = 'limit') {
    this.#limit = limit
    this.left = limit / 2
    this.name = name
  }

  availableAt(now: number): number {
    return this.left > 0 ? now : Infinity
  }

  acquire(): { release(): void } | null {
    if (this.left <= 0) return null
    this.left -= 1
    return { release: () => undefined }
  }

  onChange(): () => void {
    return () => undefined
  }

  headroom(): readonly Headroom[] {
    return [
      {
        unit: 'requests',
        limit: this.#limit,
        windowMs: 60_000,
        left: this.left + 0.5,
        most: this.#limit / 2,
      },
    ]
  }
}

const call = (client: string): Promise<string> => Promise.resolve(client)

function balanced(guards: Readonly<Record<string, readonly Guard[]>>) {
  return createBalancer({
    clock: createFakeClock(),
    random: () => 0.5,
    strategy: mostHeadroom(),
    targets: Object.entries(guards).map(([id, own]) => ({ id, client: id, guards: own })),
  })
}

describe('what is left of the limits of guards', () => {
  it('is in the snapshot, in whole units, with the name of each guard', async () => {
    const own = new Limit(100, 'own')
    const shared = new Limit(20, 'shared')
    const plain: Guard = {
      name: 'plain',
      availableAt: () => 0,
      acquire: () => ({ release: () => undefined }),
    }
    const balancer = balanced({ a: [own, plain, shared], b: [plain] })
    await balancer.run(call, { pin: 'a' })
    const [a, b] = balancer.snapshot().targets
    expect(a?.headroom).toEqual([
      { guard: 'own', unit: 'requests', limit: 100, windowMs: 60_000, left: 49, most: 50 },
      { guard: 'shared', unit: 'requests', limit: 20, windowMs: 60_000, left: 9, most: 10 },
    ])
    expect(a?.load).toBeCloseTo(0.05)
    expect(b).not.toHaveProperty('headroom')
  })

  it('decides with mostHeadroom, by the tightest of them, and by the share of what may be used at once', async () => {
    const balancer = balanced({ large: [new Limit(400)], small: [new Limit(8)] })
    const served: string[] = []
    for (let run = 0; run < 102; run += 1) served.push(await balancer.run(call))
    expect(served.filter((id) => id === 'small')).toHaveLength(3)
    const nearlyUsed = new Limit(400)
    nearlyUsed.left = 20
    const tight = balanced({ a: [new Limit(400), nearlyUsed], b: [new Limit(10)] })
    expect(await tight.run(call)).toBe('b')
  })

  it('is set against what vendors report: the tighter one counts', async () => {
    const balancer = balanced({ a: [new Limit(100)], b: [new Limit(100)] })
    const limits: readonly LimitReport[] = [
      { unit: 'requests', limit: 100, remaining: 10, windowMs: 60_000, resetMs: 54_000 },
    ]
    const reporting = (client: string, { report }: { report(facts: object): void }): Promise<string> => {
      report({ limits })
      return call(client)
    }
    await balancer.run(reporting, { pin: 'a' })
    for (let run = 0; run < 20; run += 1) expect(await balancer.run(call)).toBe('b')
  })

  it('follows the guards that a target is given later', async () => {
    const balancer = balanced({ a: [], b: [new Limit(10)] })
    expect(await balancer.run(call)).toBe('b')
    const full = new Limit(10)
    const empty = new Limit(10)
    empty.left = 1
    balancer.updateTarget('a', { guards: [full] })
    balancer.updateTarget('b', { guards: [empty] })
    expect(await balancer.run(call)).toBe('a')
    expect(balancer.snapshot().targets.map(({ headroom }) => headroom?.[0]?.left)).toEqual([4, 1])
  })
})

describe('a guard that says nonsense of what is left', () => {
  const valid: Headroom = { unit: 'requests', limit: 10, windowMs: 60_000, left: 1, most: 10 }

  it.each<[string, () => unknown]>([
    ['throws', () => JSON.parse('{') as unknown],
    ['gives a promise', () => Promise.reject(new Error('later'))],
    ['gives text', () => 'plenty'],
    ['gives nothing', () => undefined],
    ['gives NaN', () => [{ ...valid, left: Number.NaN }]],
    ['gives no unit', () => [{ ...valid, unit: 7 }]],
    ['gives far too much', () => Array.from({ length: 1000 }, () => valid)],
    [
      'gives what cannot be read',
      () => [
        {
          get left() {
            throw new Error('no')
          },
        },
      ],
    ],
    ['gives null', () => [null]],
  ])('and %s changes no run, and is reported', async (what, headroom) => {
    const guard = Object.assign(new Limit(10), { headroom: headroom as () => readonly Headroom[] })
    const balancer = balanced({ a: [guard] })
    const faults: string[] = []
    balancer.on('listener-failed', ({ event }) => faults.push(event))
    expect(await balancer.run(call)).toBe('a')
    const snapshot = balancer.snapshot()
    expect(snapshot.targets[0]).not.toHaveProperty('headroom')
    if (what !== 'gives no unit') expect(snapshot.targets[0]?.load).toBe(0.5)
    expect(new Set(faults)).toEqual(new Set(['limit']))
    await balancer.close()
  })
})

describe('what is left of the limits inside a group', () => {
  const groupOf = (guards: Readonly<Record<string, readonly Guard[]>>) => balanced(guards)
  const outerOf = (groups: Readonly<Record<string, ReturnType<typeof balanced>>>) =>
    createBalancer({
      clock: createFakeClock(),
      random: () => 0.5,
      strategy: mostHeadroom(),
      targets: Object.entries(groups).map(([id, client]) => ({ id, client })),
    })

  it('is what the balancer around it goes by: of the target with the most left', async () => {
    const limits = { a: new Limit(100), b: new Limit(100), c: new Limit(100) }
    limits.a.left = 5
    limits.b.left = 40
    limits.c.left = 20
    const outer = outerOf({
      one: groupOf({ a: [limits.a], b: [limits.b] }),
      other: groupOf({ c: [limits.c] }),
    })
    expect(await outer.run(call)).toBe('b')
    limits.b.left = 10
    expect(await outer.run(call)).toBe('c')
  })

  it('is not known where a target inside keeps none, and follows what the group has now', async () => {
    const inner = groupOf({ a: [new Limit(100)] })
    const limited = new Limit(100)
    limited.left = 30
    const outer = outerOf({ one: inner, other: groupOf({ c: [limited] }) })
    expect(await outer.run(call)).toBe('a')
    inner.addTarget({ id: 'free', client: 'free' })
    // Half used, as it counts when nothing is known, is more than is left of the other one.
    limited.left = 20
    expect(['a', 'free']).toContain(await outer.run(call))
    limited.left = 50
    expect(await outer.run(call)).toBe('c')
  })

  it("is not what the vendor said of one of its targets' limits", async () => {
    const outer = outerOf({ one: groupOf({ a: [] }) })
    const limits: readonly LimitReport[] = [{ unit: 'requests', limit: 100, remaining: 1 }]
    await outer.run((_, { report }) => {
      report({ limits })
      return Promise.resolve()
    })
    expect(outer.snapshot().targets[0]).not.toHaveProperty('limits')
  })
})
