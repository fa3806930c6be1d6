import { inspect } from 'node:util'
import { ProviderError } from '@llm-balancer/core/errors'
import { describe, expect, it } from 'vitest'
import { createHttpClient, type HttpClient } from './http-client.ts'

const clientOf = (fetch: (url: string, init: RequestInit) => Promise<Response>): HttpClient =>
  createHttpClient({
    ...{ provider: 'acme', modelId: 'm', baseURL: 'https://acme.example/v1', apiKey: 'planted-4f2a-9fQA' },
    fetch,
  })

const failureOf = async (call: Promise<unknown>): Promise<ProviderError> => {
  const error = await call.then(
    () => expect.fail('no error'),
    (thrown: unknown) => thrown,
  )
  if (!ProviderError.isInstance(error)) expect.fail(inspect(error))
  expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('planted')
  return error
}

describe('a request that cannot be written', () => {
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  const throwing = (error: unknown): object => ({
    toJSON() {
      throw error
    },
  })

  it.each<[string, object]>([
    ['its toJSON throws', throwing(new Error('planted'))],
    ['its toJSON throws what is no error', throwing('planted')],
    ['its toJSON throws a TypeError', throwing(new TypeError('planted'))],
    ['it contains itself', circle],
    ['it has a value that JSON has no form for', { seed: 5n }],
    [
      'a getter throws',
      {
        get messages() {
          throw new Error('planted')
        },
      },
    ],
  ])('because %s is the fault of the caller, and is not sent', async (_, body) => {
    let sent = 0
    const http = clientOf(() => ((sent += 1), Promise.resolve(Response.json({}))))
    for (const call of [http.postJson('/chat', body), http.postStream('/chat', body)]) {
      const error = await failureOf(call)
      expect(error).toMatchObject({ kind: 'bad-request', scope: 'request', provider: 'acme' })
      expect(error.message).toBe('acme/m: the request cannot be written as JSON')
    }
    expect(sent).toBe(0)
  })
})

describe('a fetch that fails with a circle of causes', () => {
  const own = Object.assign(new TypeError('fetch failed'), { code: 'ECONNRESET' })
  own.cause = own
  const outer = new TypeError('fetch failed')
  outer.cause = Object.assign(new Error('inner', { cause: outer }), { code: 'ECONNREFUSED' })

  it.each([
    ['of one', own, 'ECONNRESET'],
    ['of two', outer, 'ECONNREFUSED'],
  ])('%s is a failure of the network like any other', async (_, error, code) => {
    const http = clientOf(() => Promise.reject(error))
    const failure = await failureOf(http.postJson('/chat', {}))
    expect(failure).toMatchObject({ kind: 'network', scope: 'target' })
    expect(failure.message).toBe(`acme/m: the network failed (${code})`)
  })
})

describe('a refusal that repeats what was sent', () => {
  const body = { model: 'm', messages: [{ role: 'user', content: 'swordfish' }] }

  it.each([
    ['a one-word prompt', { code: 'swordfish', type: 'swordfish' }],
    ['a part of the key', { code: '9fQA', type: 'planted-4f2a' }],
    ['a masked key', { code: 'planted...9fQA', param: '4f2a-9fQA' }],
  ])('as its code shows nothing of %s, refused or inside a good answer', async (_, error) => {
    const refusing = clientOf(() => Promise.resolve(Response.json({ error }, { status: 400 })))
    const refused = await failureOf(refusing.postJson('/chat', body))
    const answering = clientOf(() => Promise.resolve(Response.json({ error })))
    const answer = await answering.postJson('/chat', body)
    for (const failure of [refused, answering.classify({ error }, answer)]) {
      expect(failure.vendorCode).toBeUndefined()
      expect(failure.message).not.toMatch(/swordfish|9fQA/)
    }
  })

  it('shows a code and a parameter that are names of fields', async () => {
    const error = { code: 'unsupported_value', param: 'messages' }
    const http = clientOf(() => Promise.resolve(Response.json({ error }, { status: 400 })))
    const { message } = await failureOf(http.postJson('/chat', body))
    expect(message).toBe('acme/m: the request was refused (400, unsupported_value, parameter messages)')
  })
})
