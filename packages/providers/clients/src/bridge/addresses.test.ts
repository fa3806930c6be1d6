import { describe, expect, it } from 'vitest'
import { bodyFor, plain, refusalOf } from '../refusal-of.ts'
import { vendorAt } from '../client-vendor.ts'
import { clientSecrets } from '../sdk/client-secrets.ts'
import type { IncomingRequest } from './bridged-request.ts'
import { modelInPath, outerPathOf, withModel, withoutCredentials } from './outer-paths.ts'
import { withTargetModel } from './target-model.ts'

const requestOf = (path: string, body?: IncomingRequest['body']): IncomingRequest => ({
  ...{ format: 'openai', pathname: path.replace(/\?.*/, ''), path, body, method: 'POST' },
  ...{ headers: new Headers(), raw: undefined, signal: undefined },
})

describe('the format of a request', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['/proxy/v1/messages', { 'anthropic-version': '2023-06-01' }, 'anthropic', '/v1/messages'],
    ['/messages', { 'anthropic-version': '2023-06-01' }, 'anthropic', '/messages'],
    ['/v1beta/models/gemini:generateContent', {}, 'google', '/models/gemini:generateContent'],
    ['/v1/tunedModels/mine:generateContent', {}, 'google', '/tunedModels/mine:generateContent'],
    [
      '/v1/projects/p/locations/l/publishers/google/models/gemini:generateContent',
      {},
      'google',
      '/models/gemini:generateContent',
    ],
    ['/v1beta/files', { 'x-goog-api-key': 'k' }, 'google', '/files'],
    ['/v1beta/files', { 'x-goog-api-client': 'k' }, 'google', '/files'],
    ['/upload/v1beta/files', { 'x-goog-api-key': 'k' }, 'google', '/upload/v1beta/files'],
    ['/proxy/v2/chat', {}, 'cohere', '/v2/chat'],
    ['/v2/embed', {}, 'cohere', '/v2/embed'],
    ['/v2/rerank', {}, 'cohere', '/v2/rerank'],
    ['/v1/models', { 'x-fern-sdk-name': 'cohere-ai' }, 'cohere', '/v1/models'],
    ['/v1/models', { 'x-fern-sdk-name': 'mistral' }, 'openai', '/models'],
    ['/v2/chats', {}, 'openai', '/v2/chats'],
    ['/openai/v1/chat/completions', {}, 'openai', '/chat/completions'],
    ['/chat/completions', {}, 'openai', '/chat/completions'],
  ])('to %s with %j is that of %s, below %s', (pathname, headers, format, below) => {
    expect(outerPathOf('POST', pathname, new Headers(headers))).toEqual({ format, pathname: below })
  })

  it('is not Google’s for another method at the same path', () => {
    expect(outerPathOf('GET', '/v1beta/models/gemini:generateContent', new Headers()).format).toBe('openai')
  })
})

describe('a query', () => {
  it.each([
    ['?alt=sse', '?alt=sse'],
    ['', ''],
    ['?key=k', ''],
    ['?alt=sse&key=k', '?alt=sse'],
    ['?a=1&KEY=k&x-api-key=k&apikey=k&b=2', '?a=1&b=2'],
    ['?access_token=t&id-token=t&oauth_token=t&authtoken=t&token=t', ''],
    ['?subscription-key=s&sig=s&signature=s', ''],
    ['?keys=1&tokens=2&my-key=3', '?keys=1&tokens=2&my-key=3'],
  ])('%j goes on as %j', (search, left) => {
    expect(withoutCredentials(search)).toBe(left)
  })
})

describe('the model of a request', () => {
  it.each([
    ['/models/gemini-3:generateContent', 'gemini-3'],
    ['/models/my%20model:countTokens', 'my model'],
    ['/models/100%:countTokens', '100%'],
    ['/models/gemini-3', undefined],
    ['/models/a/b:generateContent', undefined],
    ['/v1/models/gemini-3:generateContent', undefined],
  ])('stands in the path %s: %s', (pathname, model) => {
    expect(modelInPath(pathname)).toBe(model)
  })

  it('is replaced in a path by another one, or by a resource', () => {
    expect(withModel('/models/a:generateContent?alt=sse', 'b$&')).toBe(
      '/models/b%24%26:generateContent?alt=sse',
    )
    expect(withModel('/models/a:generateContent', 'tunedModels/mine')).toBe(
      '/tunedModels/mine:generateContent',
    )
    expect(() => withModel('/models/a:generateContent', '..')).toThrow('"model"')
  })

  const chat = requestOf('/chat/completions', { model: 'gpt', n: 1 })

  it.each([
    ['none', undefined, 'gpt'],
    ['a name', 'own', 'own'],
    ['a function', (model: string) => `my-${model}`, 'my-gpt'],
    ['a table', { gpt: 'own' }, 'own'],
    ['a table without it', { other: 'own' }, 'gpt'],
    ['a table that inherits a name', Object.create({ gpt: 'own' }) as Record<string, string>, 'gpt'],
  ])('is that of the mapping: %s', (_, mapping, model) => {
    expect(withTargetModel(chat, mapping)).toEqual({
      path: '/chat/completions',
      body: { model, n: 1 },
      model,
    })
  })

  it('is none where the request names none', () => {
    const request = requestOf('/files', { purpose: 'batch' })
    expect(withTargetModel(request, 'own')).toEqual({ path: '/files', body: request.body, model: '' })
    expect(withTargetModel(requestOf('/files'), 'own')).toEqual({
      path: '/files',
      body: undefined,
      model: '',
    })
    expect(withTargetModel(chat, undefined).body).toBe(chat.body)
  })

  it('is replaced in the path and in each part of Google’s requests', () => {
    const requests = [
      { model: 'models/a', content: 1 },
      { model: 'models/a', content: 2 },
    ]
    const batch = requestOf('/models/a:batchEmbedContents?alt=json', { requests })
    expect(withTargetModel(batch, 'b')).toEqual({
      path: '/models/b:batchEmbedContents?alt=json',
      body: {
        requests: [
          { model: 'models/b', content: 1 },
          { model: 'models/b', content: 2 },
        ],
      },
      model: 'b',
    })
    expect(withTargetModel(batch, undefined)).toEqual({ path: batch.path, body: batch.body, model: 'a' })
    const single = requestOf('/models/a:generateContent', { contents: [] })
    expect(withTargetModel(single, 'b').body).toBe(single.body)
    expect(withTargetModel(requestOf('/models/a:countTokens'), 'b').body).toBeUndefined()
  })
})

