import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hashText, mixBits } from './text-hash.ts'

fc.configureGlobal({ seed: 20_261_120 })

/** Worked out with another implementation. */
const golden: readonly number[] = [2872998923, 444641715, 1249272205, 1812695515]

it('gives the same number in every process', () => {
  expect([hashText(''), hashText('a'), hashText('session-42'), hashText('ключ 🔑')]).toEqual(golden)
})

it('gives a whole number of 32 bits', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(hashText(text)).toBe(hashText(text) >>> 0)
    }),
  )
})

it('flips about half of the bits when the last character changes by one', () => {
  let flipped = 0
  for (let index = 0; index < 1000; index += 1) {
    const difference = (hashText(`key-${index}a`) ^ hashText(`key-${index}b`)) >>> 0
    flipped += difference.toString(2).replaceAll('0', '').length
  }
  expect(flipped / 1000).toBeGreaterThan(15)
  expect(flipped / 1000).toBeLessThan(17)
})

it('fills buckets evenly with keys that are numbered', () => {
  const buckets = new Array<number>(16).fill(0)
  for (let index = 0; index < 16_000; index += 1) {
    const bucket = hashText(`user:${index}`) % 16
    buckets[bucket] = (buckets[bucket] ?? 0) + 1
  }
  for (const filled of buckets) expect(Math.abs(filled - 1000)).toBeLessThan(120)
})

it('mixes without loss: different numbers stay different', () => {
  const mixed = new Set(Array.from({ length: 100_000 }, (_, index) => mixBits(index)))
  expect(mixed.size).toBe(100_000)
})
