import type { ChatResponse, ProviderError } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { createOpenAICompatible } from '../create-openai-compatible.ts'

const generate = (body: object): Promise<ChatResponse> =>
  createOpenAICompatible(
    { provider: 'acme' },
    { model: 'm', baseURL: 'https://a.example', fetch: () => Promise.resolve(Response.json(body)) },
  ).generate({ messages: [{ role: 'user', content: 'hi' }] })

const answer = (message: object, finish: unknown = 'stop'): object => ({
  id: 'r1',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
})

const failure = async (body: object): Promise<ProviderError> =>
  generate(body).then(
    () => expect.fail('no error'),
    (error: unknown) => error as ProviderError,
  )

describe('a whole answer', () => {
  it('gives its parts in order, and everything the vendor said', async () => {
    const body = {
      id: 'r1',
      model: 'm-1',
      created: 1_795_132_800,
      system_fingerprint: 'fp',
      choices: [
        {
          index: 0,
          logprobs: { content: [] },
          finish_reason: 'tool_calls',
          message: {
            content: 'Hello',
            reasoning: 'hm',
            annotations: [{ type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A' } }],
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'sky', arguments: '' } }],
          },
        },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    }
    expect(await generate(body)).toEqual({
      content: [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'Hello' },
        { type: 'source', sourceType: 'url', id: 'source-0', url: 'https://a.example', title: 'A' },
        { type: 'tool-call', toolCallId: 'c1', toolName: 'sky', input: '{}' },
      ],
      text: 'Hello',
      finishReason: { unified: 'tool-calls', raw: 'tool_calls' },
      usage: {
        inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
        outputTokens: { total: 2, text: 2, reasoning: undefined },
        raw: body.usage,
      },
      warnings: [],
      providerMetadata: { acme: { system_fingerprint: 'fp', logprobs: { content: [] } } },
      request: {
        url: 'https://a.example/chat/completions',
        body: { model: 'm', messages: [{ role: 'user', content: 'hi' }] },
      },
      response: {
        id: 'r1',
        modelId: 'm-1',
        timestamp: new Date('2026-11-20T00:00:00Z'),
        headers: { 'content-type': 'application/json' },
        body,
      },
    })
  })

  it('may hold its texts as a list of parts', async () => {
    const thinking = [{ type: 'text', text: 'hm' }]
    const content = [
      { type: 'thinking', thinking },
      { type: 'text', text: 'Hi' },
    ]
    expect((await generate(answer({ content }))).content).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'Hi' },
    ])
  })

  it.each([
    ['stop', 'stop'],
    ['eos', 'stop'],
    ['length', 'length'],
    ['model_length', 'length'],
    ['content_filter', 'content-filter'],
    ['function_call', 'tool-calls'],
    ['toString', 'other'],
    ['something new', 'other'],
  ])('that ended with %s has the unified reason %s', async (raw, unified) => {
    expect((await generate(answer({ content: 'x' }, raw))).finishReason).toEqual({ unified, raw })
  })

  it('may come without a finish reason', async () => {
    const { finishReason } = await generate(answer({ content: 'x' }, null))
    expect(finishReason).toEqual({ unified: 'other', raw: undefined })
  })
})

describe('a whole answer that is none', () => {
  it.each([
    [{}],
    [{ choices: [] }],
    [{ choices: [{ index: 0 }] }],
    [answer({ content: '' })],
    [answer({ content: null, tool_calls: [] })],
    [answer({ content: null }, null)],
    [answer({ tool_calls: [{ id: 'c', function: { name: 'a', arguments: '{"x' } }] }, 'tool_calls')],
    [answer({ tool_calls: [{ id: 'c', function: { arguments: '{}' } }] }, 'tool_calls')],
  ])('%j is an invalid response', async (body) => {
    expect(await failure(body)).toMatchObject({ kind: 'invalid-response', scope: 'target', status: 200 })
  })

  it('is the error it holds', async () => {
    expect(await failure({ error: { code: 'insufficient_quota' } })).toMatchObject({ kind: 'quota' })
    expect(await failure({ object: 'error', message: 'x', code: 400 })).toMatchObject({ kind: 'bad-request' })
    expect(await failure({ error: { message: 'x' }, choices: [] })).toMatchObject({ kind: 'server' })
    expect(await failure(answer({ content: 'x' }, 'error'))).toMatchObject({ kind: 'server' })
  })
})
