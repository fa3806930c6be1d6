import { describe, expect, it } from 'vitest'
import { createHttpClient } from '../http/http-client.ts'
import { createChatModel } from '../model/create-chat-model.ts'
import { createEmbeddingModel } from '../embedding/create-embedding-model.ts'
import type { ChatRequest } from './chat-request.ts'

const unused = (): never => {
  throw new Error('not reached')
}
const http = createHttpClient({ provider: 'acme', baseURL: 'https://api.acme.example', fetch: unused })
const names = { provider: 'acme', modelId: 'm', http, probePath: '/models' }

describe('a direct call of an adapter', () => {
  const model = createChatModel({ ...names, path: unused, body: unused, read: unused, reader: unused })
  const messages = [{ role: 'user', content: 'Hi' }] as const

  it.each([
    [{ maxTokens: 5 }, 'acme: unknown option "maxTokens"; use "maxOutputTokens"'],
    [{ prompt: 'Hi' }, 'acme: unknown option "prompt"; use "messages"'],
    [{ temprature: 1 }, 'acme: unknown option "temprature", did you mean "temperature"?'],
  ])('refuses a setting that nothing reads: %o', async (setting, message) => {
    const request = { messages, ...setting } as ChatRequest
    await expect(model.generate(request)).rejects.toThrow(new RegExp(message.replace('?', '\\?')))
    expect(() => model.stream(request)).toThrow(message)
  })

  it('refuses one of an embedding, too', async () => {
    const api = { ...names, maxEmbeddingsPerCall: 1, path: '/embed', body: unused, read: unused }
    const given = { values: ['a'], input: 'a' }
    await expect(createEmbeddingModel(api).embed(given)).rejects.toThrow(
      'acme: unknown option "input"; use "values"',
    )
  })
})
