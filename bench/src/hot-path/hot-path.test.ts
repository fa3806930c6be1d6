import { expect, it } from 'vitest'
import { allocatedBytes } from './measure-hot-path.ts'

it('a pick of `adaptive` allocates nothing, whether it compares all targets or the best of many', () => {
  expect(allocatedBytes('pick of `adaptive`', [3, 100]).map(Math.round)).toEqual([0, 0])
})

it('what an operation allocates is seen', () => {
  const [bytes] = allocatedBytes('pick of `adaptive`, start and end of the attempt', [3])
  expect(bytes).toBeGreaterThan(16)
})
