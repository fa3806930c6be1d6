import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fakeTarget } from '../testing/fake-target.ts'
import { CandidateView } from './candidate-view.ts'

fc.configureGlobal({ seed: 20_261_120 })

const all = Array.from({ length: 40 }, (_, index) => fakeTarget({ id: `target-${index}`, order: 3 * index }))
const stranger = fakeTarget({ id: 'stranger', order: 31 })

it('shows what is left of a list as a list of its own would', () => {
  const some = fc.subarray(all, { minLength: 1 })
  fc.assert(
    fc.property(some, fc.shuffledSubarray(all, { maxLength: 30 }), (list, left) => {
      const view = new CandidateView()
      view.show(list, 7, { maxWeight: 5, hasOnePriority: true })
      for (const target of left) view.leaveOut(target)
      const expected = list.filter((target) => !left.includes(target))
      expect([...view]).toEqual(expected)
      expect(view.length).toBe(expected.length)
      expect(expected.map((_, place) => view.at(place))).toEqual(expected)
      expect(view.revision).toBe(expected.length === list.length ? 7 : 0)
      expect([view.maxWeight, view.hasOnePriority]).toEqual([5, true])
      for (const target of [...all, stranger]) {
        expect(view.has(target)).toBe(expected.includes(target))
        const after = expected.findIndex(({ order }) => order > target.order)
        expect(view.placeAfter(target)).toBe(after === -1 ? expected.length : after)
      }
    }),
  )
})

it.each([-1, 40, 0.5])('has no candidate at %d', (place) => {
  const view = new CandidateView()
  view.show(all, 1)
  expect(() => view.at(place)).toThrow(new RangeError(`there is no candidate ${place} of 40`))
})

it('takes no other target with the same place in the order for one of its own', () => {
  const view = new CandidateView()
  view.show(all, 1)
  expect(view.has(fakeTarget({ id: 'target-1', order: 3 }))).toBe(false)
})
