import { describe, expect, it } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import { httpScene, type Step } from './http-scene.ts'

const circle: Record<string, unknown> = {}
circle['self'] = circle

describe('call refuses', () => {
  it.each<[string, object, string]>([
    ['a relative address', { url: '/v1' }, '"url" is not an absolute URL'],
    ['no address', { url: undefined }, 'call: "url" is missing'],
    ['another protocol', { url: 'file:///etc/passwd' }, '"url" must start with https:// or http://'],
    ['credentials', { url: 'https://me:secret@example.com' }, '"url" must not hold credentials'],
    ['plain http', { url: 'http://example.com' }, '"url" would send the key unencrypted to example.com'],
    ['metadata', { url: 'https://169.254.169.254' }, '"url" is a link-local or metadata address'],
    ['a bad method', { method: 'PO ST' }, '"method" must be a word such as POST, got a string'],
    ['a body with GET', { method: 'get' }, '"data" cannot be sent with "method" GET'],
    ['a stream', { data: new ReadableStream() }, '"data" must not be a stream'],
    ['a function', { data: () => 1 }, '"data" must be something that JSON can hold'],
    ['an impossible header', { headers: { 'x-key': 'secret\nsecret' } }, 'header "x-key" has a value'],
    ['an option of axios', { timeout: 5 }, 'call: unknown option "timeout"'],
    ['a circle', { data: circle }, '"data" must be something that JSON can hold'],
  ])('%s', async (_, call, message) => {
    const { breaker, requests, call: make } = httpScene()
    const error = await rejection(make(call))
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toContain(message)
    expect(String(error)).not.toContain('secret')
    expect(requests).toEqual([])
    expect(breaker.getState().failures).toBe(0)
  })
})

describe('a body', () => {
  it.each<[unknown, unknown]>([
    ['{"as":"it is"}', '{"as":"it is"}'],
    [{ a: 1 }, '{"a":1}'],
    [0, '0'],
    [undefined, undefined],
    [null, undefined],
  ])('%j is sent as %j', async (data, body) => {
    const { call, requests } = httpScene()
    await call({ data, headers: new Headers({ 'X-Own': 'yes' }) })
    expect(requests[0]?.init.body).toBe(body)
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    expect(requests[0]?.init.headers).toEqual({ ...type, 'x-own': 'yes' })
  })

  it('of bytes or a form is sent as it is', async () => {
    const { call, requests } = httpScene()
    const bodies = [new Uint8Array([1]), new FormData(), new URLSearchParams({ a: '1' })]
    for (const data of bodies) await call({ data })
    expect(requests.map(({ init }) => init.body)).toEqual(bodies)
  })

  it.each<[string, Step, unknown]>([
    ['JSON', { status: 200, body: '[1]' }, [1]],
    [
      'JSON that is called text',
      { status: 200, body: '{"a":1}', headers: { 'content-type': 'text/plain' } },
      { a: 1 },
    ],
    ['text', { status: 200, body: '[sic]', headers: { 'content-type': 'text/plain' } }, '[sic]'],
    [
      'text with a JSON document in it',
      { status: 200, body: '"see {id}"', headers: { 'content-type': 'text/plain' } },
      '"see {id}"',
    ],
    ['nothing', 204, ''],
  ])('that is %s comes back as its value', async (_, step, data) => {
    const { call, steps } = httpScene()
    steps.push(step)
    expect(await call()).toEqual(data)
  })

  it.each<[string, Step, string]>([
    ['a web page', { status: 200, body: '<p>', headers: { 'content-type': 'text/html' } }, 'a web page'],
    ['half a document', { status: 200, body: '{"a":' }, 'not a complete JSON document'],
    ['nothing that says JSON', { status: 200, body: '' }, 'not a complete JSON document'],
  ])('that is %s is a failure', async (_, step, message) => {
    const { fail } = httpScene({}, step)
    expect(await fail()).toMatchObject({
      kind: 'invalid-response',
      message: expect.stringContaining(message) as string,
    })
  })
})

it('goes over plain http to other hosts only where that is allowed', async () => {
  const address = 'http://gateway:8000/v1'
  const { call, requests } = httpScene({ allowInsecureHttp: true })
  await call({ url: address })
  await httpScene().call({ url: 'http://localhost:8000' })
  expect(requests.map(({ url }) => url)).toEqual([address])
})
