import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt, StreamOperation } from '../contracts/call.ts'
import { statusError } from '../testing/scripted-client.ts'
import { chunkRules, leftovers, read, scene } from './test/scene.ts'
import type { TestVendor } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

/** What the first target gives; the second one works. */
function sourced(first: (attempt: Attempt) => unknown) {
  const operation = (vendor: TestVendor, attempt: Attempt) =>
    vendor.id === 'a' ? first(attempt) : vendor.stream(attempt)
  const test = scene({ a: [], b: [] }, { timeouts: { attemptMs: 300, idleMs: 300 } })
  const options = { ...chunkRules, isFinal: undefined }
  return { ...test, chunks: test.balancer.stream(operation as StreamOperation<TestVendor, string>, options) }
}

/** An iterator that gives these chunks, and does as it is told when it is closed. */
function iterable(chunks: readonly string[], close?: () => unknown) {
  const left = [...chunks]
  const next = () => {
    const value = left.shift()
    return value === undefined ? new Promise(() => {}) : Promise.resolve({ done: false, value })
  }
  return { [Symbol.asyncIterator]: () => ({ next, ...(close === undefined ? {} : { return: close }) }) }
}

async function* generated(...pieces: (string | Error)[]) {
  for (const piece of pieces) {
    await Promise.resolve()
    if (piece instanceof Error) throw piece
    yield piece
  }
}

function webStream() {
  return new ReadableStream<string>({
    start(controller) {
      controller.enqueue('x')
      controller.enqueue('y')
      controller.close()
    },
  })
}

describe('the source of a stream', () => {
  it.each([
    ['an async generator', () => generated('x', 'y')],
    ['a promise of one', () => Promise.resolve(generated('x', 'y'))],
    ['a web stream', webStream],
    [
      'a thenable that is no promise',
      () => ({ then: (resolve: (value: unknown) => void) => resolve(generated('x', 'y')) }),
    ],
  ])('may be %s', async (_, first) => {
    const { chunks } = sourced(first)
    expect(await read(chunks)).toEqual({ chunks: ['x', 'y'], error: undefined })
    expect(chunks.target?.id).toBe('a')
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a promise of nothing', Promise.resolve(undefined)],
    ['a plain array', ['x']],
    ['text', 'x'],
  ])('may not be %s, which is the fault of the operation', async (_, given) => {
    const { chunks, vendors } = sourced(() => given)
    const { error } = await read(chunks)
    expect(error).toBeInstanceOf(TypeError)
    expect((error as Error).message).toContain('must give an async iterable')
    expect(vendors.b.attempts).toEqual([])
  })

  it.each([
    [
      'throws at once',
      () => {
        throw statusError(500)
      },
    ],
    ['rejects', () => Promise.reject(statusError(500))],
    [
      'throws when it is opened',
      () => ({
        [Symbol.asyncIterator]() {
          throw statusError(500)
        },
      }),
    ],
    [
      'throws, without a promise, when it is read',
      () => ({
        [Symbol.asyncIterator]: () => ({
          next() {
            throw statusError(500)
          },
        }),
      }),
    ],
    ['breaks at its first chunk', () => generated(statusError(500))],
  ])('that %s fails over', async (_, first) => {
    const { chunks, guards } = sourced(first)
    expect(await read(chunks)).toEqual({ chunks: ['b', '.'], error: undefined })
    expect(guards.a.released).toMatchObject([{ type: 'failure', kind: 'server' }])
  })

  it('may reject with anything', async () => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- sources reject with anything
    const { chunks, guards } = sourced(() => Promise.reject(undefined))
    expect((await read(chunks)).chunks).toEqual(['b', '.'])
    expect(guards.a.released).toMatchObject([{ type: 'failure' }])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['never settles', () => new Promise(() => {})],
    ['gives no promise', () => 'closed'],
    ['is missing', undefined],
  ])('whose return() %s delays nothing when it is left', async (_, close) => {
    const { balancer, chunks, clock, guards } = sourced(() => iterable(['x', 'y'], close))
    for await (const _chunk of chunks) break
    await clock.settle()
    expect(guards.a.released).toMatchObject([{ type: 'neutral' }])
    expect(balancer.snapshot().runs).toMatchObject({ running: 0, cancelled: 1 })
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['never settles', () => new Promise(() => {})],
  ])('whose return() %s changes no failure', async (_, close) => {
    const { chunks, clock } = sourced(() => iterable(['x'], close))
    const reading = read(chunks)
    await clock.advance(300)
    const { chunks: given, error } = await reading
    expect(given).toEqual(['x'])
    expect(error).toMatchObject({ code: 'stream-interrupted', kind: 'timeout', partial: ['x'] })
  })

  it("that throws while the caller's abort closes it changes nothing", async () => {
    const controller = new AbortController()
    const { balancer } = scene({ a: [] })
    const operation = () =>
      iterable(['x'], () => {
        throw new Error('no')
      }) as AsyncIterable<string>
    const chunks = balancer.stream(operation, { signal: controller.signal })
    await chunks.next()
    controller.abort('enough')
    expect(balancer.snapshot().runs).toMatchObject({ cancelled: 1 })
    await expect(chunks.next()).rejects.toBe('enough')
  })

  it('is closed even when its response comes after its time was up', async () => {
    let closed = 0
    const late = iterable(['x'], () => (closed += 1))
    let open = (_: unknown): void => {}
    const { chunks, clock } = sourced(() => new Promise((resolve) => (open = resolve)))
    const reading = read(chunks)
    await clock.advance(300)
    expect((await reading).chunks).toEqual(['b', '.'])
    open(late)
    await clock.settle()
    expect(closed).toBe(1)
  })

  it.each([
    ['an error', () => Promise.reject(new Error('late'))],
    ['nothing', () => Promise.resolve(undefined)],
  ])('that responds too late, with %s, is forgotten', async (_, answer) => {
    let respond = (_answer: unknown): void => {}
    const { chunks, clock } = sourced(() => new Promise((resolve) => (respond = resolve)))
    const reading = read(chunks)
    await clock.advance(300)
    expect((await reading).chunks).toEqual(['b', '.'])
    respond(answer())
    await clock.settle()
  })

  it('is never printed with its attempt: neither its client nor the run', async () => {
    let printed = ''
    const { balancer } = scene({ a: [] })
    await read(
      balancer.stream((vendor, attempt) => {
        printed = inspect(attempt, { depth: 9, showHidden: false })
        return vendor.stream(attempt)
      }),
    )
    expect(printed).not.toContain('TestVendor')
    expect(printed).toContain('number: 1')
  })
})
