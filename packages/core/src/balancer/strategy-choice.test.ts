import { describe, expect, it } from 'vitest'
import type { Candidates, Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { StrategyError } from '../errors/run-errors.ts'
import { adaptive } from '../strategies/adaptive/adaptive.ts'
import { failover } from '../strategies/failover.ts'
import { mostHeadroom } from '../strategies/most-headroom.ts'
import { seededRandom } from '../time/random.ts'
import { sleep } from '../time/sleep.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'

function choosing(pick: (candidates: Candidates) => unknown) {
  const strategy: Strategy = { name: 'own', pick: (candidates) => pick(candidates) as TargetState }
  const calls: string[] = []
  const balancer = createBalancer<string>({
    clock: createFakeClock(),
    strategy,
    targets: ['a', 'b'].map((id) => ({ id, client: id })),
  })
  const call = (client: string) => {
    calls.push(client)
    return Promise.resolve(client)
  }
  return { balancer, call, calls }
}

describe('a strategy that chooses what it may not', () => {
  it.each<[string, (candidates: Candidates) => unknown, string]>([
    ['an object that is no target', () => ({ id: 'a' }), 'must choose one of its targets, got an object'],
    ['a copy of a target', (candidates) => ({ ...candidates.at(0) }), 'got an object'],
    ['nothing', () => undefined, 'got undefined'],
    ['an id', () => 'a', 'got a string'],
  ])('%s, is refused by name and calls nothing', async (_, pick, message) => {
    const { balancer, call, calls } = choosing(pick)
    const error = await balancer.run(call).catch((thrown: unknown) => thrown)
    expect(StrategyError.isInstance(error)).toBe(true)
    expect((error as Error).message).toMatch(/^own: /)
    expect((error as Error).message).toContain(message)
    expect(calls).toEqual([])
  })

  it('a target of another balancer', async () => {
    let foreign: TargetState | undefined
    const other = choosing((candidates) => (foreign = candidates.at(0)))
    await other.balancer.run(other.call)
    const { balancer, call, calls } = choosing(() => foreign)
    await expect(balancer.run(call)).rejects.toThrow('must choose one of its targets, got an object')
    expect(calls).toEqual([])
  })

  it('a target that is blocked, or was tried in this run', async () => {
    const { balancer, calls } = choosing((candidates) => {
      kept ??= candidates.at(0)
      return kept
    })
    let kept: TargetState | undefined
    const fail = (client: string) => {
      calls.push(client)
      return Promise.reject(statusError(401))
    }
    await expect(balancer.run(fail)).rejects.toThrow('own: must choose one of its targets, got target "a"')
    await expect(balancer.run(fail)).rejects.toThrow('own: must choose one of its targets, got target "a"')
    expect(calls).toEqual(['a'])
  })

  it('a target that has left', async () => {
    let kept: TargetState | undefined
    const { balancer, call, calls } = choosing((candidates) => (kept ??= candidates.at(0)))
    await balancer.run(call)
    await balancer.removeTarget('a')
    await expect(balancer.run(call)).rejects.toThrow('got target "a"')
    expect(calls).toEqual(['a'])
  })
})

it('limits that an attempt reports reach mostHeadroom', async () => {
  const balancer = createBalancer<string>({
    clock: createFakeClock(),
    random: () => 0,
    strategy: mostHeadroom(),
    targets: ['a', 'b'].map((id) => ({ id, client: id })),
  })
  const left = { a: 10, b: 90 }
  const call = (only?: string) =>
    balancer.run(
      (client, attempt) => {
        const remaining = left[client as 'a' | 'b']
        attempt.report({ limits: [{ unit: 'requests', limit: 100, remaining }] })
        return Promise.resolve(client)
      },
      only === undefined ? {} : { only },
    )
  await call('a')
  await call('b')
  expect([await call(), await call(), await call()]).toEqual(['b', 'b', 'b'])
  left.b = 5
  await call('b')
  expect([await call(), await call()]).toEqual(['a', 'a'])
})

it('a strategy that ranks failing targets itself is shown them in their turn', async () => {
  const asked: string[] = []
  const balancer = createBalancer<string>({
    targets: ['a', 'b', 'c'].map((id) => ({ id, client: id })),
    ...{ strategy: failover({ round: true, failbackAfterMs: 0 }), retry: { budget: false } },
  })
  const call = (client: string): Promise<string> => {
    asked.push(client)
    return client === 'c' ? Promise.resolve(client) : Promise.reject(new Error('down'))
  }
  for (let count = 0; count < 2; count += 1) expect(await balancer.run(call)).toBe('c')
  expect(asked).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
})

it('adaptive calls targets of a higher priority number only while the others are full, of however many', async () => {
  const { balancer, clock } = manyTiered()
  const served: number[] = []
  const work = async (client: number): Promise<void> => {
    served.push(client)
    await sleep(10, { clock })
  }
  for (let round = 1; round <= 50; round += 1) {
    const runs = Promise.all(Array.from({ length: 5 }, () => balancer.run(work)))
    await clock.advance(10)
    await runs
    expect(served.filter((client) => client < 4)).toHaveLength(4 * round)
  }
})

/** 44 targets, of which four are to be called first, one call at a time each. */
function manyTiered() {
  const clock = createFakeClock()
  const own = (place: number) => (place < 4 ? { concurrency: 1 } : { priority: 1 })
  const targets = Array.from({ length: 44 }, (_, place) => ({
    id: `t${place}`,
    client: place,
    ...own(place),
  }))
  const random = seededRandom(1)
  return { balancer: createBalancer({ targets, strategy: adaptive(), clock, random }), clock }
}
