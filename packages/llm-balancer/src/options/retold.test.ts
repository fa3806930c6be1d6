import { describe, expect, it } from 'vitest'
import { retold } from './retold.ts'

const throwing = (error: unknown) => (): never => {
  throw error
}
const loudly = (message: string): string => message.toUpperCase()

describe('what is told in other words', () => {
  it('is an error about options, of the same class, with the original as its cause', () => {
    for (const error of [new TypeError('wrong'), new RangeError('too large')]) {
      const told = ((): unknown => {
        try {
          return retold(throwing(error), loudly)
        } catch (thrown) {
          return thrown
        }
      })()
      expect(told).toEqual(
        new (error.constructor as ErrorConstructor)(loudly(error.message), { cause: error }),
      )
      expect((told as Error).constructor).toBe(error.constructor)
    }
  })

  it('may be of another class', () => {
    class OwnError extends Error {}
    expect(() => retold(throwing(new RangeError('too large')), loudly, OwnError)).toThrow(OwnError)
  })

  it('is no other error, and no value', () => {
    const error = new Error('own')
    expect(() => retold(throwing(error), loudly)).toThrow(error)
    expect(retold(() => 5, loudly)).toBe(5)
  })
})
