import { afterEach, describe, expect, it } from 'vitest'
import { grouped } from '../balancer/test/groups.ts'
import { chunkRules, leftovers, read, scene, type Scene } from '../balancer/test/scene.ts'
import { deaf, hang, type Piece, type TestVendor, type VendorStep } from '../balancer/test/vendor.ts'
import type { Attempt } from '../contracts/call.ts'
import type { BalancedStream } from '../contracts/balanced-stream.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import { statusError } from '../testing/scripted-client.ts'

const operation = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)
const after = (afterMs: number, give: string | Error): Piece => ({ afterMs, give })
const gives = (...stream: readonly Piece[]): VendorStep => ({ stream })
const hedge = { afterMs: 100 } as const

const made = <Id extends string>(scripts: Readonly<Record<Id, readonly VendorStep[]>>): Scene<Id> =>
  scene(scripts, { hedge })

const open = (
  { balancer }: Pick<Scene<string>, 'balancer'>,
  options: StreamOptions<string> = {},
): BalancedStream<string> => balancer.stream(operation, { ...chunkRules, ...options })

const outcomes = ({ balancer }: Pick<Scene<string>, 'balancer'>): string[] =>
  balancer
    .snapshot()
    .targets.map(({ id, successes, failures, neutral }) => `${id}: ${successes} ${failures} ${neutral}`)

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('a stream that is hedged', () => {
  it('is read from the target whose first content comes first; the other one is closed', async () => {
    const scripted = made({
      a: [gives('~', after(500, 'slow'), '.')],
      b: [gives('~', after(50, 'quick'), '.')],
    })
    const stream = open(scripted)
    const reading = read(stream)
    await scripted.clock.advance(150)
    expect((await reading).chunks).toEqual(['~', 'quick', '.'])
    expect(stream.target?.id).toBe('b')
    expect(scripted.served).toEqual(['a', 'b'])
    expect(outcomes(scripted)).toEqual(['a: 0 0 1', 'b: 1 0 0'])
    expect(scripted.vendors.a.attempts[0]?.signal.aborted).toBe(true)
    expect(stream.attempts).toMatchObject([
      { targetId: 'a', outcome: { type: 'neutral', beaten: true } },
      { targetId: 'b', hedge: true, outcome: { type: 'success', firstContentMs: 50 } },
    ])
  })

  it('is not hedged after its first content, however long the rest takes', async () => {
    const scripted = made({ a: [gives('~', after(90, 'text'), after(5000, 'more'), '.')], b: [] })
    const reading = read(open(scripted))
    await scripted.clock.advance(5090)
    expect((await reading).chunks).toEqual(['~', 'text', 'more', '.'])
    expect(scripted.served).toEqual(['a'])
  })

  it('is hedged while only a preamble has come, and while the response has not', async () => {
    const scripted = made({
      a: [gives('~', hang), { stream: ['late', '.'], opens: { afterMs: 400 } }],
      b: [],
    })
    for (const called of [
      ['a', 'b'],
      ['a', 'b', 'a', 'b'],
    ]) {
      const reading = read(open(scripted))
      await scripted.clock.advance(100)
      expect((await reading).chunks).toEqual(['b', '.'])
      expect(scripted.served).toEqual(called)
    }
  })

  it('closes the stream of one that was beaten, also when it opens only then', async () => {
    let opened = 0
    let closed = 0
    const scripted = made({ a: [], b: [] })
    const stream = scripted.balancer.stream(async (vendor) => {
      if (vendor.id === 'b') return vendor.stream({ signal: new AbortController().signal } as Attempt)
      await new Promise<void>((resolve) => scripted.clock.schedule(resolve, 150))
      opened += 1
      return {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.resolve({ done: false as const, value: 'never' }),
          return: () => {
            closed += 1
            return Promise.resolve({ done: true as const, value: undefined })
          },
        }),
      }
    })
    const reading = read(stream)
    await scripted.clock.advance(200)
    expect((await reading).chunks).toEqual(['b', '.'])
    expect([opened, closed]).toEqual([1, 1])
  })

  it('commits once when both have content at the same time', async () => {
    const scripted = made({ a: [gives(after(150, 'first'), '.')], b: [gives(after(50, 'second'), '.')] })
    const reading = read(open(scripted))
    await scripted.clock.advance(150)
    expect((await reading).chunks).toEqual(['first', '.'])
    const committed = scripted.events.filter(({ type }) => type === 'stream-committed')
    expect(committed).toMatchObject([{ targetId: 'a', firstContentMs: 150 }])
    expect(outcomes(scripted)).toEqual(['a: 1 0 0', 'b: 0 0 1'])
  })

  it('opens with the target that has answered first', async () => {
    const scripted = made({ a: [gives(hang)], b: [] })
    const stream = open(scripted)
    const opened = stream.opened()
    await scripted.clock.advance(100)
    expect((await opened)?.id).toBe('b')
    expect((await read(stream)).chunks).toEqual(['b', '.'])
  })

  it('waits for the other one when one fails, and fails over when both have', async () => {
    const broken = statusError(500)
    const scripted = made({ a: [gives(after(120, broken))], b: [gives(after(100, broken))], c: [] })
    const reading = read(open(scripted))
    await scripted.clock.advance(150)
    expect(scripted.served).toEqual(['a', 'b'])
    await scripted.clock.advance(50)
    expect((await reading).chunks).toEqual(['c', '.'])
    expect(outcomes(scripted)).toEqual(['a: 0 1 0', 'b: 0 1 0', 'c: 1 0 0'])
  })

  it('gives nothing back twice when its reader leaves while two attempts run', async () => {
    const scripted = made({ a: [gives('~', hang)], b: [gives(deaf)] })
    const stream = open(scripted)
    const next = stream.next()
    await scripted.clock.advance(150)
    await stream.return()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(outcomes(scripted)).toEqual(['a: 0 0 1', 'b: 0 0 1'])
    expect(scripted.balancer.snapshot().runs).toMatchObject({ cancelled: 1, running: 0 })
    scripted.vendors.b.open = 0
  })

  it('hedges the answer that replaces a broken one', async () => {
    const scripted = made({
      a: [gives('one', after(10, statusError(500)))],
      b: [gives('~', hang)],
      c: [],
    })
    const reading = read(scripted.balancer.stream(operation, { ...chunkRules, onInterrupted: 'restart' }))
    await scripted.clock.advance(110)
    expect((await reading).chunks).toEqual([
      'one',
      { type: 'restart', targetId: 'a', kind: 'server' },
      'c',
      '.',
    ])
    expect(scripted.served).toEqual(['a', 'b', 'c'])
  })

  it.each(['restart', 'continue'] as const)(
    'begins anew at once at the target that was beaten, when the answer breaks that has won: %s',
    async (onInterrupted) => {
      const lost = statusError(503)
      const scripted = made({ a: [gives(hang), gives('again', '.')], b: [gives('quick', lost)] })
      const stream = open(scripted, { onInterrupted })
      const reading = read(stream)
      await scripted.clock.advance(100)
      expect(await reading).toEqual({
        chunks: ['quick', { type: 'restart', targetId: 'b', kind: 'overloaded' }, 'again', '.'],
        error: undefined,
      })
      expect(scripted.served).toEqual(['a', 'b', 'a'])
    },
  )

  it('fails with what was read when the answer breaks that has won, and the other one was ended long before', async () => {
    const scripted = made({ a: [gives(hang)], b: [gives('text', after(50, statusError(500)))] })
    const reading = read(open(scripted))
    await scripted.clock.advance(150)
    const { chunks, error } = await reading
    expect(chunks).toEqual(['text'])
    expect(error).toMatchObject({ code: 'stream-interrupted', targetId: 'b' })
    expect(outcomes(scripted)).toEqual(['a: 0 0 1', 'b: 0 1 0'])
  })
})

