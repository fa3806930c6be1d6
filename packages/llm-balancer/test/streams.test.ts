import { sourcesOf } from '@llm-balancer/testing'
import { describe, expect, it } from 'vitest'
import type { LLMTextStream, StreamInterruptedError, StreamPart } from '../src/index.ts'
import { rejection, scene } from './scene.ts'

const hello = { prompt: 'Hello', stream: true } as const

const readAll = async (stream: AsyncIterable<string>): Promise<string[]> => {
  const pieces: string[] = []
  for await (const piece of stream) pieces.push(piece)
  return pieces
}

describe('request with stream: true', () => {
  it('gives the text piece by piece, and the whole answer at its end', async () => {
    const reply = { chunks: ['Hel', 'lo'], usage: { inputTokens: 5, outputTokens: 2 } }
    const { llm, drive } = scene({ a: { reply } })
    const stream = llm.request(hello)
    expect(await drive(readAll(stream))).toEqual(['Hel', 'lo'])
    expect(await stream.response).toEqual({
      content: 'Hello',
      usage: { promptTokens: 5, completionTokens: 2, totalTokens: 7 },
      model: 'model-of-a',
      provider: 'a',
      finishReason: 'stop',
      rawFinishReason: 'stop',
    })
  })

  it('can be awaited first, as a promise of the whole answer could', async () => {
    const { llm, drive } = scene({ a: { reply: 'Hi' } })
    const stream: LLMTextStream = await Promise.resolve(llm.request(hello))
    expect(await drive(readAll(stream))).toEqual(['Hi'])
  })

  it('makes no call before the first piece is read', async () => {
    const { llm, asked, drive } = scene({ a: {} })
    const stream = llm.request(hello)
    await drive(Promise.resolve())
    expect(asked()).toEqual([])
    await drive(readAll(stream))
    expect(asked()).toEqual(['a'])
  })

  it.each([
    'refuse',
    'server',
    'rate-limit',
    'empty',
    'html',
    { fault: 'cut-in-body', afterChunks: 0 },
  ] as const)('fails over before the first piece, unseen: %j', async (fault) => {
    const { llm, fake, drive, asked } = scene({ a: {}, b: { format: 'anthropic' } })
    fake.target('a').script([fault])
    const stream = llm.request(hello)
    const text = (await drive(readAll(stream))).join('')
    expect(sourcesOf(text)).toEqual(['b#2'])
    expect(asked()).toEqual(['a', 'b'])
    expect((await stream.response).provider).toBe('b')
  })

  it.each(['cut-in-body', 'truncate', 'error-in-body'] as const)(
    'mixes nothing after the first piece: %s',
    async (fault) => {
      const { llm, fake, drive, asked } = scene({ a: { chunkGap: 5 }, b: {} })
      fake.target('a').script([{ fault, afterChunks: 3 }])
      const pieces: string[] = []
      const stream = llm.request(hello)
      const reading = (async () => {
        for await (const piece of stream) pieces.push(piece)
      })()
      const error = await rejection(drive(reading))
      expect(error).toMatchObject({
        name: 'StreamInterruptedError',
        targetId: 'a',
        kind: expect.any(String) as string,
      })
      expect(sourcesOf(pieces.join(''))).toEqual(['a#1'])
      expect(asked()).toEqual(['a'])
      expect(await rejection(stream.response)).toBe(error)
    },
  )

  it('closes the call upstream at a break, and rejects the promise of the whole answer', async () => {
    const { llm, fake, drive } = scene({ a: { chunkGap: 50 } })
    const stream = llm.request(hello)
    await drive(
      (async () => {
        for await (const piece of stream) {
          expect(piece).not.toBe('')
          break
        }
      })(),
    )
    await fake.until(([request]) => request?.end === 'client-closed')
    expect(await rejection(stream.response)).toMatchObject({
      name: 'ProviderError',
      provider: 'a',
      kind: 'aborted',
      scope: 'caller',
    })
    expect(llm.getStats()['a']).toMatchObject({ attempts: 1, successes: 0, failures: 0 })
  })

  it('rethrows the reason of an abort, and closes the call upstream', async () => {
    const { llm, fake, drive } = scene({ a: { chunkGap: 50 } })
    const controller = new AbortController()
    const reason = new Error('enough')
    const stream = llm.request(hello, { signal: controller.signal })
    const reading = (async () => {
      for await (const piece of stream) {
        expect(piece).not.toBe('')
        controller.abort(reason)
      }
    })()
    expect(await rejection(drive(reading))).toBe(reason)
    await fake.until(([request]) => request?.end === 'client-closed')
    expect(await rejection(stream.response)).toBe(reason)
  })

  it('has no end of its own while pieces come, unless a deadline is given', async () => {
    const slow = { chunkGap: 20_000, reply: { chunks: ['a', 'b', 'c', 'd'] } }
    const patient = scene({ a: slow })
    expect(await patient.drive(readAll(patient.llm.request(hello)), 1000)).toEqual(['a', 'b', 'c', 'd'])
    const strict = scene({ a: slow }, { timeouts: { deadlineMs: 30_000 } })
    expect(await rejection(strict.drive(readAll(strict.llm.request(hello)), 1000))).toMatchObject({
      name: 'StreamInterruptedError',
      kind: 'timeout',
    })
  })

  it('gives pieces in turn to readers who do not wait', async () => {
    const { llm, drive } = scene({ a: { reply: { chunks: ['1', '2'] } } })
    const stream = llm.request(hello)
    const results = await drive(Promise.all([stream.next(), stream.next(), stream.next()]))
    expect(results.map(({ value }) => value)).toEqual(['1', '2', undefined])
  })

  it('refuses a bad request at once', () => {
    const { llm } = scene({ a: {} })
    expect(() => llm.request({ prompt: '', stream: true })).toThrow(
      '"prompt" must be a string that is not empty',
    )
  })
})

