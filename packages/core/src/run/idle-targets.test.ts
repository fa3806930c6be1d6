import { afterEach, describe, expect, it } from 'vitest'
import { createBalancer } from '../balancer/create-balancer.ts'
import { leftovers, watched } from '../balancer/test/scene.ts'
import type { RunOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { seededRandom, type Random } from '../time/random.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

/** What calls ask for: options, and which targets those allow. */
interface Wish {
  readonly options: RunOptions
  readonly allows: (target: Pick<TargetView, 'id' | 'tags'>) => boolean
}

const pick = <Item>(items: readonly Item[], random: Random): Item =>
  items[Math.floor(random() * items.length)] as Item

type Kind = (ids: readonly string[], random: Random) => Wish

const kinds: Readonly<Record<string, Kind>> = {
  'of many priorities, pinned to a target': (ids, random) => {
    const pin = pick(ids, random)
    return { options: { priority: Math.floor(random() * 50), pin }, allows: ({ id }) => id === pin }
  },
  'for tags': (_, random) => {
    const tag = pick(['x', 'y', 'z'], random)
    return { options: { only: tag }, allows: ({ tags }) => tags.includes(tag) }
  },
  'pinned to a target, or not': (ids, random) => {
    const pin = pick(ids, random)
    return random() < 0.7
      ? { options: { pin }, allows: ({ id }) => id === pin }
      : { options: {}, allows: () => true }
  },
  'with functions, or without': (ids, random) => {
    const own = pick(ids, random)
    const allows = ({ id }: { readonly id: string }): boolean => id === own
    return random() < 0.9 ? { options: { only: allows }, allows } : { options: {}, allows: () => true }
  },
  'that exclude some': (ids, random) => {
    const exclude = ids.filter(() => random() < 0.5).slice(1)
    return { options: { exclude }, allows: ({ id }) => !exclude.includes(id) }
  },
  'that are too long for some': (ids, random) => {
    const input = 100 * Math.floor(random() * ids.length)
    return { options: { expectedTokens: { input } }, allows: ({ id }) => windowOf(id) >= input }
  },
}

const windowOf = (id: string): number => 100 * Number(id.slice(1))

/** Random traffic on targets that take one call at a time. Gives the moments at rest with an idle target for a waiting run. */
async function idleMoments(kind: Kind, seed: number): Promise<number> {
  const random = seededRandom(seed)
  const clock = createFakeClock()
  const ids = Array.from({ length: 3 + Math.floor(random() * 4) }, (_, place) => `t${place}`)
  const targets = ids.map((id) => {
    const tags = ['x', 'y', 'z'].filter(() => random() < 0.5)
    return { id, client: id, concurrency: 1, tags, contextWindow: windowOf(id) + 1 }
  })
  const balancer = watched(
    createBalancer<string>({
      clock,
      random,
      targets,
      whenUnavailable: { maxWaitMs: 3000, maxWaiting: 1000 },
      timeouts: { attemptMs: Infinity },
    }),
  )
  const waiting = new Set<Wish['allows']>()
  const busy = new Set<string>()
  const start = (): void => {
    const { options, allows } = kind(ids, random)
    const waits: Wish['allows'] = (target) => allows(target)
    waiting.add(waits)
    const serve = async (id: string): Promise<void> => {
      waiting.delete(waits)
      busy.add(id)
      await new Promise<void>((resolve) => clock.schedule(resolve, 20 + Math.floor(random() * 200)))
      busy.delete(id)
    }
    balancer.run(serve, options).catch(() => waiting.delete(waits))
  }
  let idle = 0
  for (let step = 0; step < 60; step += 1) {
    for (let burst = random() < 0.3 ? 12 : 2; burst > 0; burst -= 1) start()
    await clock.advance(Math.floor(random() * 40))
    const free = targets.filter(({ id }) => !busy.has(id))
    if ([...waiting].some((allows) => free.some(allows))) idle += 1
  }
  const closed = balancer.close({ graceMs: 0 })
  await clock.advance(5000)
  await closed
  return idle
}

describe('no target is idle while a run waits that it could serve', () => {
  it.each(Object.entries(kinds))('in random traffic of calls %s', async (_, kind) => {
    for (const seed of [1, 2, 3]) expect(await idleMoments(kind, seed)).toBe(0)
  })
})
