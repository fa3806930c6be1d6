import { inspect } from 'node:util'
import { collect, toAssistantMessage } from '@llm-balancer/provider'
import type { ChatRequest, Fetch } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { openrouter, openrouterEmbedding } from './openrouter.ts'
import type { OpenRouterSettings } from './openrouter-settings.ts'

const messages = [{ role: 'user', content: 'hi' }] as const
const answer = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }

type Sent = { readonly url: string; readonly headers: Record<string, string>; readonly body: unknown }

const scene = (settings: Partial<OpenRouterSettings> = {}, body: object = answer, status = 200) => {
  const sent: Sent[] = []
  const fetch: Fetch = (url, { headers, body: text }) => {
    const json = typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined
    sent.push({ url, headers: headers as Record<string, string>, body: json })
    return Promise.resolve(Response.json(body, { status }))
  }
  return { sent, model: openrouter({ apiKey: 'k', model: 'a/b', fetch, ...settings }) }
}

describe('openrouter', () => {
  it('calls OpenRouter’s API with the key as a bearer token, and probes with the key’s record', async () => {
    const { model, sent } = scene()
    expect(model).toMatchObject({ provider: 'openrouter', modelId: 'a/b' })
    await model.generate({ messages })
    await model.probe?.()
    expect(sent.map(({ url }) => url)).toEqual([
      'https://openrouter.ai/api/v1/chat/completions',
      'https://openrouter.ai/api/v1/key',
    ])
    for (const { headers } of sent) {
      expect(headers).toMatchObject({ authorization: 'Bearer k' })
      expect(headers).not.toHaveProperty('http-referer')
      expect(headers).not.toHaveProperty('x-openrouter-title')
    }
  })

  it('sends the app’s address and name in the headers that OpenRouter attributes usage by', async () => {
    const { model, sent } = scene({ appURL: 'https://app.example', appTitle: 'App' })
    await model.generate({ messages })
    expect(sent[0]?.headers).toMatchObject({
      'http-referer': 'https://app.example',
      'x-openrouter-title': 'App',
    })
  })

  it('sends the routing as "provider", unless the request brings its own', async () => {
    const { model, sent } = scene({ routing: { order: ['anthropic'], allow_fallbacks: false } })
    await model.generate({ messages })
    await model.generate({ messages, providerOptions: { openrouter: { provider: { sort: 'price' } } } })
    await scene({}).model.generate({ messages })
    expect(sent.map(({ body }) => body)).toEqual([
      { model: 'a/b', messages, provider: { order: ['anthropic'], allow_fallbacks: false } },
      { model: 'a/b', messages, provider: { sort: 'price' } },
    ])
  })

  it('sends no "provider" when nothing is said about routing', async () => {
    const { model, sent } = scene()
    await model.generate({ messages })
    expect(sent[0]?.body).toEqual({ model: 'a/b', messages })
  })

  it.each([
    [{ apiKey: undefined }, 'openrouter: "apiKey" is missing'],
    [{ routing: 'price' }, 'openrouter: "routing" must be an object, got a string'],
    [{ appURL: 7 }, 'openrouter: "appURL" must be'],
    [{ appTitle: '' }, 'openrouter: "appTitle" must be'],
    [{ apptitle: 'x' }, 'openrouter: unknown option "apptitle", did you mean "appTitle"?'],
  ])('refuses %j by name', (wrong, message) => {
    expect(() => scene(wrong as unknown as Partial<OpenRouterSettings>)).toThrow(message)
  })

  it('sends topK, and the highest effort by its word for it', async () => {
    const { model, sent } = scene()
    const { warnings } = await model.generate({ messages, topK: 3, reasoning: 'max' })
    expect(sent[0]?.body).toMatchObject({ top_k: 3, reasoning_effort: 'xhigh' })
    expect(warnings).toMatchObject([{ feature: 'reasoning' }])
  })

  it('does not ask for the usage of a stream, which it always sends', async () => {
    const chunk = { choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] }
    const fetch: Fetch = () =>
      Promise.resolve(
        new Response(`: OPENROUTER PROCESSING\n\ndata: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`),
      )
    const { text, request } = await collect(
      openrouter({ apiKey: 'k', model: 'a/b', fetch }).stream({ messages }),
    )
    expect(text).toBe('Hi')
    expect(request.body).toEqual({ model: 'a/b', messages, stream: true })
  })

  it('gives the details of reasoning, and takes them back with the message', async () => {
    const details = [{ type: 'reasoning.encrypted', data: 'abc', id: 'r', index: 0 }]
    const message = { content: 'Hello', reasoning: 'hm', reasoning_details: details }
    const { model, sent } = scene({}, { provider: 'X', choices: [{ message, finish_reason: 'stop' }] })
    const said = await model.generate({ messages })
    expect(said.providerMetadata).toMatchObject({ openrouter: { provider: 'X', reasoning_details: details } })
    const { reasoning_details } = said.providerMetadata?.['openrouter'] ?? {}
    const earlier = { ...toAssistantMessage(said), providerOptions: { openrouter: { reasoning_details } } }
    const history = [...messages, earlier, ...messages] as ChatRequest['messages']
    await model.generate({ messages: history })
    expect(sent[1]?.body).toMatchObject({
      messages: [
        {},
        { role: 'assistant', content: 'Hello', reasoning: 'hm', reasoning_details: details },
        {},
      ],
    })
  })

  it('shows neither key nor prompt in an error, however it is looked at', async () => {
    const apiKey = 'sk-or-planted'
    const metadata = { reasons: ['x'], flagged_input: 'planted prompt', provider_name: 'Azure' }
    const body = { error: { code: 403, message: `Your input was flagged: ${apiKey}`, metadata } }
    const failing = scene({ apiKey }, body, 403).model.generate({ messages })
    const error: unknown = await failing.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind: 'content-policy', scope: 'request', status: 403 })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/planted/)
  })
})

it('openrouterEmbedding calls the embeddings of the same API', async () => {
  const sent: string[] = []
  const fetch: Fetch = (url) => {
    sent.push(url)
    return Promise.resolve(Response.json({ data: [{ embedding: [1, 2] }] }))
  }
  const model = openrouterEmbedding({ apiKey: 'k', model: 'a/b', fetch })
  expect((await model.embed({ values: ['a'] })).embeddings).toEqual([[1, 2]])
  expect(sent).toEqual(['https://openrouter.ai/api/v1/embeddings'])
})
