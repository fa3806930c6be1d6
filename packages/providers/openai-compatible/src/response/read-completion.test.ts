import type { ChatResponse, ProviderError } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { createOpenAICompatible } from '../create-openai-compatible.ts'
import type { Dialect } from '../dialect.ts'

const generate = (body: object, dialect: Partial<Dialect> = {}): Promise<ChatResponse> =>
  createOpenAICompatible(
    { provider: 'acme', ...dialect },
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
  it('gives its parts in order, and all metadata of the vendor', async () => {
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
      providerMetadata: {
        acme: {
          system_fingerprint: 'fp',
          logprobs: { content: [] },
          annotations: body.choices[0]?.message.annotations,
        },
      },
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

  it('keeps its parts in order, and metadata of reasoning', async () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }], signature: 's', closed: true },
      { type: 'text', text: 'Hi' },
      { type: 'reference', reference_ids: [1] },
      { type: 'text', text: ' you' },
      { type: 'thinking', thinking: [], signature: 't' },
      { type: 'thinking', thinking: 'wait' },
    ]
    expect((await generate(answer({ content }))).content).toEqual([
      { type: 'reasoning', text: 'hm', providerMetadata: { acme: { signature: 's', closed: true } } },
      { type: 'text', text: 'Hi you' },
      { type: 'reasoning', text: '', providerMetadata: { acme: { signature: 't' } } },
      { type: 'reasoning', text: 'wait' },
    ])
  })

  it('takes no prototype from the vendor', async () => {
    const body = JSON.parse(
      JSON.stringify(answer({ content: 'Hi' })).replace('{', '{"tier":1,"__proto__":{"planted":1},'),
    ) as object
    const { acme } = (await generate(body)).providerMetadata ?? {}
    expect(acme).toEqual({ tier: 1 })
    expect(acme).not.toHaveProperty('planted')
  })

  it('gives the fields of a message or a call beyond the common ones', async () => {
    const citation = { url: 'https://a.example', title: 'A', start_index: 3 }
    const message = {
      content: 'Hi',
      reasoning_details: [{ type: 'encrypted' }],
      audio: { id: 'a', data: 'QUJD' },
      annotations: [{ type: 'url_citation', url_citation: citation }, { type: 'document_citation' }],
      tool_calls: [
        { id: 'c', type: 'function', index: 0, function: { name: 't', arguments: '{}' }, extra: { s: 1 } },
      ],
    }
    const { content, providerMetadata } = await generate(answer(message, 'tool_calls'))
    expect(providerMetadata).toEqual({
      acme: { reasoning_details: [{ type: 'encrypted' }], annotations: message.annotations },
    })
    expect(content.slice(1)).toEqual([
      {
        type: 'source',
        sourceType: 'url',
        id: 'source-0',
        url: 'https://a.example',
        title: 'A',
      },
      {
        type: 'tool-call',
        toolCallId: 'c',
        toolName: 't',
        input: '{}',
        providerMetadata: { acme: { extra: { s: 1 } } },
      },
    ])
  })

  it('may be spoken', async () => {
    const spoken = answer({ content: null, audio: { id: 'a', data: 'QUJD', transcript: 'Hello' } })
    expect((await generate(spoken)).text).toBe('Hello')
  })

  it('may call a tool in several ways at once', async () => {
    const bare = { function: { name: 'a', arguments: { x: 1 } } }
    const { content, finishReason } = await generate(answer({ tool_calls: [bare, bare] }))
    expect(content).toMatchObject([
      { toolCallId: 'r1-call-0', input: '{"x":1}' },
      { toolCallId: 'r1-call-1', input: '{"x":1}' },
    ])
    expect(finishReason).toEqual({ unified: 'tool-calls', raw: 'stop' })
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

describe('an invalid whole answer', () => {
  it.each([
    [{}],
    [{ choices: [] }],
    [{ choices: [{ index: 0 }] }],
    [answer({ content: '' })],
    [answer({ content: null, tool_calls: [] })],
    [answer({ content: null, tool_calls: [] }, 'tool_calls')],
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
    for (const reason of ['error', 'abort', 'insufficient_system_resource']) {
      expect(await failure(answer({ content: 'x' }, reason))).toMatchObject({ kind: 'server' })
    }
  })

  it('is the error the dialect finds in it', async () => {
    const errorOf: Dialect['errorOf'] = ({ trouble }) => trouble
    await expect(
      generate({ ...answer({ content: 'x' }), trouble: { code: 'rate_limited' } }, { errorOf }),
    ).rejects.toMatchObject({ kind: 'rate-limit' })
    expect((await generate({ ...answer({ content: 'x' }), trouble: null }, { errorOf })).text).toBe('x')
  })
})
