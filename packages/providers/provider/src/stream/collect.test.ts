import { expect, it } from 'vitest'
import type { StreamPart } from '../chat/stream-part.ts'
import { BlockWriter } from './block-writer.ts'
import { assemble, collect } from './collect.ts'
import { isContentPart, isFinalPart, usageOfPart } from './stream-parts.ts'

const usage = {
  inputTokens: { total: 10, noCache: 6, cacheRead: 4, cacheWrite: undefined },
  outputTokens: { total: 5, text: undefined, reasoning: 2 },
}
const finish: StreamPart = { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage }

async function* streamOf(parts: readonly StreamPart[]): AsyncGenerator<StreamPart, void, undefined> {
  yield* parts
}

it('puts a streamed answer together', async () => {
  const answer = await collect(
    streamOf([
      { type: 'stream-start', warnings: [{ type: 'other', message: 'hm' }], request: { url: 'u', body: {} } },
      { type: 'response-metadata', headers: { a: 'b' } },
      { type: 'response-metadata', id: 'r1', modelId: 'm' },
      { type: 'ping' },
      { type: 'raw', rawValue: 1 },
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'hmm' },
      { type: 'reasoning-end', id: '0', providerMetadata: { acme: { signature: 's' } } },
      { type: 'text-start', id: '0', providerMetadata: { acme: { a: 1 } } },
      { type: 'text-delta', id: '0', delta: 'Hello' },
      { type: 'text-delta', id: '0', delta: ' you', providerMetadata: { acme: { b: 2 } } },
      { type: 'text-end', id: '0' },
      { type: 'text-start', id: '1' },
      { type: 'text-end', id: '1' },
      { type: 'tool-input-start', id: 'c', toolName: 't' },
      { type: 'tool-input-delta', id: 'c', delta: '{}' },
      { type: 'tool-input-end', id: 'c' },
      { type: 'tool-call', toolCallId: 'c', toolName: 't', input: '{}' },
      { type: 'source', sourceType: 'url', id: 's', url: 'https://a.example' },
      finish,
    ]),
  )
  expect(answer).toEqual({
    content: [
      { type: 'reasoning', text: 'hmm', providerMetadata: { acme: { signature: 's' } } },
      { type: 'text', text: 'Hello you', providerMetadata: { acme: { a: 1, b: 2 } } },
      { type: 'tool-call', toolCallId: 'c', toolName: 't', input: '{}' },
      { type: 'source', sourceType: 'url', id: 's', url: 'https://a.example' },
    ],
    text: 'Hello you',
    finishReason: { unified: 'stop', raw: 'stop' },
    usage,
    warnings: [{ type: 'other', message: 'hm' }],
    request: { url: 'u', body: {} },
    response: { headers: { a: 'b' }, id: 'r1', modelId: 'm' },
  })
})

it('keeps blocks apart, also while they are written at the same time, with their citations', async () => {
  const source = { type: 'source', sourceType: 'url', id: 's', url: 'https://a.example' } as const
  const { content, providerMetadata } = await collect(
    streamOf([
      { type: 'text-start', id: '0' },
      { type: 'reasoning-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'a' },
      { type: 'text-start', id: '1' },
      { type: 'reasoning-delta', id: '0', delta: 'hm' },
      { type: 'text-delta', id: '1', delta: 'b' },
      { type: 'text-end', id: '0', citations: [{ source }] },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'c' },
      { type: 'reasoning-start', id: '1', providerMetadata: { acme: { signature: 's' } } },
      { ...finish, providerMetadata: { acme: { tier: 1 } } },
    ]),
  )
  expect(content).toEqual([
    { type: 'text', text: 'a', citations: [{ source }] },
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text: 'b' },
    { type: 'text', text: 'c' },
    { type: 'reasoning', text: '', providerMetadata: { acme: { signature: 's' } } },
  ])
  expect(providerMetadata).toEqual({ acme: { tier: 1 } })
})

it('does not take a stream without its finish for an answer', async () => {
  await expect(collect(streamOf([{ type: 'text-delta', id: '0', delta: 'Hel' }]))).rejects.toThrow(
    'collect: the stream ended without its finish',
  )
})

it('reads a web stream, also where that is no async iterable', async () => {
  const parts: StreamPart[] = [{ type: 'text-delta', id: '0', delta: 'Hello' }, finish]
  const web = new ReadableStream<StreamPart>({
    pull(controller) {
      const part = parts.shift()
      if (part === undefined) controller.close()
      else controller.enqueue(part)
    },
  })
  const plain = { getReader: () => web.getReader() } as ReadableStream<StreamPart>
  expect((await collect(plain)).text).toBe('Hello')
  await expect(collect([] as never)).rejects.toThrow('collect: a stream must give an async iterable')
})

