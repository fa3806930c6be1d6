import { expect, it } from 'vitest'
import { withOwner } from './with-owner.ts'

const throwing = (error: Error) => (): never => {
  throw error
}
const names = { owner: 'outer', insteadOf: 'inner', prefix: 'circuit.' } as const

it('gives back what the work gives', () => {
  expect(withOwner(names, () => 5)).toBe(5)
})

it.each([
  [new TypeError('inner: "size" must be a number'), new TypeError('outer: "circuit.size" must be a number')],
  [new RangeError('inner: "size" must be small'), new RangeError('outer: "circuit.size" must be small')],
  [
    new TypeError('inner: unknown option "sise"; use "size"'),
    new TypeError('outer: unknown option "circuit.sise"; use "circuit.size"'),
  ],
  [new TypeError('inner: give one of them'), new TypeError('outer: give one of them')],
  [new TypeError('other: "size" is wrong'), new TypeError('outer: other: "size" is wrong')],
])('names the called function in an error about options: %o', (error, expected) => {
  expect(() => withOwner(names, throwing(error))).toThrow(expected)
  try {
    withOwner(names, throwing(error))
  } catch (thrown) {
    expect((thrown as Error).constructor).toBe(error.constructor)
    expect((thrown as Error).cause).toBe(error)
  }
})

it('leaves any other error as it is', () => {
  const error = new Error('inner: "size" is gone')
  expect(() => withOwner(names, throwing(error))).toThrow(error)
})
