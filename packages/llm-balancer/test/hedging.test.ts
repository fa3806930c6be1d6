import { describe, expect, it } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import { scene } from './scene.ts'

const hello = { prompt: 'Hello' }
const messages = [{ role: 'user', content: 'Hello' }] as const
const hedge = { afterMs: 100 } as const
const targets = { a: { latency: 2000 }, b: { latency: 20 }, c: {} } as const

/** Reads a stream of text to its end. */
async function read(stream: AsyncIterable<string>): Promise<void> {
  for await (const piece of stream) expect(piece).not.toBe('')
}

describe('a request that is hedged', () => {
  it('is answered by the second provider when the first takes long; off by default', async () => {
    const off = scene(targets)
    expect(await off.drive(off.llm.request(hello))).toMatchObject({ provider: 'a' })
    const { llm, drive, asked } = scene(targets, { hedge })
    expect(await drive(llm.request(hello))).toMatchObject({ provider: 'b', model: 'model-of-b' })
    expect(asked()).toEqual(['a', 'b'])
  })

  it('has both attempts in its trail', async () => {
    const { llm, drive } = scene(targets, { hedge })
    const { provider, model, attempts } = await drive(llm.generate({ messages }))
    expect([provider, model]).toEqual(['b', 'model-of-b'])
    expect(attempts).toMatchObject([
      { targetId: 'a', outcome: { type: 'neutral', beaten: true } },
      { targetId: 'b', hedge: true, outcome: { type: 'success' } },
    ])
  })

  it.each([
    ['a', { a: { latency: 130 }, b: { latency: 2000 } }],
    ['b', { a: { latency: 2000 }, b: { latency: 10 } }],
  ])('as a stream names the provider and the model that served: %s', async (id, latencies) => {
    const { llm, drive, asked } = scene(latencies, { hedge })
    const stream = llm.request({ ...hello, stream: true })
    await drive(read(stream))
    expect(await stream.response).toMatchObject({ provider: id, model: `model-of-${id}` })
    expect(asked()).toEqual(['a', 'b'])
  })

  it('is left upstream at the end of the block of its stream', async () => {
    const { llm, clock, fake } = scene({ a: { latency: 2000 } })
    const stream = llm.request({ ...hello, stream: true })
    const next = stream.next()
    await clock.settle()
    await stream[Symbol.asyncDispose]()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(fake.requests).toMatchObject([{ targetId: 'a' }])
    expect(clock.pending).toBe(0)
  })

  it('may be asked for, and refused, by each call', async () => {
    const { llm, drive, asked } = scene(targets)
    expect((await drive(llm.request(hello, { hedge }))).provider).toBe('b')
    const on = scene(targets, { hedge })
    expect((await on.drive(on.llm.request(hello, { hedge: false }))).provider).toBe('a')
    expect((await on.drive(on.llm.request(hello, { idempotent: false }))).provider).toBe('a')
    const stream = on.llm.stream({ messages }, { idempotent: false })
    expect(await on.drive(stream.opened())).toMatchObject({ id: 'a' })
    await stream.return()
    expect(asked()).toEqual(['a', 'b'])
    expect(on.asked()).toEqual(['a', 'a', 'a'])
  })

  it('counts the slower provider neither as healthy nor as failing', async () => {
    const { llm, drive } = scene(targets, { hedge })
    await drive(llm.request(hello))
    expect(llm.getStats()).toMatchObject({
      a: { attempts: 1, successes: 0, failures: 0, isHealthy: true },
      b: { attempts: 1, successes: 1 },
    })
  })
})

describe('wrong settings of a hedge', () => {
  const create = (given: unknown) => () => createLLMBalancer({ providers: [], hedge: given as never })

  it.each([
    [true, 'createLLMBalancer: "hedge" must be an object such as { after: "p95" }, or false, got true'],
    [{}, 'createLLMBalancer: "hedge" needs a time, as "afterMs" or as { after: "p95" }'],
    [{ budgetRatio: 0.1 }, 'createLLMBalancer: "hedge" needs a time, as "afterMs" or as { after: "p95" }'],
    [
      { after: 'p95', afterMs: 100 },
      'createLLMBalancer: "hedge" must have either "afterMs" or "after", got both',
    ],
    [{ after: 'p99' }, 'createLLMBalancer: "hedge.after" must be one of "p95", got "p99"'],
    [{ delayMs: 100 }, 'createLLMBalancer: unknown option "hedge.delayMs"; use "hedge.afterMs"'],
  ])('%j are refused with a hint', (given, message) => {
    expect(create(given)).toThrow(new TypeError(message))
  })

  it.each([
    [{ afterMs: -1 }, 'createLLMBalancer: "hedge.afterMs" must be within [0, ∞], got -1'],
    [{ afterMs: 1, budgetRatio: 0 }, 'createLLMBalancer: "hedge.budgetRatio" must be within (0, 1], got 0'],
  ])('%j are out of range', (given, message) => {
    expect(create(given)).toThrow(new RangeError(message))
  })

  it('of a call are refused in the name of the call', async () => {
    const { llm, asked } = scene(targets)
    await expect(llm.generate({ messages }, { hedge: true as never })).rejects.toThrow(
      'generate: "hedge" must be an object such as { after: "p95" }, or false, got true',
    )
    await expect(llm.request(hello, { idempotent: 'no' as never })).rejects.toThrow(
      'request: "idempotent" must be true or false, got a string',
    )
    expect(asked()).toEqual([])
  })
})
