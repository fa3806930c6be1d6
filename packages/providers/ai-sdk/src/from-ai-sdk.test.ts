import { MockLanguageModelV3 } from 'ai/test'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { collect, ProviderError } from '@llm-balancer/provider'
import type { AttemptFacts, ChatRequest, StreamPart } from '@llm-balancer/provider'
import { wrapLanguageModel } from 'ai'
import { describe, expect, it } from 'vitest'
import { fromAiSdk } from './from-ai-sdk.ts'
import { errorOf } from './test/scene.ts'
import { answer, answerParts, scriptedModel } from './test/models.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'Hello' }] }

const partsOf = async (stream: AsyncIterable<StreamPart>): Promise<StreamPart[]> => {
  const parts: StreamPart[] = []
  for await (const part of stream) parts.push(part)
  return parts
}

describe('what an AI SDK model is asked', () => {
  it('is the whole request in its own words', async () => {
    const { model, calls } = scriptedModel({})
    await fromAiSdk(model).generate(
      {
        messages: [
          { role: 'system', content: 'Be brief' },
          {
            role: 'user',
            content: [
              { type: 'file', mediaType: 'image/png', data: { type: 'url', url: 'https://a.example/b.png' } },
            ],
          },
          { role: 'assistant', content: 'Nice' },
          {
            role: 'tool',
            content: [
              {
                type: 'tool-result',
                toolCallId: '1',
                toolName: 'draw',
                output: {
                  type: 'content',
                  value: [
                    {
                      type: 'file',
                      mediaType: 'image/png',
                      data: { type: 'url', url: 'https://a.example/c.png' },
                    },
                  ],
                },
              },
              {
                type: 'tool-result',
                toolCallId: '2',
                toolName: 'count',
                output: { type: 'json', value: [1] },
              },
            ],
          },
        ],
        temperature: 0,
        topK: undefined,
        responseFormat: { type: 'json', schema: { type: 'object' } },
        toolChoice: { type: 'required' },
        reasoning: 'high',
        providerOptions: { openai: { user: 'somebody' } },
        headers: { 'X-One': 'request', 'x-two': 'request' },
      },
      { headers: { 'x-one': 'call', 'x-two': undefined } },
    )
    expect(calls).toEqual([
      {
        prompt: [
          { role: 'system', content: 'Be brief' },
          {
            role: 'user',
            content: [
              {
                type: 'file',
                mediaType: 'image/png',
                data: { type: 'url', url: new URL('https://a.example/b.png') },
              },
            ],
          },
          { role: 'assistant', content: [{ type: 'text', text: 'Nice' }] },
          {
            role: 'tool',
            content: [
              {
                type: 'tool-result',
                toolCallId: '1',
                toolName: 'draw',
                output: {
                  type: 'content',
                  value: [
                    {
                      type: 'file',
                      mediaType: 'image/png',
                      data: { type: 'url', url: new URL('https://a.example/c.png') },
                    },
                  ],
                },
              },
              {
                type: 'tool-result',
                toolCallId: '2',
                toolName: 'count',
                output: { type: 'json', value: [1] },
              },
            ],
          },
        ],
        temperature: 0,
        responseFormat: { type: 'json', schema: { type: 'object' } },
        toolChoice: { type: 'required' },
        reasoning: 'high',
        providerOptions: { openai: { user: 'somebody' } },
        headers: { 'x-one': 'call', 'x-two': undefined },
      },
    ])
    expect(calls[0]).not.toHaveProperty('topK')
  })

  it('is given the signal and the option for raw chunks', async () => {
    const { model, calls } = scriptedModel({
      parts: [{ type: 'raw', rawValue: 1 }, ...answerParts('Hello').slice(1)],
    })
    const { signal } = new AbortController()
    const parts = await partsOf(fromAiSdk(model).stream(request, { signal, includeRaw: true }))
    expect(parts.filter(({ type }) => type === 'raw')).toEqual([{ type: 'raw', rawValue: 1 }])
    expect(calls[0]?.includeRawChunks).toBe(true)
    expect(calls[0]?.abortSignal?.aborted).toBe(false)
    expect(await partsOf(fromAiSdk(model).stream(request))).not.toContainEqual({ type: 'raw', rawValue: 1 })
  })
})

