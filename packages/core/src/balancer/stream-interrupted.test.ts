import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import { StreamInterruptedError } from '../errors/run-errors.ts'
import { statusError } from '../testing/scripted-client.ts'
import { chunkRules, leftovers, read, scene } from './test/scene.ts'
import { hang, type Piece, type TestVendor } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const stream = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)
const broken = statusError(500)
const restarting = { ...chunkRules, onInterrupted: 'restart' } satisfies StreamOptions<string>
const restartOf = (targetId: string, kind = 'server') => ({ type: 'restart', targetId, kind })

describe('a stream that breaks after its first content', () => {
  it.each([
    ['an error', broken, 'server'],
    ['silence', hang, 'timeout'],
    [
      'a lost connection',
      Object.assign(new TypeError('terminated'), { cause: { code: 'ECONNRESET' } }),
      'network',
    ],
  ] satisfies [string, Piece, string][])(
    'by %s throws what the caller had been given; no other target is asked',
    async (_, piece, kind) => {
      const { balancer, clock, served, guards } = scene(
        { a: [{ stream: ['~role', 'x', 'y', piece] }], b: [] },
        { timeouts: { idleMs: 100 } },
      )
      const reading = read(balancer.stream(stream, chunkRules))
      await clock.advance(100)
      const { chunks, error } = await reading
      expect(chunks).toEqual(['~role', 'x', 'y'])
      expect(StreamInterruptedError.isInstance(error)).toBe(true)
      expect(error).toMatchObject({ partial: ['~role', 'x', 'y'], targetId: 'a', kind })
      if (piece instanceof Error) expect((error as Error).cause).toBe(piece)
      expect(served).toEqual(['a'])
      expect(guards.a.released).toMatchObject([{ type: 'failure', kind }])
    },
  )

  it('tells how much there was in its message, and what there was not even when printed', async () => {
    const { balancer } = scene({ a: [{ stream: ['a secret', broken] }] })
    const { error } = await read(balancer.stream(stream, chunkRules))
    expect((error as Error).message).toBe('balancer: the stream of target "a" broke after 1 chunks (server)')
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain('secret')
  })

  it('counts as a failed run with one failed attempt', async () => {
    const { balancer, events } = scene({ a: [{ stream: ['x', broken] }], b: [] })
    const { error } = await read(balancer.stream(stream, chunkRules))
    expect(balancer.snapshot()).toMatchObject({
      runs: { started: 1, failed: 1, cancelled: 0, succeeded: 0 },
      targets: [{ failures: 1 }, { attempts: 0 }],
    })
    expect(events.at(-1)).toMatchObject({ type: 'run-failed', error })
  })

  it('is over: reading on gives the end, not the error again', async () => {
    const { balancer } = scene({ a: [{ stream: ['x', broken] }] })
    const chunks = balancer.stream(stream, chunkRules)
    await read(chunks)
    expect(await chunks.next()).toEqual({ done: true, value: undefined })
    expect(await chunks.return()).toEqual({ done: true, value: undefined })
  })

  it("fails with the error of the operation's own rules, when they throw", async () => {
    const fault = new RangeError('no such word')
    const { balancer, served } = scene({ a: [{ stream: ['x', 'y', '.'] }], b: [] })
    const usageOf = (chunk: string) => {
      if (chunk === 'y') throw fault
      return undefined
    }
    const { error } = await read(balancer.stream(stream, { ...restarting, usageOf }))
    expect(error).toMatchObject({ kind: 'bad-request', cause: fault, partial: ['x'] })
    expect(served).toEqual(['a'])
  })
})

