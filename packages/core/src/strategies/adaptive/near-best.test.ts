import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../time/random.ts'
import { knownTarget, partsOf } from './test/known-target.ts'
import { NearBest } from './near-best.ts'
import type { TargetKnowledge } from './target-knowledge.ts'

const fastest = { fastestMs: 250 }
/** A band of 150 ms. */
const made = (): NearBest => new NearBest(fastest, seededRandom(3))

type Offer = readonly [id: string, ms: number, share?: number, weight?: number, awaited?: number]

function offered(nearBest: NearBest, offers: readonly Offer[]): TargetKnowledge[] {
  nearBest.begin()
  return offers.map(([id, ms, left = 1, weight = 1, awaited = 0]) => {
    const known = knownTarget({ id, weight })
    known.awaited = awaited
    nearBest.offer(known, partsOf({ ms, left }))
    return known
  })
}

function shares(offers: readonly Offer[], draws = 20_000): Record<string, number> {
  const nearBest = made()
  const known = offered(nearBest, offers)
  const parts = offers.map(([, ms, left = 1]) => partsOf({ ms, left }))
  const count: Record<string, number> = {}
  for (let draw = 0; draw < draws; draw += 1) {
    nearBest.begin()
    for (const [place, one] of known.entries()) nearBest.offer(one, parts[place] ?? partsOf({}))
    const id = nearBest.draw()?.target.id ?? 'none'
    count[id] = (count[id] ?? 0) + 1 / draws
  }
  return count
}

describe('the draw', () => {
  it('gives nothing when nothing was offered', () => {
    expect(made().draw()).toBeUndefined()
    expect(made().best).toBeUndefined()
  })

  it('is the only one that is near, wherever it stands', () => {
    expect(
      shares(
        [
          ['far', 551],
          ['best', 400],
          ['farther', 5000],
        ],
        50,
      ),
    ).toHaveProperty('best', expect.closeTo(1))
  })

  it('is the best when all are infinitely bad', () => {
    expect(
      shares(
        [
          ['a', Infinity],
          ['b', Infinity],
        ],
        50,
      ),
    ).toHaveProperty('a', expect.closeTo(1))
  })

  it('is by weight and by what is left of the quota among equals', () => {
    const {
      a = 0,
      b = 0,
      c = 0,
    } = shares([
      ['a', 400, 1, 1],
      ['b', 400, 1, 3],
      ['c', 400, 0.5, 2],
    ])
    expect(a).toBeCloseTo(0.2, 1)
    expect(b).toBeCloseTo(0.6, 1)
    expect(c).toBeCloseTo(0.2, 1)
  })

  it('is the less likely among equals the more of their answers are awaited', () => {
    const { idle = 0, busy = 0 } = shares([
      ['busy', 400, 1, 1, 3],
      ['idle', 400, 1, 1, 0],
    ])
    expect(idle).toBeCloseTo(64 / 65, 2)
    expect(busy).toBeCloseTo(1 / 65, 2)
  })

  it('keeps to the weights where what is awaited does', () => {
    const { heavy = 0, light = 0 } = shares([
      ['heavy', 400, 1, 3, 9],
      ['light', 400, 1, 1, 3],
    ])
    expect(heavy).toBeCloseTo(0.75, 1)
    expect(light).toBeCloseTo(0.25, 1)
  })

  it('gives those that are further from the best less by the square of what is left of the band, and none at its end', () => {
    const {
      best = 0,
      middle = 0,
      last = 0,
    } = shares([
      ['last', 550],
      ['middle', 475],
      ['best', 400],
    ])
    expect(middle / best).toBeCloseTo(0.25, 1)
    expect(last).toBe(0)
  })

  it('is one of those that are near, also where the sum of their shares is rounded up', () => {
    const nearBest = new NearBest(fastest, () => 1 - 2 ** -53)
    offered(nearBest, [
      ['a', 400, 0.1],
      ['b', 400, 0.2],
      ['c', 400, 0.3],
      ['far', 5000, 1],
    ])
    expect(nearBest.draw()?.target.id).not.toBe('far')
    expect(nearBest.near).toBe(3)
  })

  it('leaves a target without quota a chance', () => {
    const { used = 0 } = shares([
      ['used', 400, 0],
      ['full', 400, 1],
    ])
    expect(used).toBeGreaterThan(0.01)
    expect(used).toBeLessThan(0.03)
  })
})

describe('what is kept', () => {
  it('are the best, of however many, each in the place of a worse one', () => {
    const nearBest = made()
    const offers = Array.from({ length: 40 }, (_, place): Offer => [String(place), (place * 7) % 40])
    const list = offered(nearBest, offers)
    expect(nearBest.keepBest(3, list)).toBe(3)
    expect(
      list
        .slice(0, 3)
        .map(({ target }) => (Number(target.id) * 7) % 40)
        .sort(),
    ).toEqual([0, 1, 2])
    expect(nearBest.best).toBeUndefined()
  })

  it('are those of before where others are only as good: they need not be read from memory', () => {
    const nearBest = made()
    const list = offered(nearBest, [
      ['a', 5],
      ['b', 4],
      ['c', 5],
      ['d', 3],
      ['e', 4],
    ])
    expect(nearBest.keepBest(2, list)).toBe(2)
    expect(list.slice(0, 2).map(({ target }) => target.id)).toEqual(['d', 'b'])
  })

  it('are all when there are few, and none after it was cleared', () => {
    const nearBest = made()
    offered(nearBest, [
      ['a', 1],
      ['b', 2],
    ])
    expect(nearBest.keepBest(3, [])).toBe(2)
    nearBest.clear()
    expect(nearBest.keepBest(3, [])).toBe(0)
  })
})