it('knows content from preamble', () => {
  const content: StreamPart[] = [
    { type: 'text-delta', id: '0', delta: 'x' },
    { type: 'reasoning-delta', id: '0', delta: 'x' },
    { type: 'tool-input-start', id: '0', toolName: 't' },
    { type: 'tool-call', toolCallId: '0', toolName: 't', input: '{}' },
    { type: 'file', mediaType: 'image/png', data: { type: 'data', data: '' } },
    { type: 'reasoning-file', mediaType: 'image/png', data: { type: 'data', data: '' } },
    { type: 'tool-input-delta', id: '0', delta: '{' },
    { type: 'tool-result', toolCallId: '0', toolName: 't', result: 1 },
    { type: 'tool-approval-request', approvalId: 'a', toolCallId: '0' },
    { type: 'source', sourceType: 'url', id: 's', url: 'https://a.example' },
    { type: 'custom', kind: 'acme.chart' },
  ]
  const preamble: StreamPart[] = [
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', id: 'r' },
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: '' },
    { type: 'reasoning-delta', id: '0', delta: '' },
    { type: 'tool-input-delta', id: '0', delta: '' },
    { type: 'text-end', id: '0' },
    { type: 'tool-input-end', id: '0' },
    { type: 'ping' },
    { type: 'raw', rawValue: {} },
    finish,
  ]
  expect(content.filter((part) => !isContentPart(part))).toEqual([])
  expect(preamble.filter(isContentPart)).toEqual([])
  expect([...content, ...preamble].filter(isFinalPart)).toEqual([finish])
})

it('reads tokens off the finish and leaves out what is unknown', () => {
  expect(usageOfPart(finish)).toEqual({
    inputTokens: 10,
    outputTokens: 5,
    cacheReadTokens: 4,
    reasoningTokens: 2,
  })
  const all = { ...usage, inputTokens: { ...usage.inputTokens, cacheWrite: 0 } }
  expect(usageOfPart({ ...finish, usage: all })).toMatchObject({ cacheWriteTokens: 0 })
  const none = { inputTokens: { ...usage.inputTokens, total: undefined, cacheRead: undefined } }
  const unknown = { ...none, outputTokens: { total: undefined, text: 5, reasoning: undefined } }
  expect(usageOfPart({ ...finish, usage: unknown })).toEqual({})
  expect(usageOfPart({ type: 'ping' })).toBeUndefined()
})

it('puts parts together that an adapter emits', () => {
  const parts: StreamPart[] = [
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: 'Hi' },
    { type: 'text-end', id: '0' },
    finish,
  ]
  const answer = assemble((emit) => parts.forEach(emit))
  expect(answer).toMatchObject({ content: [{ type: 'text', text: 'Hi' }], text: 'Hi', usage })
  expect(() => assemble((emit) => parts.slice(0, 3).forEach(emit))).toThrow(
    'the stream ended without its finish',
  )
})

it('writes blocks one after the other', () => {
  const parts: StreamPart[] = []
  const writer = new BlockWriter((part) => parts.push(part))
  expect(writer.hasWritten).toBe(false)
  writer.write('reasoning', 'a')
  writer.write('text', '')
  writer.write('text', 'b')
  writer.write('text', 'c')
  writer.write('text', 'no', { acme: { refusal: true } })
  writer.end()
  writer.end()
  expect(writer.hasWritten).toBe(true)
  expect(parts.map((part) => ('id' in part ? `${part.type} ${part.id}` : part.type))).toEqual([
    'reasoning-start reasoning-0',
    'reasoning-delta reasoning-0',
    'reasoning-end reasoning-0',
    'text-start text-1',
    'text-delta text-1',
    'text-delta text-1',
    'text-end text-1',
    'text-start text-2',
    'text-delta text-2',
    'text-end text-2',
  ])
})

it('writes metadata with the start and the end of a block, and none where there are none', () => {
  const parts: StreamPart[] = []
  const writer = new BlockWriter((part) => parts.push(part))
  const acme = { refusal: true }
  writer.write('text', 'a', { acme })
  writer.write('text', 'b', { acme })
  writer.seal('text', { acme })
  writer.write('text', 'c')
  writer.end({ acme })
  expect(parts).toEqual([
    { type: 'text-start', id: 'text-0', providerMetadata: { acme } },
    { type: 'text-delta', id: 'text-0', delta: 'a' },
    { type: 'text-delta', id: 'text-0', delta: 'b' },
    { type: 'text-end', id: 'text-0' },
    { type: 'text-start', id: 'text-1' },
    { type: 'text-end', id: 'text-1', providerMetadata: { acme } },
    { type: 'text-start', id: 'text-2' },
    { type: 'text-delta', id: 'text-2', delta: 'c' },
    { type: 'text-end', id: 'text-2', providerMetadata: { acme } },
  ])
})

it('seals a block with the metadata of the vendor, and opens an empty one where there is none', () => {
  const parts: StreamPart[] = []
  const writer = new BlockWriter((part) => parts.push(part))
  const acme = { signature: 's' }
  writer.write('reasoning', 'a')
  writer.seal('reasoning', { acme })
  writer.write('text', 'b')
  writer.seal('reasoning', { acme })
  expect(parts).toEqual([
    { type: 'reasoning-start', id: 'reasoning-0' },
    { type: 'reasoning-delta', id: 'reasoning-0', delta: 'a' },
    { type: 'reasoning-end', id: 'reasoning-0', providerMetadata: { acme } },
    { type: 'text-start', id: 'text-1' },
    { type: 'text-delta', id: 'text-1', delta: 'b' },
    { type: 'text-end', id: 'text-1' },
    { type: 'reasoning-start', id: 'reasoning-2' },
    { type: 'reasoning-end', id: 'reasoning-2', providerMetadata: { acme } },
  ])
})

it('an answer of which the vendor says nothing more has no metadata', async () => {
  expect(await collect(streamOf([finish]))).not.toHaveProperty('providerMetadata')
  const providerMetadata = { acme: { tier: 'free' } }
  expect(await collect(streamOf([{ ...finish, providerMetadata }]))).toMatchObject({ providerMetadata })
})
