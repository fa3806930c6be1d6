import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import type { ChatModel, LLMTextStream, StreamPart } from '../src/index.ts'

const pieces = ['Take 2 pills. ', 'NOT ', 'more.']
const usage = {
  inputTokens: { total: 1, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 3, text: undefined, reasoning: undefined },
}

const parts: readonly StreamPart[] = [
  { type: 'stream-start', warnings: [] },
  { type: 'text-start', id: '0' },
  ...pieces.map((delta) => ({ type: 'text-delta', id: '0', delta }) as const),
  { type: 'text-end', id: '0' },
  { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage },
]

/** A model whose parts come one by one, or all in one list. */
function model(isOneList: boolean): ChatModel {
  const lists = isOneList ? [parts] : parts.map((part) => [part])
  return {
    provider: 'handed in',
    modelId: 'm',
    generate: () => Promise.reject(new Error('it streams')),
    stream: () => {
      const rest = [...lists]
      const listed = {
        next: () => {
          const value = rest.shift()
          return Promise.resolve(value === undefined ? { done: true, value } : { done: false, value })
        },
      }
      return Object.assign(iterate(), { [Symbol.for('llm-balancer.batches')]: () => listed })
    },
  }
}

async function* iterate(): AsyncGenerator<StreamPart> {
  yield* await Promise.resolve(parts)
}

function scene({ isOneList = false } = {}) {
  const clock = createFakeClock()
  const llm = createLLMBalancer({ clock, providers: [{ name: 'a', model: model(isOneList) }] })
  onTestFinished(async () => {
    await llm.close()
    expect(clock.pending).toBe(0)
  })
  const open = (signal?: AbortSignal): LLMTextStream =>
    llm.request({ prompt: 'How many?', stream: true }, signal === undefined ? {} : { signal })
  return { clock, llm, open }
}

/** Reads to the end. */
async function readAll(stream: AsyncIterable<unknown>) {
  const read: unknown[] = []
  try {
    for await (const one of stream) read.push(one)
  } catch (error) {
    return { read, error }
  }
  return { read, error: undefined }
}

describe('a stream that was ended because its reader paused', () => {
  it('breaks for the reader that comes back, and so does the whole answer', async () => {
    const { clock, llm, open } = scene()
    const stream = open()
    const whole = expect(stream.response).rejects.toMatchObject({ code: 'stream-interrupted' })
    expect(await stream.next()).toEqual({ done: false, value: pieces[0] })
    await clock.advance(6 * 60_000)
    expect(await readAll(stream)).toMatchObject({
      read: [],
      error: { code: 'stream-interrupted', kind: 'aborted' },
    })
    await whole
    expect(llm.snapshot().runs).toMatchObject({ cancelled: 1, running: 0 })
  })

  it('breaks as well when its parts are read', async () => {
    const { clock, llm } = scene()
    const stream = llm.stream({ messages: [{ role: 'user', content: 'How many?' }] })
    for (let count = 0; count < 3; count += 1) await stream.next()
    await clock.advance(11 * 60_000)
    expect((await readAll(stream)).error).toMatchObject({ code: 'stream-interrupted', kind: 'aborted' })
  })
})

// The runner of mutations starts its workers without this function.
describe.skipIf(globalThis.gc === undefined)('streams whose readers are gone', () => {
  it('end when they are collected, without any time passing', async () => {
    const { llm, open } = scene()
    const readOne = async (): Promise<void> => {
      await open().next()
      await llm.stream({ messages: [{ role: 'user', content: 'How many?' }] }).next()
    }
    for (let count = 0; count < 5; count += 1) await readOne()
    expect(llm.snapshot().runs.running).toBe(10)
    for (let turn = 0; turn < 20 && llm.snapshot().runs.running > 0; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      globalThis.gc?.()
    }
    expect(llm.snapshot().runs).toMatchObject({ running: 0, cancelled: 10 })
  })
})

describe('a text stream whose pieces came in one list', () => {
  it('gives nothing after it was left', async () => {
    const stream = scene({ isOneList: true }).open()
    expect(await stream.next()).toEqual({ done: false, value: pieces[0] })
    await stream.return()
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    await expect(stream.response).rejects.toMatchObject({ kind: 'aborted' })
  })

  it('gives nothing after its caller has aborted', async () => {
    const controller = new AbortController()
    const stream = scene({ isOneList: true }).open(controller.signal)
    expect(await stream.next()).toEqual({ done: false, value: pieces[0] })
    controller.abort()
    await expect(stream.next()).rejects.toMatchObject({ name: 'AbortError' })
    await expect(stream.response).rejects.toMatchObject({ name: 'AbortError' })
  })
})
