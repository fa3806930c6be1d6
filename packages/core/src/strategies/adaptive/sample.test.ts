import { describe, expect, it } from 'vitest'
import { candidatesOf } from '../../testing/candidates-of.ts'
import { fakeTarget, type FakeTarget } from '../../testing/fake-target.ts'
import { seededRandom } from '../../time/random.ts'
import { NearBest } from './near-best.ts'
import { Sample } from './sample.ts'
import { SharedKnowledge } from './shared-knowledge.ts'
import { partsOf } from './test/known-target.ts'

const targetsOf = (count: number): FakeTarget[] =>
  Array.from({ length: count }, (_, place) => fakeTarget({ id: String(place) }))

function scene() {
  const shared = new SharedKnowledge()
  const sample = new Sample(shared, seededRandom(4))
  const nearBest = new NearBest(shared, seededRandom(5))
  const looked = (targets: readonly FakeTarget[], revision = 1): string[] => {
    const count = sample.take(candidatesOf(targets, revision))
    return Array.from({ length: count }, (_, place) => sample.at(place)?.target.id ?? 'none')
  }
  /** Looks at some, of which those with the lowest number are the best. */
  const compare = (targets: readonly FakeTarget[], revision = 1): string[] => {
    const ids = looked(targets, revision)
    nearBest.begin()
    for (let place = 0; place < ids.length; place += 1) {
      const known = sample.at(place)
      if (known !== undefined) nearBest.offer(known, partsOf({ ms: Number(known.target.id) }))
    }
    sample.compared(nearBest)
    return ids
  }
  return { sample, looked, compare }
}

describe('up to 32 candidates', () => {
  it('are all looked at', () => {
    const { looked } = scene()
    const targets = targetsOf(32)
    expect(looked(targets)).toEqual(targets.map(({ id }) => id))
  })

  it('are those of this pick, also when they come without a revision', () => {
    const { looked } = scene()
    const targets = targetsOf(5)
    looked(targets, 0)
    expect(looked(targets.slice(1, 3), 0)).toEqual(['1', '2'])
    expect(looked(targets.slice(3), 7)).toEqual(['3', '4'])
  })
})

describe('more than that', () => {
  it('are looked at by the best seven of before and three more', () => {
    const { compare, looked } = scene()
    const targets = targetsOf(200)
    expect(compare(targets)).toHaveLength(3)
    for (let pick = 0; pick < 2000; pick += 1) compare(targets)
    const ids = looked(targets)
    expect(ids.length).toBeLessThanOrEqual(10)
    expect(
      ids
        .slice(0, 7)
        .map(Number)
        .sort((one, other) => one - other),
    ).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('have their turn, each of them within a third as many picks as they are', () => {
    const { compare } = scene()
    const targets = targetsOf(100)
    for (let pick = 0; pick < 10; pick += 1) compare(targets)
    const ids = Array.from({ length: 34 }, () => compare(targets)).flat()
    expect(new Set(ids).size).toBe(100)
  })

  it('are all looked at in time, also when lists take turns or have no revision', () => {
    const { compare } = scene()
    const [even, odd] = [targetsOf(100).slice(0, 60), targetsOf(100).slice(40)]
    const ids = Array.from({ length: 1000 }, () => [...compare(even, 1), ...compare(odd, 2)]).flat()
    expect(new Set(ids).size).toBe(100)
    const unnamed = Array.from({ length: 1000 }, () => compare(even, 0)).flat()
    expect(new Set(unnamed).size).toBe(60)
  })

  it('are each looked at once', () => {
    const { compare } = scene()
    const targets = targetsOf(33)
    for (let pick = 0; pick < 300; pick += 1) {
      const ids = compare(targets)
      expect(new Set(ids).size).toBe(ids.length)
    }
  })

  it('are no longer looked at when they are no candidates any more', () => {
    const { compare, looked } = scene()
    const targets = targetsOf(100)
    for (let pick = 0; pick < 1000; pick += 1) compare(targets)
    const left = targets.slice(3)
    expect(looked(left, 2).slice(0, 4).map(Number).sort()).toEqual([3, 4, 5, 6])
  })
})

it('holds on to nothing that was cleared', () => {
  const { sample, compare, looked } = scene()
  const targets = targetsOf(100)
  compare(targets)
  sample.clear()
  expect(sample.at(0)).toBeUndefined()
  expect(looked(targets)).toHaveLength(3)
})
