import { expect, it } from 'vitest'
import { seededRandom } from '../time/random.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { leastInFlight } from './least-in-flight.ts'

const pickFrom = (...targets: ReturnType<typeof fakeTarget>[]) =>
  pickIds({ strategy: leastInFlight(), candidates: candidatesOf(targets) })[0]

it('chooses the target with the fewest running attempts', () => {
  const [a, b, c] = [
    fakeTarget({ id: 'a', inFlight: 3 }),
    fakeTarget({ id: 'b', inFlight: 1 }),
    fakeTarget({ id: 'c', inFlight: 2 }),
  ]
  expect(pickFrom(a, b, c)).toBe('b')
  b.inFlight = 4
  expect(pickFrom(a, b, c)).toBe('c')
})

it('counts them per weight', () => {
  const heavy = fakeTarget({ id: 'heavy', inFlight: 5, weight: 10 })
  expect(pickFrom(fakeTarget({ id: 'light', inFlight: 1 }), heavy)).toBe('heavy')
})

it('breaks ties at random, in proportion to weight', () => {
  const strategy = leastInFlight()
  strategy.bind?.({ random: seededRandom(7) })
  const candidates = candidatesOf([
    fakeTarget({ id: 'a', weight: 1 }),
    fakeTarget({ id: 'busy', inFlight: 1 }),
    fakeTarget({ id: 'b', weight: 2 }),
    fakeTarget({ id: 'c', weight: 1 }),
  ])
  const ids = pickIds({ strategy, candidates, count: 10_000 })
  const share = (id: string) => ids.filter((one) => one === id).length / ids.length
  expect(share('a')).toBeCloseTo(0.25, 1.7)
  expect(share('b')).toBeCloseTo(0.5, 1.7)
  expect(share('c')).toBeCloseTo(0.25, 1.7)
  expect(share('busy')).toBe(0)
})
