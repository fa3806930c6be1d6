import { describe, expect, it } from 'vitest'
import { fakeTarget } from '../../testing/fake-target.ts'
import { UsageByPrice } from '../usage-by-price.ts'
import { KnownTargets } from './known-targets.ts'
import { TargetKnowledge } from './target-knowledge.ts'

const knowledge = (order: number): TargetKnowledge =>
  new TargetKnowledge(fakeTarget({ id: String(order), order }), new UsageByPrice())

function scene(orders: readonly number[]) {
  const targets = new KnownTargets()
  const all = orders.map(knowledge)
  for (const known of all) targets.add(known)
  return { targets, all }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, order) => order)

describe('what is known of a target', () => {
  it.each([
    ['few', upTo(5)],
    ['many', upTo(1000)],
    ['those that are left of very many', upTo(100).map((place) => place * 977)],
    ['of two balancers, whose targets have the same orders', [...upTo(20), ...upTo(20)]],
  ])('is found among %s, any number of times', (_, orders) => {
    const { targets, all } = scene(orders)
    for (let round = 0; round < 2; round += 1)
      for (const known of all) expect(targets.get(known.target)).toBe(known)
  })

  it('is not that of another one', () => {
    const { targets } = scene(upTo(20))
    for (const order of [3, 16, 19, 35, 4096]) expect(targets.get(knowledge(order).target)).toBeUndefined()
  })

  it('is gone once it was deleted, and that of the others stays', () => {
    const { targets, all } = scene([1, 17, 33, 49, ...upTo(30)])
    const [first, second, ...others] = all
    for (const known of [first, first, second]) if (known !== undefined) targets.delete(known.target)
    for (const known of [first, second])
      expect(known === undefined ? 'none' : targets.get(known.target)).toBeUndefined()
    for (const known of others) expect(targets.get(known.target)).toBe(known)
  })
})
