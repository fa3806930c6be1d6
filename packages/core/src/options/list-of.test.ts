import { expect, it } from 'vitest'
import { positive } from './checks.ts'
import { listOf } from './list-of.ts'

const checkPositives = listOf((name, value, owner) => (positive(name, value, owner) as number) * 2)

it('a list gives what its check gives for each item', () => {
  const given = [1, 2]
  expect(checkPositives('option', given, 'make')).toEqual([2, 4])
  expect(given).toEqual([1, 2])
})

it.each<[unknown, string]>([
  [5, 'make: "option" must be an array, got 5'],
  [[1, 0], 'make: "option[1]" must be within (0, ∞], got 0'],
  [Array(1), 'make: "option[0]" must be within (0, ∞], got undefined'],
])('a list is refused by the name of what is wrong: %j', (given, message) => {
  expect(() => checkPositives('option', given, 'make')).toThrow(message)
})
