import { describe, expect, it } from 'vitest'
import { batches, batchesOf, type BatchedStream } from './batches.ts'
import { mapBatches } from './map-batches.ts'

/** A stream that gives its lists, and records when it is left. */
function listed(
  lists: readonly (readonly number[])[],
  left: string[] = [],
): BatchedStream<number> & AsyncIterableIterator<number> {
  const rest = [...lists]
  const source = {
    next: () => {
      const value = rest.shift()
      return Promise.resolve(
        value === undefined ? { done: true as const, value: undefined } : { done: false as const, value },
      )
    },
    return: () => {
      left.push('left')
      return Promise.resolve({ done: true as const, value: undefined })
    },
  }
  return {
    next: () => Promise.reject(new Error('read chunk by chunk')),
    [Symbol.asyncIterator]() {
      return this
    },
    [batches]: () => source,
  }
}

async function all(stream: AsyncIterable<number>): Promise<number[]> {
  const chunks: number[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

const double = (chunks: readonly number[]): number[] => chunks.map((chunk) => 2 * chunk)

describe('a stream with other chunks', () => {
  it('leaves a stream behind it that was not read yet', async () => {
    const left: string[] = []
    const stream = mapBatches(mapBatches(listed([[1]], left), { map: double }), { map: double })
    await stream.return?.()
    expect(left).toEqual(['left'])
    expect(await stream.next()).toMatchObject({ done: true })
  })

  it('leaves the stream behind it when its chunks cannot be mapped', async () => {
    const left: string[] = []
    const map = (): number[] => {
      throw new Error('unknown chunk')
    }
    const stream = mapBatches(() => mapBatches(() => listed([[1], [2]], left), { map }), { map: double })
    await expect(stream.next()).rejects.toThrow('unknown chunk')
    expect(left).toEqual(['left'])
    expect(await stream.next()).toMatchObject({ done: true })
  })

  it('gives them one by one, in their order, also to readers that do not wait for one another', async () => {
    const stream = mapBatches(() => listed([[1, 2], [], [3]]), { map: double })
    const results = await Promise.all([stream.next(), stream.next(), stream.next(), stream.next()])
    expect(results.map(({ value }) => value as unknown)).toEqual([2, 4, 6, undefined])
  })

  it('gives them list by list, without those that were read already', async () => {
    const stream = mapBatches(() => listed([[1, 2, 3], [4]]), { map: double })
    expect(await stream.next()).toEqual({ done: false, value: 2 })
    const lists = batchesOf(stream)
    expect(await lists.next()).toEqual({ done: false, value: [4, 6] })
    expect(await lists.next()).toEqual({ done: false, value: [8] })
    expect(await lists.next()).toMatchObject({ done: true })
  })

  it('is opened by the first call, and never after it was left', async () => {
    let opened = 0
    const open = (): BatchedStream<number> => {
      opened += 1
      return listed([[1]])
    }
    const stream = mapBatches(open, { map: double })
    expect(opened).toBe(0)
    await stream.return?.()
    expect(await stream.next()).toMatchObject({ done: true })
    expect(opened).toBe(0)
  })

  it('leaves the one behind it when it is left, and gives nothing more', async () => {
    const left: string[] = []
    const stream = mapBatches(() => listed([[1, 2], [3]], left), { map: double })
    for await (const chunk of stream) if (chunk === 2) break
    expect(left).toEqual(['left'])
    expect(await stream.next()).toMatchObject({ done: true })
  })

  it('throws what the mapping makes of an error, once', async () => {
    const failing = async function* (): AsyncGenerator<number> {
      yield 1
      throw new Error('secret')
    }
    const stream = mapBatches(failing, { map: double, mapError: () => new Error('clean') })
    expect(await stream.next()).toEqual({ done: false, value: 2 })
    await expect(stream.next()).rejects.toThrow('clean')
    expect(await stream.next()).toMatchObject({ done: true })
  })

  it('throws the error itself without one', async () => {
    const open = (): never => {
      throw new Error('cannot be opened')
    }
    await expect(mapBatches(open, { map: double }).next()).rejects.toThrow('cannot be opened')
  })
})

describe('a stream that maps one that maps another', () => {
  const named =
    (name: string) =>
    (error: unknown): Error =>
      new Error(`${name}(${(error as Error).message})`)
  const plusOne = (chunks: readonly number[]): number[] => chunks.map((chunk) => chunk + 1)
  const failing = (): never => {
    throw new Error('lost')
  }

  it('does both, the one behind first', async () => {
    const stream = mapBatches(() => mapBatches(() => listed([[1, 2], [3]]), { map: double }), {
      map: plusOne,
    })
    expect(await all(stream)).toEqual([3, 5, 7])
  })

  it.each<[string, typeof double, typeof double, string]>([
    ['of the mapping behind passes both', failing, double, 'outer(inner(lost))'],
    ['of its own mapping passes its own', double, failing, 'outer(lost)'],
  ])('an error %s', async (_, inner, outer, message) => {
    const behind = (): AsyncIterable<number> =>
      mapBatches(() => listed([[1]]), { map: inner, mapError: named('inner') })
    const stream = mapBatches(behind, { map: outer, mapError: named('outer') })
    await expect(stream.next()).rejects.toThrow(new Error(message))
    expect(await stream.next()).toMatchObject({ done: true })
  })

  it('without a mapping of chunks gives them as they are, and changes errors alone', async () => {
    expect(await all(mapBatches(() => listed([[1, 2], [3]]), { mapError: named('outer') }))).toEqual([
      1, 2, 3,
    ])
    await expect(mapBatches(failing, { mapError: named('outer') }).next()).rejects.toThrow('outer(lost)')
  })

  it('an error of opening passes both', async () => {
    const behind = (): AsyncIterable<number> => mapBatches(failing, { map: double, mapError: named('inner') })
    const stream = mapBatches(behind, { map: double, mapError: named('outer') })
    await expect(stream.next()).rejects.toThrow(new Error('outer(inner(lost))'))
  })

  it('an error of a mapping of errors passes the outer one', async () => {
    const mapError = (): never => {
      throw new Error('cannot be mapped')
    }
    const behind = (): AsyncIterable<number> => mapBatches(failing, { map: double, mapError })
    const stream = mapBatches(behind, { map: double, mapError: named('outer') })
    await expect(stream.next()).rejects.toThrow(new Error('outer(cannot be mapped)'))
    expect(await stream.next()).toMatchObject({ done: true })
  })

  it('leaves what both read', async () => {
    const left: string[] = []
    const stream = mapBatches(() => mapBatches(() => listed([[1], [2]], left), { map: double }), {
      map: plusOne,
    })
    for await (const _ of stream) break
    expect(left).toEqual(['left'])
  })

  it('goes on where the one behind was read up to', async () => {
    const behind = mapBatches(() => listed([[1, 2], [3]]), { map: double })
    await behind.next()
    expect(await all(mapBatches(() => behind, { map: plusOne }))).toEqual([5, 7])
  })
})
