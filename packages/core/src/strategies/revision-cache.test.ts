import { expect, it } from 'vitest'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { RevisionCache } from './revision-cache.ts'

const target = fakeTarget({ id: 'a' })
const shown = (revision: number) => candidatesOf([target], revision)

const counted = (firstPick?: number) => {
  const derived: number[] = []
  const cache = new RevisionCache(({ revision }) => (derived.push(revision), `of ${revision}`), firstPick)
  return { derived, ask: (revision: number) => cache.of(shown(revision)), cache }
}

it('derives once per revision, and never for a view that is shown once', () => {
  const { derived, ask } = counted()
  expect([ask(1), ask(1), ask(0), ask(2), ask(1)]).toEqual(['of 1', 'of 1', undefined, 'of 2', 'of 1'])
  expect(derived).toEqual([1, 2])
})

it('keeps the four revisions that were used last, so that views may alternate', () => {
  const { derived, ask, cache } = counted()
  for (const revision of [1, 2, 3, 4, 1, 2, 3, 4, 1]) ask(revision)
  expect(derived).toEqual([1, 2, 3, 4])
  ask(5)
  ask(1)
  expect(derived).toEqual([1, 2, 3, 4, 5])
  ask(2)
  expect(derived).toEqual([1, 2, 3, 4, 5, 2])
  const kept: string[] = []
  cache.forEach((value) => kept.push(value))
  expect(kept.toSorted()).toEqual(['of 1', 'of 2', 'of 4', 'of 5'])
})

it('may wait until a revision has been used some times', () => {
  const { derived, ask } = counted(3)
  expect([ask(1), ask(2), ask(1), ask(1), ask(1)]).toEqual([undefined, undefined, undefined, 'of 1', 'of 1'])
  expect(derived).toEqual([1])
})
