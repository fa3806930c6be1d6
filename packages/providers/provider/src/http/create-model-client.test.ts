import { describe, expect, it } from 'vitest'
import { createModelClient } from './create-model-client.ts'
import type { ModelEndpoint } from './create-model-client.ts'

const vendor: ModelEndpoint = {
  provider: 'acme',
  needsKey: true,
  baseURL: 'https://acme.example/v1',
  authHeaders: (key) => ({ 'x-key': key }),
  headers: { a: 'vendor', b: 'vendor' },
  errorRules: [{ status: [418], kind: 'overloaded' }],
}

describe("the client of a model's endpoint", () => {
  it('lays the settings over those of the adapter', async () => {
    const sent: unknown[] = []
    const fetch = (url: string, { headers }: RequestInit): Promise<Response> => {
      sent.push(url, headers)
      return Promise.resolve(new Response('', { status: 418 }))
    }
    const settings = { apiKey: 'k', model: 'm', headers: { b: 'mine' }, fetch }
    await expect(createModelClient(vendor, settings).getJson('models')).rejects.toMatchObject({
      kind: 'overloaded',
      provider: 'acme',
      modelId: 'm',
    })
    expect(sent).toEqual(['https://acme.example/v1/models', { 'x-key': 'k', a: 'vendor', b: 'mine' }])
    const baseURL = 'https://proxy.example'
    await createModelClient(vendor, { ...settings, baseURL })
      .probe('models')
      .catch(() => {})
    expect(sent[2]).toBe('https://proxy.example/models')
  })

  it('needs a model, and a key where the vendor does', () => {
    const create = (settings: object): (() => unknown) => {
      const all = { apiKey: 'k', model: 'm', ...settings }
      return () => createModelClient(vendor, all)
    }
    expect(create({ model: ' ' })).toThrow(
      'acme: "model" must be a string that is not empty, got a blank string',
    )
    expect(create({ apiKey: undefined })).toThrow('acme: "apiKey" is missing')
    expect(create({ apiKey: '' })).toThrow('acme: "apiKey" is missing')
    const { needsKey: _, baseURL: __, ...open } = vendor
    expect(() => createModelClient(open, { model: 'm' })).toThrow('acme: "baseURL" is missing')
    expect(() => createModelClient(open, { model: 'm', baseURL: 'https://a.example' })).not.toThrow()
  })
})
