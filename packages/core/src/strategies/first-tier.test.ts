import { expect, it } from 'vitest'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { FirstTier } from './first-tier.ts'

const [a, b] = [fakeTarget({ id: 'a', weight: 3 }), fakeTarget({ id: 'b', weight: 2 })]
const [c, d] = [fakeTarget({ id: 'c', weight: 9, priority: 1 }), fakeTarget({ id: 'd', priority: 1 })]

it.each([0, 1])(
  'is those of the lowest priority number, with what is known of them: revision %i',
  (revision) => {
    const first = new FirstTier()
    const shown = first.of(candidatesOf([c, a, d, b], revision))
    expect([...shown]).toEqual([a, b])
    expect(shown).toMatchObject({ revision, maxWeight: 3, hasOnePriority: true })
    expect([...first.of(candidatesOf([c, d], 2 * revision))]).toEqual([c, d])
  },
)

it('is all of them where they have one priority, which none of them is asked for', () => {
  const candidates = candidatesOf([c, d])
  expect(new FirstTier().of(candidates)).toBe(candidates)
})

it('holds on to none of them once it is cleared', () => {
  const first = new FirstTier()
  const shown = first.of(candidatesOf([a, c], 1))
  first.clear()
  expect([...shown]).toEqual([])
  expect([...first.of(candidatesOf([b, d], 1))]).toEqual([b])
})
