import { seededRandom } from '@llm-balancer/core'
import { expect, it } from 'vitest'
import { drawGap } from '../draws/distributions.ts'
import type { Arrivals } from '../scenario/traffic.ts'
import { scenarioOf } from '../test/scenario-of.ts'
import { arrivalsOf } from './arrivals-of.ts'

const timesOf = (arrivals: Arrivals, seed = 1): number[] =>
  arrivalsOf(scenarioOf({ traffic: [{ name: 'callers', arrivals }] }), seededRandom(seed)).map(({ at }) => at)

it('spreads steady arrivals over their period, with gaps that vary as those of independent callers do', () => {
  const times = timesOf({ fromMs: 1000, toMs: 101_000, perSecond: 100 })
  expect(times.length).toBeGreaterThan(9700)
  expect(times.length).toBeLessThan(10_300)
  expect(times[0]).toBeGreaterThanOrEqual(1000)
  expect(times.at(-1)).toBeLessThan(101_000)
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length)
  expect(deviation / mean).toBeCloseTo(1, 1)
})

it('gives the same arrivals for the same seed, and others for another one', () => {
  const arrivals = { fromMs: 0, toMs: 1000, perSecond: 100 }
  expect(timesOf(arrivals, 1)).toEqual(timesOf(arrivals, 1))
  expect(timesOf(arrivals, 1)).not.toEqual(timesOf(arrivals, 2))
})

it('makes waves of calls at once', () => {
  expect(timesOf({ fromMs: 10, calls: 2, times: 3, everyMs: 400 })).toEqual([10, 10, 410, 410, 810, 810])
  expect(timesOf({ fromMs: 10, calls: 3 })).toEqual([10, 10, 10])
})

it('puts several kinds of traffic in order', () => {
  const traffic = [
    { name: 'late', arrivals: { fromMs: 5, calls: 1, times: 2, everyMs: 10 } },
    { name: 'early', arrivals: { fromMs: 0, calls: 1, times: 2, everyMs: 10 } },
  ]
  const arrivals = arrivalsOf(scenarioOf({ traffic }), seededRandom(1))
  expect(arrivals.map(({ at, traffic: { name } }) => `${name} ${at}`)).toEqual([
    'early 0',
    'late 5',
    'early 10',
    'late 15',
  ])
})

it('spaces calls by the gaps that are drawn, from the beginning on, and none at the very end', () => {
  const arrivals = { fromMs: 100, toMs: 1100, perSecond: 10, burstiness: 2 }
  const [random, expected] = [seededRandom(4), [] as number[]]
  const gapMs = (): number => (drawGap(2, random) * 1000) / 10
  for (let at = 100 + gapMs(); at < 1100; at += gapMs()) expected.push(at)
  expect(timesOf(arrivals, 4)).toEqual(expected)
  const [first = NaN] = expected
  expect(timesOf({ ...arrivals, toMs: first }, 4)).toEqual([])
})

it('numbers calls in the order of arrival; of those at the same time the kind that is named first comes first', () => {
  const traffic = ['a', 'b'].map((name) => ({ name, arrivals: { trace: [{ atMs: 9 }, { atMs: 3 }] } }))
  const arrivals = arrivalsOf(scenarioOf({ traffic }), seededRandom(1))
  expect(arrivals.map(({ id, at, traffic: { name } }) => [id, at, name])).toEqual([
    [0, 3, 'a'],
    [1, 3, 'b'],
    [2, 9, 'a'],
    [3, 9, 'b'],
  ])
})
