import { inspect } from 'node:util'
import { collect } from '@llm-balancer/provider'
import type { ChatRequest, Fetch } from '@llm-balancer/provider'
import { askAdapter, recordingFetch } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { deepseek } from './deepseek.ts'

const messages = [{ role: 'user', content: 'hi' }] as const

const ask = (request: Partial<ChatRequest>, model = 'deepseek-v4-flash') =>
  askAdapter(({ fetch }) => deepseek({ apiKey: 'k', model, fetch }), request)

describe('deepseek', () => {
  it('calls DeepSeek’s API, which has no version in its path, with the key as a bearer token', async () => {
    const { fetch, sent } = recordingFetch()
    const model = deepseek({ apiKey: 'k', model: 'deepseek-v4-pro', fetch })
    expect(model).toMatchObject({ provider: 'deepseek', modelId: 'deepseek-v4-pro' })
    await model.generate({ messages })
    await model.probe?.()
    expect(sent).toEqual([
      ['https://api.deepseek.com/chat/completions', 'Bearer k'],
      ['https://api.deepseek.com/models', 'Bearer k'],
    ])
  })

  it('refuses a missing key and an unknown setting by name', () => {
    const create = (wrong: object) => () => deepseek({ apiKey: 'k', model: 'm', ...wrong })
    expect(create({ apiKey: undefined })).toThrow('deepseek: "apiKey" is missing')
    expect(create({ baseUrl: 'x' })).toThrow('deepseek: unknown option "baseUrl"')
  })

  it('sends settings under its names, and warns of those it does not have', async () => {
    const { body, warnings } = await ask({ maxOutputTokens: 9, stopSequences: ['.'], seed: 1, topK: 2 })
    expect(body).toEqual({ model: 'deepseek-v4-flash', messages, max_tokens: 9, stop: ['.'] })
    expect(warnings).toMatchObject([{ feature: 'topK' }, { feature: 'seed' }])
  })

  it.each([
    ['none', { thinking: { type: 'disabled' } }, 0],
    ['minimal', { reasoning_effort: 'high' }, 1],
    ['low', { reasoning_effort: 'high' }, 1],
    ['medium', { reasoning_effort: 'high' }, 1],
    ['high', { reasoning_effort: 'high' }, 0],
    ['xhigh', { reasoning_effort: 'max' }, 1],
    ['max', { reasoning_effort: 'max' }, 0],
  ] as const)('sends the effort %s as %j', async (reasoning, fields, count) => {
    const { body, warnings } = await ask({ reasoning })
    expect(body).toEqual({ model: 'deepseek-v4-flash', messages, ...fields })
    expect(warnings).toHaveLength(count)
  })

  const sampling = { temperature: 0.5, topP: 0.9, presencePenalty: 1, frequencyPenalty: 1 }

  it.each(['deepseek-v4-flash', 'deepseek-v4-pro', 'deepseek-reasoner'])(
    'warns that sampling settings have no effect while %s thinks',
    async (model) => {
      const { body, warnings } = await ask(sampling, model)
      expect(body).toEqual({ model, messages })
      const details = 'it has no effect while the model thinks'
      expect(warnings.map((warning) => Object(warning) as object)).toEqual(
        ['temperature', 'topP', 'presencePenalty', 'frequencyPenalty'].map((feature) => ({
          type: 'unsupported',
          feature,
          details,
        })),
      )
    },
  )

  it.each([
    ['deepseek-chat', {}],
    ['my-own-deepseek-v4', {}],
    ['deepseek-v4-flash', { reasoning: 'none' }],
    ['deepseek-v4-flash', { providerOptions: { deepseek: { thinking: { type: 'disabled' } } } }],
  ] as const)('sends sampling settings to %s with %j', async (model, more) => {
    const { body, warnings } = await ask({ ...sampling, ...more }, model)
    expect(body).toMatchObject({ temperature: 0.5, top_p: 0.9, presence_penalty: 1, frequency_penalty: 1 })
    expect(warnings).toEqual([])
  })

  it('sends earlier reasoning back with the tool calls that it requires it for', async () => {
    const call = { type: 'tool-call', toolCallId: 'c', toolName: 'f', input: {} } as const
    const content = [{ type: 'reasoning', text: 'hm' } as const, call]
    const output = { type: 'text', value: 'ok' } as const
    const result = { type: 'tool-result', toolCallId: 'c', toolName: 'f', output } as const
    const { body } = await ask({
      messages: [...messages, { role: 'assistant', content }, { role: 'tool', content: [result] }],
    })
    expect(body).toMatchObject({
      messages: [{}, { role: 'assistant', reasoning_content: 'hm', tool_calls: [{ id: 'c' }] }, {}],
    })
  })

  it('takes images, and warns of other files', async () => {
    const file = (mediaType: string) =>
      ({ type: 'file', mediaType, data: { type: 'data', data: 'QUJD' } }) as const
    const content = [file('image/png'), file('application/pdf')]
    const { body, warnings } = await ask({ messages: [{ role: 'user', content }] })
    const url = 'data:image/png;base64,QUJD'
    expect(body).toMatchObject({ messages: [{ content: [{ type: 'image_url', image_url: { url } }] }] })
    expect(warnings).toHaveLength(1)
  })

  it('counts a stream’s cached tokens, and asks for the usage', async () => {
    const usage = { prompt_tokens: 9, completion_tokens: 1, prompt_cache_hit_tokens: 4 }
    const chunk = { choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }], usage }
    const fetch: Fetch = () =>
      Promise.resolve(new Response(`: keep-alive\n\ndata: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`))
    const { request, usage: counted } = await collect(
      deepseek({ apiKey: 'k', model: 'm', fetch }).stream({ messages }),
    )
    expect(request.body).toMatchObject({ stream_options: { include_usage: true } })
    expect(counted.inputTokens).toMatchObject({ total: 9, noCache: 5, cacheRead: 4 })
  })

  it('shows no key in an error, however it is looked at', async () => {
    const apiKey = 'sk-planted-secret'
    const body = { error: { message: `Authentication Fails, Your api key: ${apiKey} is invalid` } }
    const fetch: Fetch = () => Promise.resolve(Response.json(body, { status: 401 }))
    const failing = deepseek({ apiKey, model: 'm', fetch }).generate({ messages })
    const error: unknown = await failing.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind: 'auth', scope: 'key' })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(apiKey)
  })
})
