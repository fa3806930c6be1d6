import type { ChatResponse } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { cohere } from '../cohere.ts'

const read = (body: object): Promise<ChatResponse> =>
  cohere({ apiKey: 'k', model: 'm', fetch: () => Promise.resolve(Response.json(body)) }).generate({
    messages: [{ role: 'user', content: 'hi' }],
  })
const answer = (message: object, finish_reason = 'COMPLETE', more: object = {}) => ({
  id: 'm1',
  finish_reason,
  message: { role: 'assistant', ...message },
  ...more,
})
const text = (words: string) => ({ type: 'text', text: words })
const call = (id: string, input: string) => ({
  id,
  type: 'function',
  function: { name: 'f', arguments: input },
})

describe('a whole answer', () => {
  it('has reasoning, a plan, text and tool calls', async () => {
    const content = [{ type: 'thinking', thinking: 'hm' }, text('Hello')]
    const message = { content, tool_plan: 'Look.', tool_calls: [call('a', '{"x":1}'), call('b', '')] }
    const response = await read(answer(message, 'TOOL_CALL'))
    expect(response.content).toEqual([
      { type: 'reasoning', text: 'Look.', providerMetadata: { cohere: { type: 'tool_plan' } } },
      { type: 'reasoning', text: 'hm', providerMetadata: { cohere: { type: 'thinking' } } },
      text('Hello'),
      { type: 'tool-call', toolCallId: 'a', toolName: 'f', input: '{"x":1}' },
      { type: 'tool-call', toolCallId: 'b', toolName: 'f', input: '{}' },
    ])
    expect(response).toMatchObject({
      text: 'Hello',
      finishReason: { unified: 'tool-calls', raw: 'TOOL_CALL' },
      response: { id: 'm1', body: { message } },
    })
  })

  it('counts the processed tokens, not the billed ones', async () => {
    const usage = { billed_units: { input_tokens: 1, output_tokens: 2 } }
    const tokens = { input_tokens: 10, output_tokens: 20 }
    const full = await read(
      answer({ content: [text('a')] }, 'COMPLETE', { usage: { ...usage, tokens, cached_tokens: 4 } }),
    )
    expect(full.usage).toMatchObject({
      inputTokens: { total: 10, noCache: 6, cacheRead: 4 },
      outputTokens: { total: 20 },
      raw: usage,
    })
    const billed = await read(answer({ content: [text('a')] }, 'COMPLETE', { usage }))
    expect(billed.usage).toMatchObject({ inputTokens: { total: undefined }, raw: usage })
  })

  it.each([
    ['COMPLETE', 'stop'],
    ['STOP_SEQUENCE', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['TOOL_CALL', 'tool-calls'],
    ['BRAND_NEW', 'other'],
  ])('that ends with %s ended with %s', async (raw, unified) => {
    expect((await read(answer({ content: [text('a')] }, raw))).finishReason).toEqual({ unified, raw })
  })

  it('has citations where they belong, and their sources', async () => {
    const page = { type: 'document', id: 'web', document: { url: 'https://a.example', title: 'A' } }
    const tool = { type: 'tool', id: 'f:0', tool_output: { t: 20 } }
    const citations = [
      { start: 0, end: 1, sources: [page, tool], content_index: 1 },
      { start: 0, end: 2, sources: [tool], content_index: 0, type: 'THINKING_CONTENT' },
      { start: 0, end: 4, sources: [], type: 'PLAN' },
    ]
    const content = [{ type: 'thinking', thinking: 'hm' }, text('Hello')]
    const response = await read(answer({ content, citations, tool_plan: 'Look.' }))
    const web = {
      type: 'source',
      sourceType: 'url',
      id: 'web',
      url: 'https://a.example',
      title: 'A',
      providerMetadata: { cohere: { type: 'document', document: page.document } },
    }
    const output = {
      type: 'source',
      sourceType: 'document',
      id: 'f:0',
      title: 'f:0',
      mediaType: 'application/json',
      providerMetadata: { cohere: { type: 'tool', tool_output: { t: 20 } } },
    }
    expect(response.content).toEqual([
      {
        type: 'reasoning',
        text: 'Look.',
        providerMetadata: { cohere: { type: 'tool_plan', citations: [citations[2]] } },
      },
      {
        type: 'reasoning',
        text: 'hm',
        providerMetadata: { cohere: { type: 'thinking', citations: [citations[1]] } },
      },
      {
        ...text('Hello'),
        citations: [
          { source: web, startIndex: 0, endIndex: 1 },
          { source: output, startIndex: 0, endIndex: 1 },
        ],
        providerMetadata: { cohere: { citations: [citations[0]] } },
      },
      web,
      output,
    ])
  })

  it('keeps unknown blocks', async () => {
    const response = await read(
      answer({ content: [text('a'), { type: 'brand_new', x: 1 }] }, 'COMPLETE', {
        logprobs: [{ text: 'a' }],
      }),
    )
    expect(response.content[1]).toEqual({
      type: 'custom',
      kind: 'cohere.brand_new',
      providerMetadata: { cohere: { type: 'brand_new', x: 1 } },
    })
    expect(response.providerMetadata).toEqual({ cohere: { logprobs: [{ text: 'a' }] } })
  })
})

describe('an invalid answer', () => {
  it.each([
    ['says nothing', answer({ content: [] })],
    ['has no content and an unknown reason', answer({ content: [] }, 'ODD')],
    ['has an empty text', answer({ content: [text('')] })],
    ['has no message', { id: 'm1', finish_reason: 'COMPLETE' }],
    ['has no message, even at the limit of its length', { id: 'm1', finish_reason: 'MAX_TOKENS' }],
    ['has neither content nor a finish reason', { message: { role: 'assistant' } }],
    ['has a malformed tool call', answer({ tool_calls: [call('a', '{')] }, 'TOOL_CALL')],
  ])('is invalid-response when it %s', async (_, body) => {
    await expect(read(body)).rejects.toMatchObject({ kind: 'invalid-response', scope: 'target' })
  })

  it.each([
    [answer({ content: [text('a')] }, 'ERROR', { error: 'oops' }), 'server'],
    [answer({ content: [text('a')] }, 'TIMEOUT'), 'timeout'],
    [{ id: 'm1', message: 'too many tokens: 2 > 1' }, 'context-length'],
  ])('throws the error inside it: %o is %s', async (body, kind) => {
    await expect(read(body)).rejects.toMatchObject({ kind, status: 200 })
  })
})
