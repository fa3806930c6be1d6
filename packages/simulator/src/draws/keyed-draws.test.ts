import fc from 'fast-check'
import { expect, it } from 'vitest'
import { keyedNormal, keyedUniform, mixBits, normalOf } from './keyed-draws.ts'

const key = fc.record({ seed: fc.nat(), request: fc.nat(1_000_000), target: fc.nat(200) })
const many = 20_000
const drawsOf = (draw: (request: number) => number): number[] =>
  Array.from({ length: many }, (_, request) => draw(request))
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

it('gives the same number for the same key, whatever was drawn before', () => {
  fc.assert(
    fc.property(key, fc.nat(20), key, (wanted, purpose, other) => {
      const first = keyedUniform(wanted, purpose)
      keyedUniform(other, purpose)
      expect(keyedUniform({ ...wanted }, purpose)).toBe(first)
      expect(first).toBeGreaterThan(0)
      expect(first).toBeLessThan(1)
    }),
  )
})

it.each(['seed', 'request', 'target'] as const)('gives another number for another %s or purpose', (part) => {
  const wanted = { seed: 1, request: 2, target: 3 }
  expect(keyedUniform({ ...wanted, [part]: 9 }, 0)).not.toBe(keyedUniform(wanted, 0))
  expect(keyedUniform(wanted, 1)).not.toBe(keyedUniform(wanted, 0))
})

it('spreads evenly over requests, targets and seeds', () => {
  for (const vary of [
    (place: number) => ({ seed: 1, request: place, target: 0 }),
    (place: number) => ({ seed: 1, request: 5, target: place }),
    (place: number) => ({ seed: place, request: 5, target: 0 }),
  ]) {
    const counts = new Array<number>(10).fill(0)
    for (const value of drawsOf((place) => keyedUniform(vary(place), 0)))
      counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] ?? 0) + 1
    for (const count of counts) expect(count / many).toBeCloseTo(0.1, 1)
  }
})

it('draws normal numbers with mean 0 and variance 1', () => {
  const normals = drawsOf((request) => keyedNormal({ seed: 3, request, target: 1 }, 0))
  expect(mean(normals)).toBeCloseTo(0, 1)
  expect(mean(normals.map((value) => value ** 2))).toBeCloseTo(1, 1)
})

it('does not repeat the luck of one target at its neighbour', () => {
  const here = drawsOf((request) => keyedUniform({ seed: 1, request, target: 0 }, 0) - 0.5)
  const there = drawsOf((request) => keyedUniform({ seed: 1, request, target: 1 }, 0) - 0.5)
  expect(mean(here.map((value, request) => value * (there[request] ?? 0))) * 12).toBeCloseTo(0, 1)
})

it('mixes every bit of a number', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(31), (given, bit) => {
      const changed = mixBits(given) ^ mixBits((given ^ (1 << bit)) >>> 0)
      expect(changed).not.toBe(0)
    }),
  )
})

it('mixes bits as MurmurHash3 does, whose hash of nothing is its seed, mixed', () => {
  expect([0, 1, 0xffff_ffff].map(mixBits)).toEqual([0, 0x514e_28b7, 0x81f1_6f39])
})

it('gives the numbers that published figures rest on', () => {
  const keys = [
    { seed: 1, request: 0, target: 0 },
    { seed: 1, request: 7, target: 3 },
    { seed: 42, request: 7, target: 3 },
  ]
  expect(keys.map((each) => keyedUniform(each, 0))).toEqual([
    0.303775621461682, 0.7130936119938269, 0.9323271278990433,
  ])
  expect(keys.map((each) => keyedUniform(each, 5))).toEqual([
    0.6993953456403688, 0.5731669153319672, 0.28212616906967014,
  ])
})

it('makes a normal number of two even ones: the first is the radius, the second the angle', () => {
  const wanted = { seed: 3, request: 4, target: 5 }
  const [radius, angle] = [keyedUniform(wanted, 6), keyedUniform(wanted, 7)]
  expect(keyedNormal(wanted, 6)).toBe(normalOf(radius, angle))
  expect(normalOf(0.5, 0.5)).toBeCloseTo(-Math.sqrt(2 * Math.log(2)), 12)
  expect(normalOf(Math.exp(-2), 1 / 6)).toBeCloseTo(1, 12)
})
