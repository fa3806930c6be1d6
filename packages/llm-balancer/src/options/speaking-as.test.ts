import { expect, it } from 'vitest'
import { speakingAs } from './speaking-as.ts'

const throwing = (error: Error) => (): never => {
  throw error
}
const speakers = { as: 'outer', insteadOf: 'inner', prefix: 'circuit.' } as const

it('gives back what the work gives', () => {
  expect(speakingAs(speakers, () => 5)).toBe(5)
})

it.each([
  [new TypeError('inner: "size" must be a number'), new TypeError('outer: "circuit.size" must be a number')],
  [new RangeError('inner: "size" must be small'), new RangeError('outer: "circuit.size" must be small')],
  [new TypeError('inner: give one of them'), new TypeError('outer: give one of them')],
  [new TypeError('other: "size" is wrong'), new TypeError('outer: other: "size" is wrong')],
])('lets an error of options speak for what was called: %o', (error, expected) => {
  expect(() => speakingAs(speakers, throwing(error))).toThrow(expected)
  try {
    speakingAs(speakers, throwing(error))
  } catch (thrown) {
    expect((thrown as Error).constructor).toBe(error.constructor)
    expect((thrown as Error).cause).toBe(error)
  }
})

it('leaves any other error as it is', () => {
  const error = new Error('inner: "size" is gone')
  expect(() => speakingAs(speakers, throwing(error))).toThrow(error)
})
