import type { Meter } from '@opentelemetry/api'
import { expect, it } from 'vitest'
import { Instruments } from './instruments.ts'

it('durations and tokens have the buckets that the conventions recommend', () => {
  const made = new Map<string, readonly number[]>()
  const meter = {
    createHistogram(
      name: string,
      { unit, advice }: { unit: string; advice: { explicitBucketBoundaries: number[] } },
    ) {
      made.set(`${name} ${unit}`, advice.explicitBucketBoundaries)
      return { record: () => {} }
    },
    createCounter: () => ({ add: () => {} }),
  }
  expect(new Instruments(meter as unknown as Meter)).toBeInstanceOf(Instruments)
  const seconds = Array.from({ length: 14 }, (_, place) => 2 ** place / 100)
  const tokens = Array.from({ length: 12 }, (_, place) => 4 ** place)
  expect(made.size).toBeGreaterThan(4)
  for (const [name, bounds] of made)
    expect([name, bounds]).toEqual([name, name.endsWith(' s') ? seconds : tokens])
})
