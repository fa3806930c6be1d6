import { expect, it } from 'vitest'
import { places } from './choices.ts'
import { Ejections, type EjectionSettings } from './ejections.ts'
import type { AttemptEnd } from './routing-policy.ts'

const settings = { failures: 3, baseMs: 1000, longestMs: 2500, mostRatio: 0.5, rateLimitedMs: 700 }
const ejectionsOf = (targets: number, own: Partial<EjectionSettings> = {}): Ejections =>
  new Ejections(targets, { ...settings, ...own })
const end = (kind: AttemptEnd['kind'], retryAfterMs?: number): AttemptEnd => ({
  ...{ kind, ms: 100, firstContentMs: undefined, retryAfterMs },
})
const fail = (ejections: Ejections, now: number, place = 0): void => {
  for (let time = 0; time < settings.failures; time += 1) ejections.ended(place, end('failed'), now)
}

it.each(['failed', 'timed-out'] as const)('ejects for so many ends in a row: %s', (kind) => {
  const ejections = ejectionsOf(2)
  ejections.ended(0, end(kind), 0)
  ejections.ended(0, end(kind), 0)
  expect(ejections.healthy([0, 1], 0)).toEqual([0, 1])
  ejections.ended(0, end(kind), 0)
  expect(ejections.healthy([0, 1], 0)).toEqual([1])
})

it('begins to count anew with an answer, and after an ejection', () => {
  const ejections = ejectionsOf(2)
  for (const kind of ['failed', 'failed', 'answered', 'failed', 'failed'] as const)
    ejections.ended(0, end(kind), 0)
  expect(ejections.healthy([0, 1], 0)).toEqual([0, 1])
  ejections.ended(0, end('failed'), 0)
  expect(ejections.healthy([0, 1], 1000)).toEqual([0, 1])
  ejections.ended(0, end('failed'), 1000)
  ejections.ended(0, end('failed'), 1000)
  expect(ejections.healthy([0, 1], 1000)).toEqual([0, 1])
})

it('ejects longer each time, up to a longest time', () => {
  const ejections = ejectionsOf(2)
  let now = 0
  for (const ms of [1000, 2000, 2500, 2500]) {
    fail(ejections, now)
    expect(ejections.healthy([0, 1], now + ms - 1)).toEqual([1])
    now += ms
    expect(ejections.healthy([0, 1], now)).toEqual([0, 1])
  }
})

it.each([
  { targets: 2, mostRatio: 0.5, ejected: 1 },
  { targets: 4, mostRatio: 0.5, ejected: 2 },
  { targets: 4, mostRatio: 0.1, ejected: 1 },
  { targets: 5, mostRatio: 0.5, ejected: 3 },
])('ejects $ejected of $targets at a ratio of $mostRatio', ({ targets, mostRatio, ejected }) => {
  const ejections = ejectionsOf(targets, { mostRatio })
  for (const place of places(targets)) fail(ejections, 0, place)
  expect(ejections.healthy(places(targets), 0)).toEqual(places(targets).slice(ejected))
})

it('ejects with the next failure who had to stay, when another has returned', () => {
  const ejections = ejectionsOf(2)
  fail(ejections, 0, 0)
  fail(ejections, 0, 1)
  ejections.ended(1, end('failed'), 999)
  expect(ejections.healthy([0, 1], 999)).toEqual([1])
  ejections.ended(1, end('failed'), 1000)
  expect(ejections.healthy([0, 1], 1000)).toEqual([0])
  expect(ejections.healthy([0, 1], 2000)).toEqual([0, 1])
})

it('leaves out who has refused for as long as it said, or as is set', () => {
  const ejections = ejectionsOf(2)
  ejections.ended(0, end('rate-limited'), 100)
  expect(ejections.healthy([0, 1], 799)).toEqual([1])
  expect(ejections.healthy([0, 1], 800)).toEqual([0, 1])
  ejections.ended(0, end('rate-limited', 300), 1000)
  expect(ejections.healthy([0, 1], 1299)).toEqual([1])
  expect(ejections.healthy([0, 1], 1300)).toEqual([0, 1])
})

it('shortens no time that has begun', () => {
  const ejections = ejectionsOf(2)
  ejections.ended(0, end('rate-limited', 5000), 0)
  ejections.ended(0, end('rate-limited', 10), 0)
  expect(ejections.healthy([0, 1], 4999)).toEqual([1])
})

it.each([
  { ejected: 0, panicRatio: 0, healthy: [0, 1, 2, 3] },
  { ejected: 2, panicRatio: 0.5, healthy: [2, 3] },
  { ejected: 3, panicRatio: 0.5, healthy: [0, 1, 2, 3] },
  { ejected: 3, panicRatio: undefined, healthy: [3] },
  { ejected: 4, panicRatio: undefined, healthy: [0, 1, 2, 3] },
])('gives $healthy with $ejected ejected and a panic ratio of $panicRatio', (given) => {
  const ejections = ejectionsOf(4)
  for (const place of places(given.ejected)) ejections.ended(place, end('rate-limited'), 0)
  expect(ejections.healthy(places(4), 0, given.panicRatio)).toEqual(given.healthy)
})

it('takes a target that it does not know for healthy', () => {
  expect(ejectionsOf(1).healthy([0, 9], 0)).toEqual([0, 9])
  const ejections = ejectionsOf(1)
  fail(ejections, 0, 9)
  expect(ejections.healthy([0, 9], 0)).toEqual([0])
})