describe('a stream that restarts', () => {
  it("gives a restart part and then another target's whole answer, preamble first", async () => {
    const { balancer, served, events } = scene({
      a: [{ stream: ['~from a', 'x', 'y', broken] }],
      b: [{ stream: ['~from b', 'X', 'Y', 'Z', '.'] }],
    })
    const chunks = balancer.stream(stream, restarting)
    expect(await read(chunks)).toEqual({
      chunks: ['~from a', 'x', 'y', restartOf('a'), '~from b', 'X', 'Y', 'Z', '.'],
      error: undefined,
    })
    expect(served).toEqual(['a', 'b'])
    expect(chunks.target?.id).toBe('b')
    expect(chunks.attempts.map(({ targetId, outcome }) => [targetId, outcome?.type])).toEqual([
      ['a', 'failure'],
      ['b', 'success'],
    ])
    expect(events.filter(({ type }) => type === 'stream-restarted')).toMatchObject([
      { runId: 1, attempt: 1, targetId: 'a', kind: 'server' },
    ])
    expect(balancer.snapshot().runs).toMatchObject({ succeeded: 1, failed: 0 })
  })

  it('gives one part for each answer that broke, and none for failures before the first content', async () => {
    const { balancer, served } = scene(
      {
        a: [{ stream: ['x', broken] }],
        b: [{ stream: ['~role', broken] }],
        c: [{ stream: ['X', statusError(529)] }],
        d: [],
      },
      { retry: { maxAttempts: 4 } },
    )
    expect((await read(balancer.stream(stream, restarting))).chunks).toEqual([
      'x',
      restartOf('a'),
      'X',
      restartOf('c', 'overloaded'),
      'd',
      '.',
    ])
    expect(served).toEqual(['a', 'b', 'c', 'd'])
  })

  it('waits with the part until there is something to replace the old answer with', async () => {
    const { balancer, clock } = scene({
      a: [{ stream: ['x', broken] }],
      b: [{ stream: ['~role', { afterMs: 300, give: 'X' }, '.'] }],
    })
    const chunks = balancer.stream(stream, restarting)
    await chunks.next()
    let given: unknown
    const next = chunks.next().then(({ value }) => (given = value))
    await clock.advance(299)
    expect(given).toBeUndefined()
    expect(chunks.target).toBeUndefined()
    await clock.advance(1)
    expect(await next).toEqual(restartOf('a'))
    expect((await read(chunks)).chunks).toEqual(['~role', 'X', '.'])
  })

  it('throws what the caller has, when no other answer can replace it', async () => {
    const failing = { answer: statusError(502) }
    const { balancer, served } = scene(
      { a: [{ stream: ['x', 'y', broken] }], b: [failing], c: [failing] },
      { retry: { maxAttempts: 3 } },
    )
    const { chunks, error } = await read(balancer.stream(stream, restarting))
    expect(chunks).toEqual(['x', 'y'])
    expect(error).toMatchObject({
      code: 'stream-interrupted',
      partial: ['x', 'y'],
      targetId: 'a',
      cause: broken,
    })
    expect(served).toEqual(['a', 'b', 'c'])
  })

  it('throws the last answer that the caller has, without what came before the restart', async () => {
    const { balancer, served } = scene(
      { a: [{ stream: ['x', broken] }], b: [{ stream: ['X', 'Y', broken] }], c: [] },
      { retry: { maxAttempts: 2 } },
    )
    const { chunks, error } = await read(balancer.stream(stream, restarting))
    expect(chunks).toEqual(['x', restartOf('a'), 'X', 'Y'])
    expect(error).toMatchObject({ partial: ['X', 'Y'], targetId: 'b' })
    expect(served).toEqual(['a', 'b'])
  })

  it('never does when its attempts are used up', async () => {
    const { balancer, served } = scene({ a: [{ stream: ['x', broken] }], b: [] })
    const { chunks, error } = await read(balancer.stream(stream, { ...restarting, maxAttempts: 1 }))
    expect(chunks).toEqual(['x'])
    expect(error).toMatchObject({ code: 'stream-interrupted', partial: ['x'] })
    expect(served).toEqual(['a'])
  })

  it.each([400, 413])('never does after a failure of the request itself, such as %d', async (status) => {
    const { balancer, served } = scene({ a: [{ stream: ['x', statusError(status)] }], b: [] })
    const { error } = await read(balancer.stream(stream, restarting))
    expect(error).toMatchObject({ code: 'stream-interrupted', partial: ['x'] })
    expect(served).toEqual(['a'])
  })

  it('does so on the same target, after a backoff, when there is no other', async () => {
    const { balancer, clock, served } = scene(
      { a: [{ stream: ['x', broken] }, { stream: ['X', '.'] }] },
      { retry: { backoff: () => 700 } },
    )
    const reading = read(balancer.stream(stream, restarting))
    await clock.advance(699)
    expect(served).toEqual(['a'])
    await clock.advance(1)
    expect((await reading).chunks).toEqual(['x', restartOf('a'), 'X', '.'])
    expect(served).toEqual(['a', 'a'])
  })

  it('throws what the caller has when the deadline comes first', async () => {
    const { balancer, clock } = scene({ a: [{ stream: ['x', broken] }], b: [{ stream: ['~role', hang] }] })
    const reading = read(balancer.stream(stream, { ...restarting, deadlineMs: 400 }))
    await clock.advance(400)
    const { chunks, error } = await reading
    expect(chunks).toEqual(['x'])
    expect(error).toMatchObject({ code: 'stream-interrupted', partial: ['x'], targetId: 'a', kind: 'server' })
  })

  it('throws what the caller has of the new answer when the deadline cuts that one off', async () => {
    const { balancer, clock } = scene({ a: [{ stream: ['x', broken] }], b: [{ stream: ['X', hang] }] })
    const reading = read(balancer.stream(stream, { ...restarting, deadlineMs: 400 }))
    await clock.advance(400)
    const { chunks, error } = await reading
    expect(chunks).toEqual(['x', restartOf('a'), 'X'])
    expect(error).toMatchObject({ partial: ['X'], targetId: 'b', kind: 'timeout' })
  })

  it('closes the new answer, too, when the caller leaves at the restart part', async () => {
    const { balancer, vendors, guards } = scene({
      a: [{ stream: ['x', broken] }],
      b: [{ stream: ['~role', 'X', 'Y', '.'] }],
    })
    const chunks = balancer.stream(stream, restarting)
    for await (const chunk of chunks) if (typeof chunk === 'object') break
    expect(vendors.b.closed).toBe(1)
    expect(guards.b.released).toMatchObject([{ type: 'neutral' }])
    expect(balancer.snapshot().runs).toMatchObject({ cancelled: 1, running: 0 })
  })
})