describe('the vendor of an address', () => {
  it.each([
    ['https://api.groq.com/openai/v1', 'groq'],
    ['https://eu.api.groq.com/openai/v1', 'groq'],
    ['https://notapi.groq.com.example/v1', 'openai-compatible'],
    ['http://127.0.0.1:1234/v1', 'openai-compatible'],
  ])('%s is %s', (baseURL, vendor) => {
    expect(vendorAt('bridge', baseURL)).toBe(vendor)
  })

  it('is none of what is no address', () => {
    expect(() => vendorAt('bridge', '/v1')).toThrow('bridge: "baseURL" is not an absolute URL')
  })
})

describe('the response behind an SDK’s error', () => {
  const headers = new Headers({ 'x-request-id': 'r1', 'content-length': '5', 'set-cookie': 'a=1' })
  const bodyOf = async (thrown: object): Promise<unknown> => {
    const response = refusalOf({ status: 400, headers, ...thrown })
    return [response?.status, await response?.text()]
  }

  it.each<[string, object, [number, string]]>([
    ['its error alone', { error: { message: 'no' } }, [400, '{"error":{"message":"no"}}']],
    ['the whole body', { error: { error: { message: 'no' } } }, [400, '{"error":{"message":"no"}}']],
    ['a list', { error: [{ message: 'no' }] }, [400, '[{"message":"no"}]']],
    ['a text', { message: '400 <html>' }, [400, '<html>']],
    ['no body', { message: '400 status code (no body)' }, [400, '']],
    ['a status without a body', { status: 304, message: '304 gone' }, [304, '']],
  ])('has %s', async (_, thrown, expected) => {
    expect(await bodyOf(thrown)).toEqual(expected)
  })

  it.each([199, 600, '400', undefined])('is none with the status %s', (status) => {
    expect(refusalOf({ status, headers })).toBeUndefined()
  })

  it('is none without headers, or of what is no error', () => {
    expect(refusalOf({ status: 400, headers: {} })).toBeUndefined()
    expect([undefined, null, 'text'].map(refusalOf)).toEqual([undefined, undefined, undefined])
    expect([200, 599].map((status) => refusalOf({ status, headers })?.status)).toEqual([200, 599])
  })

  it('has its headers, but for cookies and the encoding of a body that was read', () => {
    const own = refusalOf({ status: 400, headers, error: {} })?.headers
    expect(['x-request-id', 'content-length', 'set-cookie'].map((name) => own?.get(name))).toEqual([
      'r1',
      null,
      null,
    ])
    const encoded = new Headers({
      'content-encoding': 'gzip',
      'transfer-encoding': 'chunked',
      connection: 'close',
    })
    expect([...plain(encoded)]).toEqual([])
    expect([200, 204, 205, 304].map((status) => bodyFor(status, 'x'))).toEqual(['x', null, null, null])
  })
})

it('the secrets of a client are in its fields, its options and their headers', () => {
  const client = {
    apiKey: 'k1',
    name: 'mine',
    maxToken: 5,
    _options: {
      accessToken: 'k2',
      defaultHeaders: new Headers({ Authorization: 'Bearer k3', 'x-team': 'red' }),
      defaultQuery: { 'subscription-key': 'k4' },
      headers: { Cookie: 'a=k5' },
      httpOptions: { headers: { 'x-goog-api-key': 'k6' } },
    },
  }
  const secrets = new Set(clientSecrets(client, { clientSecret: 'k7' }, undefined))
  expect([...secrets].sort()).toEqual(['Bearer', 'Bearer k3', 'a=k5', 'k1', 'k2', 'k3', 'k4', 'k6', 'k7'])
})
