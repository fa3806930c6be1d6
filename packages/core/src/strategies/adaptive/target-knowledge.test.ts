import { expect, it } from 'vitest'
import { knownTarget } from './test/known-target.ts'

it('keeps what streams and plain calls take apart, and knows one by the other where that is all there is', () => {
  const known = knownTarget({ id: 'a' })
  expect(known.estimateFor({ streaming: true })).toBe(known.streams)
  expect(known.estimateFor({ streaming: false })).toBe(known.plainCalls)
  known.streams.observe(300, 0)
  expect(known.estimateFor({ streaming: false })).toBe(known.streams)
  known.plainCalls.observe(2000, 0)
  expect(known.estimateFor({ streaming: false })).toBe(known.plainCalls)
  expect(known.estimateFor({ streaming: true })).toBe(known.streams)
})

it('begins with trust in caches, and without an answer', () => {
  const { cacheTrust, answeredAt, awaited } = knownTarget({ id: 'a' })
  expect([cacheTrust, answeredAt, awaited]).toEqual([1, -Infinity, 0])
})
