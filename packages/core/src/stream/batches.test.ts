import { afterEach, describe, expect, it } from 'vitest'
import type { StreamOptions } from '../contracts/run-options.ts'
import { createBalancer } from '../balancer/create-balancer.ts'
import { first } from '../balancer/test/first.ts'
import { leftovers, read, watched } from '../balancer/test/scene.ts'
import { StreamInterruptedError } from '../errors/run-errors.ts'
import { batches, batchesOf, type BatchedStream } from '../streams/batches.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'

/** A source that gives lists, and counts how many were asked for; single chunks cannot be had of it. */
class Lists implements BatchedStream<string> {
  asked = 0
  isClosed = false
  readonly #lists: (readonly string[] | Error | Promise<readonly string[]>)[]

  constructor(...lists: (readonly string[] | Error | Promise<readonly string[]>)[]) {
    this.#lists = lists
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    throw new Error('it is read chunk by chunk')
  }

  [batches](): AsyncIterator<readonly string[]> {
    return {
      next: async () => {
        this.asked += 1
        const list = await this.#lists.shift()
        if (list instanceof Error) throw list
        return list === undefined ? { done: true, value: undefined } : { done: false, value: list }
      },
      return: () => {
        this.isClosed = true
        return Promise.resolve({ done: true, value: undefined })
      },
    }
  }
}

interface Client {
  readonly lists: Lists
}

/** A balancer over a balancer over one source of lists. */
function layered(...lists: ConstructorParameters<typeof Lists>) {
  const clock = createFakeClock()
  const client: Client = { lists: new Lists(...lists) }
  const inner = watched(createBalancer<Client>({ clock, strategy: first, targets: [{ id: 'in', client }] }))
  const outer = watched(
    createBalancer<Client>({ clock, strategy: { ...first }, targets: [{ id: 'out', client: inner }] }),
  )
  const open = (options: StreamOptions<string> = {}) =>
    outer.stream(({ lists: source }: Client) => source, options)
  return { clock, source: client.lists, open }
}

/** A list that comes after a time. */
const later = (clock: FakeClock, list: readonly string[], ms: number): Promise<readonly string[]> =>
  new Promise((resolve) => {
    clock.schedule(() => {
      resolve(list)
    }, ms)
  })

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('a source that gives lists, behind two layers of balancers', () => {
  it('is read list by list, and its chunks come one by one in their order', async () => {
    const { source, open } = layered(['one', 'two', 'three'], ['four'], [], ['five', 'six'])
    await expect(read(open())).resolves.toEqual({
      chunks: ['one', 'two', 'three', 'four', 'five', 'six'],
      error: undefined,
    })
    // One of the five is empty, and one is the end.
    expect(source.asked).toBe(5)
  })

  it('is pulled only when the caller asks for more than it holds', async () => {
    const { clock, source, open } = layered(['one', 'two'], ['three'], ['four'])
    const stream = open()
    await clock.settle()
    expect(source.asked).toBe(0)
    const asked: number[] = []
    for (let count = 0; count < 4; count += 1) {
      await stream.next()
      await clock.settle()
      asked.push(source.asked)
    }
    expect(asked).toEqual([1, 1, 2, 3])
    await stream.return()
    expect(source.isClosed).toBe(true)
  })

  it('is not pulled any further by an opening, and its first list comes whole afterwards', async () => {
    const { clock, source, open } = layered(['one', 'two'], ['three'])
    const stream = open()
    await stream.opened()
    await clock.settle()
    expect(source.asked).toBe(1)
    await expect(read(stream)).resolves.toMatchObject({ chunks: ['one', 'two', 'three'] })
  })

  it('gives what it held back as preamble together with the first content', async () => {
    const { source, open } = layered(['~a'], ['~b', 'one'], ['two'])
    const stream = open({ isContent: (chunk) => !chunk.startsWith('~') })
    const lists = batchesOf(stream)
    await expect(lists.next()).resolves.toEqual({ done: false, value: ['~a', '~b', 'one'] })
    expect(source.asked).toBe(2)
    await expect(lists.next()).resolves.toEqual({ done: false, value: ['two'] })
    await expect(lists.next()).resolves.toEqual({ done: true, value: undefined })
  })

  it('can be read by chunks and by lists in turn', async () => {
    const { open } = layered(['one', 'two', 'three'], ['four'])
    const stream = open()
    await expect(stream.next()).resolves.toMatchObject({ value: 'one' })
    const lists = batchesOf(stream)
    await expect(lists.next()).resolves.toMatchObject({ value: ['two', 'three'] })
    await expect(stream.next()).resolves.toMatchObject({ value: 'four' })
    await expect(lists.next()).resolves.toMatchObject({ done: true })
  })

  it('answers calls that overlap in their order', async () => {
    const { open } = layered(['one', 'two'], ['three'])
    const stream = open()
    const results = await Promise.all(Array.from({ length: 5 }, () => stream.next()))
    expect(results.map(({ value }) => value)).toEqual(['one', 'two', 'three', undefined, undefined])
    expect(results.map(({ done }) => done)).toEqual([false, false, false, true, true])
  })

  it('is closed when its list iterator is left', async () => {
    const { source, open } = layered(['one'], ['two'])
    const lists = batchesOf(open())
    await lists.next()
    await lists.return?.()
    expect(source.isClosed).toBe(true)
    await expect(lists.next()).resolves.toMatchObject({ done: true })
  })

  it('reports the usage and knows the end of every chunk of its lists', async () => {
    const { open } = layered(['one', 'usage 3'], ['usage 7', '.', 'rest'])
    const stream = open({
      isFinal: (chunk) => chunk === '.',
      usageOf: (chunk) => (chunk.startsWith('usage') ? { outputTokens: Number(chunk.slice(6)) } : undefined),
    })
    await expect(read(stream)).resolves.toMatchObject({ error: undefined })
    expect(stream.attempts[0]?.outcome).toMatchObject({ type: 'success', usage: { outputTokens: 7 } })
  })
})

