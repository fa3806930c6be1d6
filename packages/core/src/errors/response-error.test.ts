import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { classifyError } from './classify-error.ts'
import { ProviderError } from './provider-error.ts'
import { cancelBody } from './cancel-body.ts'
import { responseError } from './response-error.ts'
import { responseFailure } from './response-failure.ts'

const clock = { now: () => 0 }
const where = { clock, provider: 'eu' }

describe('a returned response', () => {
  it('with a status of 400 or more is classified like an error with that status and those headers', () => {
    const response = new Response('later', { status: 503, headers: { 'retry-after': '7' } })
    const failure = { kind: 'overloaded', scope: 'target', status: 503, retryAfterMs: 7000 }
    expect(responseFailure(response, clock)).toEqual(failure)
    const error = responseError(response, where)
    expect(error).toMatchObject({ ...failure, provider: 'eu', message: 'eu: answered with status 503' })
    expect(error?.response).toBe(response)
    expect(classifyError(error, 0)).toEqual(failure)
  })

  it('leaves its body to the code that catches the error', async () => {
    const error = responseError(new Response('no such route', { status: 404 }), where)
    expect(error).toMatchObject({ kind: 'bad-request', scope: 'request' })
    await expect(error?.response?.text()).resolves.toBe('no such route')
  })

  it('is not printed with its error, because its headers may hold cookies', () => {
    const error = responseError(new Response('', { status: 500, headers: { 'x-cookie': 'planted' } }), where)
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('planted')
    expect(Object.keys(error ?? {})).not.toContain('response')
  })

  it.each<[string, unknown]>([
    ['a response that is fine', new Response('ok')],
    ['a redirect', new Response(null, { status: 304 })],
    ['data that has a status', { status: 503, headers: {} }],
    ['parsed JSON that looks like one', { ok: false, status: 503, headers: { 'retry-after': '3' } }],
    ['data without headers', { ok: false, status: 503 }],
    ['a status in words', { ok: false, status: 'failed', headers: {} }],
    ['nothing', undefined],
    ['null', null],
    ['text', 'ok'],
  ])('is no failure when it is %s', (_, value) => {
    expect(responseFailure(value, clock)).toBeUndefined()
    expect(responseError(value, where)).toBeUndefined()
  })

  it('may come from another implementation of fetch', () => {
    const foreign = { ok: false, status: 429, headers: new Map([['retry-after', 2]]) }
    expect(responseFailure(foreign, clock)).toMatchObject({ kind: 'rate-limit', retryAfterMs: 2000 })
  })
})

describe('a body that will not be read', () => {
  it('is cancelled, directly or through the error that holds its response', async () => {
    const cancelled: string[] = []
    const bodyNamed = (name: string) =>
      new ReadableStream({
        cancel() {
          cancelled.push(name)
          throw new Error('it cannot be cancelled')
        },
      })
    cancelBody(new Response(bodyNamed('direct'), { status: 500 }))
    cancelBody(responseError(new Response(bodyNamed('held'), { status: 500 }), where))
    await Promise.resolve()
    expect(cancelled).toEqual(['direct', 'held'])
  })

  it("is destroyed when it is a stream of Node's, as in other implementations of fetch", () => {
    let isDestroyed = false
    cancelBody({
      ok: false,
      status: 500,
      headers: new Headers(),
      body: {
        destroy() {
          isDestroyed = true
        },
      },
    })
    expect(isDestroyed).toBe(true)
  })

  it('is left alone while another reader has it', async () => {
    const response = new Response('text', { status: 500 })
    const text = response.text()
    cancelBody(response)
    await expect(text).resolves.toBe('text')
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a response without a body', new Response(null)],
    ['an error of another kind', new ProviderError({ provider: 'v', kind: 'server', message: 'x' })],
    [
      'an object whose properties cannot be read',
      new Proxy(
        {},
        {
          get() {
            throw new Error('no')
          },
        },
      ),
    ],
  ])('does not exist in %s', (_, value) => {
    expect(() => cancelBody(value)).not.toThrow()
  })
})
