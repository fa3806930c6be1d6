import { ProviderError } from '@llm-balancer/core/errors'
import { describe, expect, it } from 'vitest'
import { createHttpClient, type HttpClient } from './http-client.ts'
import type { Fetch } from './http-settings.ts'
import { readResponse } from './read-response.ts'

const clientOf = (fetch: unknown): HttpClient =>
  createHttpClient({ provider: 'acme', baseURL: 'https://api.acme.example', fetch: fetch as Fetch })

/** Makes one request of each kind, and gives what each was rejected with. */
const failuresOf = async (fetch: unknown): Promise<unknown[]> => {
  const { getJson, postJson, postStream, probe } = clientOf(fetch)
  const calls = [
    getJson('/a'),
    postJson('/a', {}),
    probe('/a'),
    postStream('/a', {}).then((answer) => answer.next()),
  ]
  const settled = await Promise.allSettled(calls)
  return settled.map((call) => (call.status === 'rejected' ? call.reason : call))
}

const response = (parts: object): object => ({ ok: true, status: 200, headers: {}, body: null, ...parts })
const throwing = (name: string): object =>
  Object.defineProperty(response({}), name, {
    get() {
      throw new Error('no such thing')
    },
  })
const bodyOf = (reader: object): object => response({ body: { locked: false, getReader: () => reader } })
const read = new Response('{}')
await read.text()

describe('what a fetch gives that is no response', () => {
  it.each<[given: unknown, message: string]>([
    [undefined, '"fetch" gave undefined; it must give a Response'],
    [null, '"fetch" gave null; it must give a Response'],
    ['planted-text', '"fetch" gave a string; it must give a Response'],
    [{ ok: true }, '"fetch" gave an object in which "status" is undefined; it must give a Response'],
    [
      response({ status: '200' }),
      '"fetch" gave an object in which "status" is a string; it must give a Response',
    ],
    [
      response({ status: 1e9 }),
      '"fetch" gave an object in which "status" is 1000000000; it must give a Response',
    ],
    [throwing('status'), '"fetch" gave an object in which "status" is undefined; it must give a Response'],
    [
      response({ headers: null }),
      '"fetch" gave an object in which "headers" is null; it must give a Response',
    ],
    [
      response({ headers: [1] }),
      '"fetch" gave an object in which "headers" is an array; it must give a Response',
    ],
    [throwing('headers'), '"fetch" gave an object in which "headers" is undefined; it must give a Response'],
    [
      response({ body: undefined }),
      '"fetch" gave an object in which "body" is undefined; it must give a Response',
    ],
    [response({ body: {} }), '"fetch" gave an object in which "body" is an object; it must give a Response'],
    [bodyOf({}), '"fetch" gave a response whose body cannot be read; was it read before?'],
    [read, '"fetch" gave a response whose body cannot be read; was it read before?'],
    [
      bodyOf({ read: () => ({ done: false, value: 'planted-text' }), cancel: () => undefined }),
      '"fetch" gave a response whose body is not made of bytes',
    ],
    [
      bodyOf({
        read: () => undefined,
        cancel: () => {
          throw new Error('planted-text')
        },
      }),
      '"fetch" gave a response whose body is not made of bytes',
    ],
  ])('is an invalid response of the target: %#', async (given, message) => {
    for (const error of await failuresOf(() => Promise.resolve(given))) {
      expect(error).toBeInstanceOf(ProviderError)
      expect(error).toMatchObject({ message: `acme: ${message}`, kind: 'invalid-response', scope: 'target' })
      expect(error).not.toHaveProperty('cause')
    }
  })

  it('takes a value that is no promise, and a response of another implementation', async () => {
    const bytes = new TextEncoder().encode('{"a":1}')
    const chunks = [{ done: false, value: new DataView(bytes.buffer) }, { done: true }]
    const body = { getReader: () => ({ read: () => chunks.shift(), cancel: () => undefined }) }
    const headers = new Map([['X-Request-Id', 'r1']])
    const answer = await clientOf(() => ({ status: 200, headers, body })).getJson('/a')
    expect(answer).toMatchObject({ status: 200, body: { a: 1 }, headers: { 'x-request-id': 'r1' } })
  })

  it('is a failure of the status when the body of a refusal cannot be read', async () => {
    const refused = { status: 401, headers: {}, body: { getReader: () => ({}) } }
    for (const error of await failuresOf(() => refused))
      expect(error).toMatchObject({ kind: 'auth', status: 401 })
  })

  it.each([
    undefined,
    'text',
    { body: 'text' },
    { body: { cancel: () => Promise.reject(new Error('late')) } },
  ])('%o that comes after an abort is dropped without an error', async (late) => {
    const controller = new AbortController()
    let resolve: (late: unknown) => void = () => {}
    const promise = new Promise((settle) => (resolve = settle))
    const call = clientOf(() => promise).getJson('/a', { signal: controller.signal })
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    resolve(late)
    // A rejection without a handler would fail this file.
    await new Promise(setImmediate)
  })

  it('names another giver', () => {
    expect(() => readResponse(undefined, 'the client')).toThrow('the client gave undefined')
  })
})