describe('what a broken stream carries', () => {
  const broken = (error: unknown) => (error as StreamInterruptedError<string>).partial

  it.each([
    ['last', ['one', 'two', 'three']],
    ['all', ['one', 'two', 'three']],
    [false, []],
  ] as const)('is with partial %s what the caller was given', async (partial, expected) => {
    const { open } = layered(['one', 'two'], ['three'], new Error('reset'))
    const { chunks, error } = await read(open({ partial }))
    expect(chunks).toEqual(['one', 'two', 'three'])
    expect(error).toBeInstanceOf(StreamInterruptedError)
    expect(broken(error)).toEqual(expected)
    expect((error as Error).message).toContain('after 3 chunks')
  })

  it('is bounded by 64 KiB unless all of it is asked for', async () => {
    const chunk = 'x'.repeat(1024)
    const lists = Array.from({ length: 100 }, () => [chunk])
    const bounded = await read(layered(...lists, new Error('reset')).open())
    expect(broken(bounded.error)).toHaveLength(32)
    const all = await read(layered(...lists, new Error('reset')).open({ partial: 'all' }))
    expect(broken(all.error)).toHaveLength(100)
  })

  it('is exactly what was taken of a list that was half read when the deadline came', async () => {
    const { clock, open } = layered(['one'], ['two', 'three', 'four'], ['five'])
    const stream = open({ deadlineMs: 1000 })
    const taken: unknown[] = []
    for (let count = 0; count < 3; count += 1) taken.push((await stream.next()).value)
    expect(taken).toEqual(['one', 'two', 'three'])
    await clock.advance(1000)
    const error: unknown = await stream.next().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StreamInterruptedError)
    expect(broken(error)).toEqual(taken)
    await expect(stream.next()).resolves.toMatchObject({ done: true })
  })

  it('is exactly what was taken when the deadline comes while the next list is awaited', async () => {
    const clock = createFakeClock()
    const client: Client = { lists: new Lists(['one', 'two'], later(clock, ['three'], 5000)) }
    const balancer = watched(
      createBalancer<Client>({ clock, strategy: first, targets: [{ id: 'a', client }] }),
    )
    const stream = balancer.stream(({ lists }) => lists, { deadlineMs: 1000 })
    const reading = read(stream)
    await clock.advance(1000)
    const { chunks, error } = await reading
    expect(broken(error)).toEqual(chunks)
    expect(chunks).toEqual(['one', 'two'])
    await clock.advance(4000)
  })
})
