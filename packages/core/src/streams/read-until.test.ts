import { memoryUsage } from 'node:process'
import { describe, expect, it } from 'vitest'
import { collectGarbage } from '../../test/collect-garbage.ts'
import { readUntil } from './read-until.ts'

const rethrow = (error: unknown): never => {
  throw error
}
const numbers = (): (() => Promise<number>) => {
  let last = 0
  return () => Promise.resolve((last += 1))
}

describe('readUntil', () => {
  it.each([1, 2, 5])(
    'gives what is made of reading %d, the first of which something is made',
    async (place) => {
      const use = (read: number): { readonly read: number } | undefined =>
        read < place ? undefined : { read }
      await expect(readUntil(numbers(), use, rethrow)).resolves.toEqual({ read: place })
    },
  )

  it.each([1, 3])('hands an error of reading %d to the one that knows what becomes of it', async (place) => {
    const next = numbers()
    const ask = async (): Promise<number> => {
      const read = await next()
      if (read === place) throw new Error('broken')
      return read
    }
    const fail = (error: unknown): never => {
      throw new TypeError('replaced', { cause: error })
    }
    const work = readUntil(ask, () => undefined, fail)
    await expect(work).rejects.toMatchObject({ message: 'replaced', cause: { message: 'broken' } })
  })

  it.each([1, 3])('rejects with what is thrown by the use of reading %d', async (place) => {
    const use = (read: number): undefined => {
      if (read === place) throw new Error('useless')
    }
    await expect(readUntil(numbers(), use, () => rethrow('replaced'))).rejects.toThrow('useless')
  })

  it('takes no more memory the more it reads', async () => {
    const next = numbers()
    const used: number[] = []
    const ask = async (): Promise<number> => {
      const read = await next()
      if (read % 100_000 === 1) {
        let turns = 0
        await collectGarbage(() => (turns += 1) > 2)
        used.push(memoryUsage().heapUsed)
      }
      return read
    }
    await readUntil(ask, (read) => (read > 100_001 ? { read } : undefined), rethrow)
    const [before = 0, after = Infinity] = used
    // A promise for each reading would be 10 MB.
    expect(after - before).toBeLessThan(3e6)
  })
})
