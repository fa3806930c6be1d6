import { afterEach, describe, expect, it } from 'vitest'
import type { RunOptions } from '../contracts/run-options.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { PickReason } from '../contracts/trail.ts'
import { adaptive } from '../strategies/adaptive/adaptive.ts'
import { tiers } from '../strategies/tiers.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createBalancer } from './create-balancer.ts'
import { leftovers, watched } from './test/scene.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

it('the reason of a pick lists each target once: as a candidate, or as excluded with the reason', async () => {
  const targets = [
    { id: 'a', client: 'a' },
    { id: 'b', client: 'b' },
    { id: 'c', client: 'c', weight: 0 },
  ]
  const balancer = watched(
    createBalancer<string>({ clock: createFakeClock(), strategy: failover(), targets }),
  )
  const { attempts } = await balancer.runWithTrail((client) => Promise.resolve(client))
  expect(attempts[0]?.picked).toMatchObject({
    candidates: [{ id: 'a' }, { id: 'b' }],
    excluded: [{ id: 'c', reason: 'drained' }],
  })
})

it.each(['toString', 'constructor', 'odd'])(
  'a classifier that gives %s, which is no kind of failure, is reported and ignored',
  async (word) => {
    const reported: unknown[] = []
    const balancer = watched(
      createBalancer<string>({
        clock: createFakeClock(),
        strategy: failover(),
        classify: () => word as 'server',
        targets: [
          { id: 'a', client: 'a' },
          { id: 'b', client: 'b' },
        ],
      }),
    )
    balancer.on('listener-failed', (event) => reported.push(event))
    const failure = Object.assign(new Error('down'), { status: 500 })
    const { value, attempts } = await balancer.runWithTrail((client) =>
      client === 'a' ? Promise.reject(failure) : Promise.resolve(client),
    )
    expect(value).toBe('b')
    expect(attempts[0]?.outcome).toMatchObject({ type: 'failure', kind: 'server' })
    expect(reported).toMatchObject([{ event: 'classify' }])
  },
)

describe('the words of a strategy', () => {
  const targets = [
    { id: 'a', client: 'a' },
    { id: 'b', client: 'b' },
  ]
  const pickedBy = async (strategy: Strategy, options: RunOptions = {}): Promise<PickReason | undefined> => {
    const balancer = watched(createBalancer<string>({ clock: createFakeClock(), strategy, targets }))
    const { attempts } = await balancer.runWithTrail((client) => Promise.resolve(client), options)
    return attempts[0]?.picked
  }
  const saying = (explain: () => unknown, ofTarget: () => unknown = () => undefined): Strategy => ({
    name: 'own',
    pick: (candidates) => candidates.at(0),
    explain: explain as () => string,
    meter: { load: () => 1, explain: ofTarget as () => string },
  })

  it('say how it chose, and what each load is made of', async () => {
    const strategy = saying(
      () => 'the first is best',
      () => 'like any other',
    )
    expect(await pickedBy(strategy)).toMatchObject({
      strategy: 'own',
      because: 'the first is best',
      candidates: [
        { id: 'a', load: 1, because: 'like any other' },
        { id: 'b', load: 1, because: 'like any other' },
      ],
    })
  })

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['an empty text', () => ''],
    ['no text', () => ({ toString: () => 'no' })],
    ['a promise', () => Promise.reject(new Error('late'))],
    [
      'an error',
      () => {
        throw new Error('broken')
      },
    ],
  ])('that are %s are left out, and break nothing', async (_, say) => {
    const picked = await pickedBy(saying(say, say))
    expect(picked).not.toHaveProperty('because')
    expect(picked?.candidates).toEqual([
      { id: 'a', load: 1 },
      { id: 'b', load: 1 },
    ])
  })

  it('are cut to 500 characters', async () => {
    const picked = await pickedBy(saying(() => 'x'.repeat(10_000)))
    expect(picked?.because).toBe('x'.repeat(500))
  })

  it.each<[string, Strategy]>([
    ['adaptive', adaptive()],
    ['a tier', tiers(() => adaptive())],
  ])('are those of %s, for the same call', async (_, strategy) => {
    const picked = await pickedBy(strategy, { affinityKey: 'private', promptKey: 'secret' })
    expect(picked?.because).toBe(
      'drawn by weight, quota and awaited answers among the 2 that are nearly as good as the best',
    )
    expect(picked?.candidates.map(({ because }) => because)).toEqual([
      'has not answered yet, so it is tried',
      'has not answered yet, so it is tried',
    ])
    expect(JSON.stringify(picked)).not.toMatch(/private|secret/)
  })

  it('are not asked for where no trail is read', async () => {
    let asked = 0
    const count = (): string => {
      asked += 1
      return 'words'
    }
    const balancer = watched(
      createBalancer<string>({ clock: createFakeClock(), strategy: saying(count, count), targets }),
    )
    await balancer.run((client) => Promise.resolve(client))
    expect(asked).toBe(0)
  })
})
