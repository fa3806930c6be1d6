import { seededRandom } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { RollingCounts } from './rolling-counts.ts'

const windowMs = 1000
const sliceMs = windowMs / 10

const countsOf = ({ calls, hits }: RollingCounts): readonly [number, number] => [calls, hits]

describe('counts over a rolling window', () => {
  it('equal those of a plain list of calls, in any history and after any idle time', () => {
    const random = seededRandom(7)
    for (let history = 0; history < 200; history += 1) {
      const counts = new RollingCounts(windowMs)
      const ended: { readonly at: number; readonly isFailure: boolean }[] = []
      let now = 1_000_000
      for (let call = 0; call < 60; call += 1) {
        now += Math.floor(random() ** 4 * 3000)
        const isFailure = random() < 0.5
        counts.add(now, isFailure)
        ended.push({ at: now, isFailure })
        const recent = ended.filter(({ at }) => Math.floor(at / sliceMs) > Math.floor(now / sliceMs) - 10)
        const failures = recent.filter((each) => each.isFailure).length
        expect(countsOf(counts)).toEqual([recent.length, failures])
      }
    }
  })

  it('keep a call for nine tenths of the window at least and for the window at most', () => {
    const counts = new RollingCounts(windowMs)
    counts.add(99, true)
    counts.moveTo(999)
    expect(countsOf(counts)).toEqual([1, 1])
    counts.moveTo(1000)
    expect(countsOf(counts)).toEqual([0, 0])
  })

  it('stay as they are when the clock goes back', () => {
    const counts = new RollingCounts(windowMs)
    counts.add(5000, true)
    counts.add(4000, false)
    expect(countsOf(counts)).toEqual([2, 1])
    counts.moveTo(5000)
    expect(countsOf(counts)).toEqual([2, 1])
  })

  it('are zero after `reset`', () => {
    const counts = new RollingCounts(windowMs)
    counts.add(5000, true)
    counts.reset()
    expect(countsOf(counts)).toEqual([0, 0])
    expect(counts.toJSON()).toBeUndefined()
    counts.add(5000, true)
    counts.moveTo(5950)
    expect(countsOf(counts)).toEqual([1, 1])
    counts.moveTo(6000)
    expect(countsOf(counts)).toEqual([0, 0])
  })

  it('are restored as they were, and leave the window at the same time', () => {
    const counts = new RollingCounts(windowMs)
    counts.add(5000, true)
    counts.add(5500, false)
    const restored = new RollingCounts(windowMs)
    restored.restore(JSON.parse(JSON.stringify(counts.toJSON())))
    expect(restored.toJSON()).toEqual(counts.toJSON())
    expect(countsOf(restored)).toEqual([2, 1])
    restored.moveTo(6000)
    expect(countsOf(restored)).toEqual([1, 0])
  })

  const cells = (...values: unknown[]): unknown[] => [...values, ...Array<number>(20 - values.length).fill(0)]

  it.each<[string, unknown, readonly [number, number]]>([
    ['more failures than calls', cells(2, 3), [2, 2]],
    ['a count that is no number', cells('2', 1), [0, 0]],
    ['a negative count', cells(-1, 0, 1, 1), [1, 1]],
    ['half a call', cells(1.5, 0), [0, 0]],
    ['a count that no call could reach', cells(4_294_967_296, 0), [0, 0]],
    ['the highest count', cells(4_294_967_295, 1), [4_294_967_295, 1]],
    ['too few counts', cells().slice(1), [0, 0]],
    ['too many counts', [...cells(1, 1), 0], [0, 0]],
    ['no counts', undefined, [0, 0]],
  ])('restore from %s what is valid', (_what, given, expected) => {
    const counts = new RollingCounts(windowMs)
    counts.restore({ newest: 50, cells: given })
    expect(countsOf(counts)).toEqual(expected)
  })

  it.each([undefined, null, 'text', -1, 0.5, Infinity, Number.NaN])(
    'ignore %s as the newest slice',
    (newest) => {
      const counts = new RollingCounts(windowMs)
      counts.restore({ newest, cells: cells(1, 1) })
      expect(countsOf(counts)).toEqual([0, 0])
    },
  )
})