describe('groups that are hedged', () => {
  it('hedge from one group to another, and the one that was beaten ends what runs inside', async () => {
    const { clock, outer, served, inner } = grouped({ eu: { a: [gives(hang)] }, us: { b: [] } }, { hedge })
    const stream = open({ balancer: outer })
    const reading = read(stream)
    await clock.advance(100)
    expect((await reading).chunks).toEqual(['b', '.'])
    expect(served).toEqual(['a', 'b'])
    expect(outcomes({ balancer: outer })).toEqual(['eu: 0 0 1', 'us: 1 0 0'])
    expect(outcomes(inner.eu)).toEqual(['a: 0 0 1'])
    expect(stream.attempts.map(({ targetId, hedge: isHedge }) => [targetId, isHedge])).toEqual([
      ['eu/a', undefined],
      ['us/b', true],
    ])
  })

  it('hedge inside by their own settings, and name the target that served', async () => {
    const { clock, outer, served } = grouped(
      { eu: { a: [{ answer: { afterMs: 150, give: 'first' } }, { answer: hang }], b: [{ answer: hang }] } },
      {},
      { hedge },
    )
    for (const [value, targetId] of [
      ['first', 'eu/a'],
      ['b', 'eu/b'],
    ]) {
      const running = outer.runWithTrail((vendor, attempt) => vendor.call(attempt))
      await clock.advance(150)
      const { attempts, value: answer } = await running
      expect(answer).toBe(value)
      expect(attempts).toHaveLength(1)
      expect(attempts[0]?.targetId).toBe(targetId)
      expect(attempts[0]?.group?.map(({ hedge: isHedge }) => isHedge)).toEqual([undefined, true])
    }
    expect(served).toEqual(['a', 'b', 'a', 'b'])
  })

  it.each([{ hedge: false as const }, { idempotent: false }])(
    'are not hedged inside when the call says so: %j',
    async (options) => {
      const { clock, outer, served } = grouped(
        { eu: { a: [{ answer: { afterMs: 300, give: 'slow' } }], b: [] } },
        {},
        { hedge },
      )
      const running = outer.run((vendor, attempt) => vendor.call(attempt), options)
      await clock.advance(300)
      expect(await running).toBe('slow')
      expect(served).toEqual(['a'])
    },
  )

  it('a call that asks for a hedge hedges outside, once', async () => {
    const { clock, outer, served } = grouped({
      eu: { a: [{ answer: hang }], b: [] },
      us: { c: [{ answer: { afterMs: 500, give: 'slow' } }], d: [] },
    })
    const running = outer.run((vendor, attempt) => vendor.call(attempt), { hedge })
    await clock.advance(600)
    expect(await running).toBe('slow')
    expect(served).toEqual(['a', 'c'])
  })
})