describe('what an AI SDK model answers', () => {
  it('passes through, and is reported', async () => {
    const whole = answer('Hello', {
      warnings: [{ type: 'unsupported', feature: 'seed' }],
      providerMetadata: { openai: { logprobs: [1] } },
      request: { body: { prompt: 'sent' } },
      response: {
        id: 'r1',
        headers: {
          'x-ratelimit-limit-requests': '100',
          'x-ratelimit-remaining-requests': '7',
          'x-ratelimit-reset-requests': '1s',
        },
        body: { raw: true },
      },
      structuredOutputText: '{}',
    })
    const facts: AttemptFacts[] = []
    const { model } = scriptedModel({ generate: () => whole })
    const response = await fromAiSdk(model).generate(request, { report: (fact) => facts.push(fact) })
    expect(response).toEqual({ ...whole, text: 'Hello' })
    expect(facts).toMatchObject([
      {
        headers: whole.response?.headers,
        limits: [{ unit: 'requests', limit: 100, remaining: 7, resetMs: 1000 }],
      },
      { usage: { inputTokens: 3, outputTokens: 2 } },
    ])
  })

  it('streams with one start, which holds the warnings and what was sent', async () => {
    const facts: AttemptFacts[] = []
    const { model } = scriptedModel({ parts: answerParts('Hello'), headers: { 'x-id': '1' } })
    const parts = await partsOf(fromAiSdk(model).stream(request, { report: (fact) => facts.push(fact) }))
    expect(parts).toEqual([
      {
        type: 'stream-start',
        warnings: [{ type: 'other', message: 'careful' }],
        request: { body: { prompt: 'sent' } },
      },
      { type: 'response-metadata', headers: { 'x-id': '1' } },
      ...answerParts('Hello').slice(1),
    ])
    expect(facts).toEqual([{ headers: { 'x-id': '1' } }, { usage: { inputTokens: 3, outputTokens: 2 } }])
  })

  it('streams with a start that the model did not send', async () => {
    const { model } = scriptedModel({ parts: answerParts('Hello').slice(1) })
    const { text, warnings } = await collect(fromAiSdk(model).stream(request))
    expect({ text, warnings }).toEqual({ text: 'Hello', warnings: [] })
  })
})

describe('an invalid answer', () => {
  const toolCall = { type: 'tool-call', toolCallId: '1', toolName: 'add' } as const

  it.each([
    ['says nothing', answer(''), 'invalid-response'],
    [
      'says nothing for a reason of its own',
      answer('', { finishReason: { unified: 'other', raw: 'brand-new' } }),
      'invalid-response',
    ],
    [
      'ended in an error',
      answer('Hel', { finishReason: { unified: 'error', raw: undefined } }),
      'invalid-response',
    ],
    [
      'was cut off',
      answer('Hel', { finishReason: { unified: 'interrupted', raw: undefined } }),
      'stream-interrupted',
    ],
    [
      'calls a tool in no JSON',
      answer('', { content: [{ ...toolCall, input: '{"a":' }] }),
      'invalid-response',
    ],
  ] as const)('is a failure when it %s', async (_, result, kind) => {
    const failing = fromAiSdk(scriptedModel({ generate: () => result }).model).generate(request)
    await expect(failing).rejects.toMatchObject({ kind, scope: 'target', provider: 'openai.chat' })
  })

  it('is an answer when it grew too long, or the vendor runs the tool itself', async () => {
    const cut = answer('', {
      content: [{ ...toolCall, input: '{"a":' }],
      finishReason: { unified: 'length', raw: 'length' },
    })
    const theirs = answer('', { content: [{ ...toolCall, input: 'x', providerExecuted: true }] })
    for (const result of [cut, theirs]) {
      const { content } = await fromAiSdk(scriptedModel({ generate: () => result }).model).generate(request)
      expect(content).toEqual(result.content)
    }
  })

  it.each([
    ['without its finish', answerParts('Hel').slice(0, -1), 'stream-interrupted'],
    ['with the finish of one that was cut off', answerParts('Hel', 'interrupted'), 'stream-interrupted'],
    ['with the finish of an error', answerParts('Hel', 'error'), 'invalid-response'],
    ['without any content', answerParts(''), 'invalid-response'],
    ['before it began', [], 'stream-interrupted'],
    [
      'before it began, by its own account',
      answerParts('', 'interrupted').filter(({ type }) => !type.startsWith('text')),
      'invalid-response',
    ],
    [
      'in an error part',
      [
        ...answerParts('Hel').slice(0, 3),
        { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      ],
      'overloaded',
    ],
    [
      'in an error part before everything',
      [{ type: 'error', error: { code: 'insufficient_quota', message: 'None left' } }],
      'quota',
    ],
  ] as const)('is a failure of a stream that ends %s', async (_, parts, kind) => {
    const { model } = scriptedModel({ parts })
    const facts: AttemptFacts[] = []
    const got: StreamPart[] = []
    const read = async (): Promise<void> => {
      for await (const part of fromAiSdk(model).stream(request, { report: (fact) => facts.push(fact) }))
        got.push(part)
    }
    const error = await errorOf(read())
    expect(ProviderError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ kind })
    expect(got.map(({ type }) => type)).not.toContain('finish')
    expect(facts).toEqual([])
  })
})

