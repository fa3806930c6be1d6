import { inspect } from 'node:util'
import { collect, parseLimitHeaders } from '@llm-balancer/provider'
import type { ChatRequest, ChatResponse, Fetch } from '@llm-balancer/provider'
import { askAdapter, recordingFetch } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { xaiLimitHeaders } from './limit-headers.ts'
import { usageOf } from './usage-of.ts'
import { xai } from './xai.ts'

const messages = [{ role: 'user', content: 'hi' }] as const

const ask = (request: Partial<ChatRequest>, model = 'grok-4.3') =>
  askAdapter(({ fetch }) => xai({ apiKey: 'k', model, fetch }), request)

describe('xai', () => {
  it('calls xAI’s API with the key as a bearer token', async () => {
    const { fetch, sent } = recordingFetch()
    const model = xai({ apiKey: 'k', model: 'grok-4.3', fetch })
    expect(model).toMatchObject({ provider: 'xai', modelId: 'grok-4.3' })
    await model.generate({ messages })
    await model.probe?.()
    expect(sent).toEqual([
      ['https://api.x.ai/v1/chat/completions', 'Bearer k'],
      ['https://api.x.ai/v1/models', 'Bearer k'],
    ])
  })

  it('refuses missing settings by name', () => {
    const create = (settings: unknown) => () => xai(settings as Parameters<typeof xai>[0])
    expect(create({ model: 'm' })).toThrow('xai: "apiKey" is missing')
    expect(create({ apiKey: 'k' })).toThrow('xai: "model" is missing')
    expect(create(undefined)).toThrow('xai: options must be an object')
  })

  it('sends the limit of output under its newer name', async () => {
    const { body } = await ask({ maxOutputTokens: 9, seed: 1, temperature: 0.5 })
    expect(body).toEqual({
      model: 'grok-4.3',
      messages,
      max_completion_tokens: 9,
      temperature: 0.5,
      seed: 1,
    })
  })

  it.each([
    ['grok-4.3', 'none', 'none'],
    ['grok-4.3', 'minimal', 'low'],
    ['grok-4.3', 'medium', 'medium'],
    ['grok-4.3', 'xhigh', 'high'],
    ['grok-4.3', 'max', 'high'],
    ['grok-4.5', 'xhigh', 'high'],
    ['grok-4.6', 'xhigh', 'xhigh'],
    ['grok-4.6', 'max', 'xhigh'],
    ['grok-5', 'max', 'xhigh'],
    ['grok-4', 'max', 'high'],
  ] as const)('asks %s for the effort %s as %s', async (model, reasoning, word) => {
    const { body, warnings } = await ask({ reasoning }, model)
    expect(body).toMatchObject({ reasoning_effort: word })
    expect(warnings).toHaveLength(word === reasoning ? 0 : 1)
  })

  it.each(['grok-4.20-reasoning', 'grok-4.20-0309-non-reasoning'])(
    'asks %s for no effort, with a warning',
    async (model) => {
      const { body, warnings } = await ask({ reasoning: 'low' }, model)
      expect(body).not.toHaveProperty('reasoning_effort')
      const details = 'the model takes no effort of reasoning'
      expect(warnings).toEqual([{ type: 'unsupported', feature: 'reasoning', details }])
    },
  )

  const refused = { presencePenalty: 1, frequencyPenalty: 1, stopSequences: ['.'] }

  it('warns of penalties and stop sequences, which models that reason do not take', async () => {
    const { body, warnings } = await ask(refused)
    expect(body).toEqual({ model: 'grok-4.3', messages })
    const details = 'models that reason do not take it'
    expect(warnings).toEqual(
      ['presencePenalty', 'frequencyPenalty', 'stopSequences'].map((feature) => ({
        type: 'unsupported',
        feature,
        details,
      })),
    )
  })

  it('sends penalties and stop sequences to models that do not reason', async () => {
    const { body, warnings } = await ask(refused, 'grok-4.20-non-reasoning')
    expect(body).toMatchObject({ presence_penalty: 1, frequency_penalty: 1, stop: ['.'] })
    expect(warnings).toEqual([])
  })

  it('takes a stream without its last line, [DONE], for one that was interrupted', async () => {
    const chunk = { choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: 'stop' }] }
    const streamed = (end: string): Promise<ChatResponse> => {
      const fetch: Fetch = () => Promise.resolve(new Response(`data: ${JSON.stringify(chunk)}\n\n${end}`))
      return collect(xai({ apiKey: 'k', model: 'grok-4.3', fetch }).stream({ messages }))
    }
    expect((await streamed('data: [DONE]\n\n')).text).toBe('Hello')
    await expect(streamed('')).rejects.toMatchObject({ kind: 'stream-interrupted' })
  })

  it('shows no key in an error, however it is looked at', async () => {
    const apiKey = 'xai-planted-secret'
    const body = { code: 'Client specified an invalid argument', error: `Incorrect API key: ${apiKey}` }
    const fetch: Fetch = () => Promise.resolve(Response.json(body, { status: 400 }))
    const failing = xai({ apiKey, model: 'm', fetch }).generate({ messages })
    const error: unknown = await failing.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind: 'auth', scope: 'key' })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(apiKey)
  })
})

describe('the usage of xAI', () => {
  it('has reasoning among the completion tokens, and all else as it came', () => {
    const usage = { completion_tokens: 2, completion_tokens_details: { reasoning_tokens: 5 }, more: 1 }
    expect(usageOf({ usage })).toEqual({ ...usage, completion_tokens: 7 })
    expect(usage.completion_tokens).toBe(2)
  })

  it.each([
    undefined,
    null,
    7,
    { completion_tokens: 2 },
    { completion_tokens_details: { reasoning_tokens: 5 } },
  ])('is left as it is when it does not count both: %j', (usage) => {
    expect(usageOf({ usage })).toBe(usage)
  })
})

it('reads xAI’s limits per minute', () => {
  const headers = { 'x-ratelimit-remaining-requests': '479', 'x-ratelimit-limit-tokens': '4000000' }
  expect(parseLimitHeaders(headers, xaiLimitHeaders, 0)).toEqual([
    { unit: 'requests', remaining: 479, windowMs: 60_000 },
    { unit: 'tokens', limit: 4_000_000, windowMs: 60_000 },
  ])
})