describe('stream', () => {
  const ask = { messages: [{ role: 'user', content: 'Hello' }] } as const

  it('gives the parts of one provider, the last of them the finish', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} })
    fake.target('a').script(['overloaded'])
    const stream = llm.stream(ask)
    const parts: StreamPart[] = []
    await drive(
      (async () => {
        for await (const part of stream) parts.push(part)
      })(),
    )
    expect(parts[0]?.type).toBe('stream-start')
    expect(parts.at(-1)?.type).toBe('finish')
    expect(stream.target?.id).toBe('b')
    expect(stream.attempts.map(({ targetId }) => targetId)).toEqual(['a', 'b'])
    expect(llm.snapshot().targets[1]?.usage.outputTokens).toBeGreaterThan(0)
  })

  it('throws with what was received when it breaks after content', async () => {
    const { llm, fake, drive } = scene({ a: { chunkGap: 5 }, b: {} })
    fake.target('a').script([{ fault: 'truncate', afterChunks: 2 }])
    const error = await rejection(
      drive(
        (async () => {
          for await (const part of llm.stream(ask)) expect(part).toBeDefined()
        })(),
      ),
    )
    expect(error).toMatchObject({ name: 'StreamInterruptedError', targetId: 'a', kind: 'stream-interrupted' })
    const { partial } = error as StreamInterruptedError<StreamPart>
    expect(partial[0]).toEqual({ type: 'stream-start', warnings: [] })
    expect(JSON.stringify(partial)).not.toContain('Hello')
  })

  it('restarts elsewhere when it may, and says so', async () => {
    const { llm, fake, drive } = scene({ a: { chunkGap: 5 }, b: {} })
    fake.target('a').script([{ fault: 'cut-in-body', afterChunks: 2 }])
    let text = ''
    await drive(
      (async () => {
        for await (const part of llm.stream(ask, { onInterrupted: 'restart' })) {
          if (part.type === 'restart') text = ''
          if (part.type === 'text-delta') text += part.delta
        }
      })(),
    )
    expect(sourcesOf(text)).toEqual(['b#2'])
  })
})

describe('raw events', () => {
  const messages = [{ role: 'user', content: 'Hello' }] as const
  const typesOf = async (stream: AsyncIterable<StreamPart>): Promise<string[]> => {
    const types: string[] = []
    for await (const part of stream) types.push(part.type)
    return types
  }

  it('come with a stream that asks for them, those of the provider that serves only', async () => {
    const { llm, drive, asked } = scene({ a: {}, b: {} })
    const stream = llm.stream({ messages }, { includeRaw: true })
    const raw: unknown[] = []
    const read = async (): Promise<void> => {
      for await (const part of stream) if (part.type === 'raw') raw.push(part.rawValue)
    }
    await drive(read())
    expect(raw.length).toBeGreaterThan(2)
    expect(raw[0]).toMatchObject({ object: 'chat.completion.chunk', model: 'model-of-a' })
    expect(asked()).toEqual(['a'])
  })

  it('do not come unasked', async () => {
    const { llm, drive } = scene({ a: {} })
    expect(await drive(typesOf(llm.stream({ messages })))).not.toContain('raw')
    expect(() => llm.stream({ messages }, { includeRaw: 'yes' as unknown as boolean })).toThrow(
      'stream: "includeRaw" must be true or false, got a string',
    )
  })
})
