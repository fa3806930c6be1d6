import type { ChatRequest, Fetch } from '@llm-balancer/provider'
import { askAdapter, recordingFetch } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { ollama, ollamaEmbedding } from './ollama.ts'
import type { OllamaSettings } from './ollama.ts'

const messages = [{ role: 'user', content: 'hi' }] as const

const ask = (request: Partial<ChatRequest>) =>
  askAdapter(({ fetch }) => ollama({ model: 'qwen3:8b', fetch }), request)

describe('ollama', () => {
  it('calls the server on this machine without a key', async () => {
    const { fetch, sent } = recordingFetch()
    const model = ollama({ model: 'qwen3:8b', fetch })
    expect(model).toMatchObject({ provider: 'ollama', modelId: 'qwen3:8b' })
    await model.generate({ messages })
    await model.probe?.()
    await ollama({ model: 'm', fetch, baseURL: 'https://ollama.com/v1', apiKey: 'k' }).generate({ messages })
    expect(sent).toEqual([
      ['http://127.0.0.1:11434/v1/chat/completions', undefined],
      ['http://127.0.0.1:11434/v1/models', undefined],
      ['https://ollama.com/v1/chat/completions', 'Bearer k'],
    ])
  })

  it('refuses http to another machine of the internet, and unknown settings', () => {
    const create = (wrong: Partial<OllamaSettings>) => () => ollama({ model: 'm', ...wrong })
    expect(create({ baseURL: 'http://ollama.example.com/v1' })).toThrow('unencrypted')
    expect(create({ host: 'x' } as object)).toThrow('ollama: unknown option "host"')
  })

  it.each([
    ['none', 'none'],
    ['minimal', 'low'],
    ['medium', 'medium'],
    ['high', 'high'],
    ['xhigh', 'max'],
    ['max', 'max'],
  ] as const)('sends the effort %s as %s', async (reasoning, word) => {
    const { body, warnings } = await ask({ reasoning })
    expect(body).toMatchObject({ reasoning_effort: word })
    expect(warnings).toHaveLength(reasoning === word ? 0 : 1)
  })

  it('sends earlier reasoning back, and takes images alone of all files', async () => {
    const file = (mediaType: string) =>
      ({ type: 'file', mediaType, data: { type: 'data', data: 'QUJD' } }) as const
    const said = [{ type: 'reasoning', text: 'hm' } as const, { type: 'text', text: 'Hi' } as const]
    const { body, warnings } = await ask({
      messages: [
        { role: 'assistant', content: said },
        { role: 'user', content: [file('image/png'), file('audio/wav')] },
      ],
    })
    expect(body).toMatchObject({
      messages: [
        { role: 'assistant', content: 'Hi', reasoning: 'hm' },
        { content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } }] },
      ],
    })
    expect(warnings).toHaveLength(1)
  })

  it('says that a server which is not running cannot be reached', async () => {
    const fetch: Fetch = () =>
      Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))
    await expect(ollama({ model: 'm', fetch }).generate({ messages })).rejects.toMatchObject({
      kind: 'network',
      scope: 'target',
    })
  })
})

it('ollamaEmbedding sends the length of vectors', async () => {
  const fetch: Fetch = () => Promise.resolve(Response.json({ data: [{ embedding: [1, 2] }] }))
  const { request, warnings } = await ollamaEmbedding({ model: 'm', fetch }).embed({
    values: ['a'],
    dimensions: 2,
  })
  expect(request).toEqual({
    url: 'http://127.0.0.1:11434/v1/embeddings',
    body: { model: 'm', input: ['a'], dimensions: 2 },
  })
  expect(warnings).toEqual([])
})