describe('a caller that leaves', () => {
  it('closes the stream, also of a model that does not listen to the signal', async () => {
    const { model, cancelled } = scriptedModel({})
    const open: LanguageModelV4 = {
      ...model,
      doStream: async () => ({
        stream: new ReadableStream({ cancel: (reason) => void cancelled.push(reason) }),
      }),
    }
    const controller = new AbortController()
    const reading = errorOf(partsOf(fromAiSdk(open).stream(request, { signal: controller.signal })))
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    const reason = new Error('changed my mind')
    controller.abort(reason)
    expect(await reading).toBe(reason)
    expect(cancelled).toHaveLength(1)
  })

  it('closes a stream that comes after the abort', async () => {
    let answerLate: (result: Awaited<ReturnType<LanguageModelV4['doStream']>>) => void = () => {}
    const { model, cancelled } = scriptedModel({})
    const late: LanguageModelV4 = {
      ...model,
      doStream: () =>
        new Promise((resolve) => {
          answerLate = resolve
        }),
    }
    const controller = new AbortController()
    const reading = errorOf(partsOf(fromAiSdk(late).stream(request, { signal: controller.signal })))
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    controller.abort()
    expect(await reading).toMatchObject({ name: 'AbortError' })
    answerLate({ stream: new ReadableStream({ cancel: () => void cancelled.push('late') }) })
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    expect(cancelled).toEqual(['late'])
  })

  it('is not kept waiting by a model that does not listen', async () => {
    const { model } = scriptedModel({ generate: () => new Promise<never>(() => {}) })
    const controller = new AbortController()
    const reason = new Error('changed my mind')
    const asking = errorOf(fromAiSdk(model).generate(request, { signal: controller.signal }))
    controller.abort(reason)
    expect(await asking).toBe(reason)
  })
})

describe('what fromAiSdk takes', () => {
  it('is a model of this specification', () => {
    const older = new MockLanguageModelV3()
    expect(() => fromAiSdk('openai/gpt-5.2' as never)).toThrow(/not a name/)
    expect(() => fromAiSdk(undefined as never)).toThrow(TypeError)
    expect(() => fromAiSdk(older as never)).toThrow(
      'fromAiSdk: the model speaks v3, v4 is needed; wrapLanguageModel({ model, middleware: [] }) of "ai" converts it',
    )
    expect(fromAiSdk(wrapLanguageModel({ model: older, middleware: [] })).modelId).toBe('mock-model-id')
  })

  it('has settings that are checked', () => {
    const { model } = scriptedModel({})
    expect(() => fromAiSdk(model, { clock: 1 } as never)).toThrow('fromAiSdk: unknown option "clock"')
    expect(() => fromAiSdk(model, { exposeVendorError: true } as never)).toThrow(
      'fromAiSdk: unknown option "exposeVendorError", did you mean "exposeVendorErrors"?',
    )
    expect(() => fromAiSdk(model, { exposeVendorErrors: 'yes' } as never)).toThrow(
      'fromAiSdk: "exposeVendorErrors" must be true or false, got a string',
    )
    expect(() => fromAiSdk(model, { now: 1 } as never)).toThrow(/"now" must be a function/)
  })
})
