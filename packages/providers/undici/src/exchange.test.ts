import { describe, expect, it } from 'vitest'
import { Exchange, type ExchangeFacts } from './exchange.ts'

/** An exchange, and what it has asked of its connection. */
const begun = (facts: Partial<ExchangeFacts> = {}) => {
  const asked: unknown[] = []
  const controller = {
    abort: (reason: unknown) => asked.push(reason),
    pause: () => asked.push('pause'),
    resume: () => asked.push('resume'),
    // What an exchange uses of undici's controller.
  } as unknown as Parameters<Exchange['onRequestStart']>[0]
  const exchange = new Exchange({
    ...{ url: 'https://acme.example/a', signal: undefined, redirect: 'manual' },
    ...facts,
  })
  return { exchange, controller, asked }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a response', () => {
  it('has its address, its status, its headers and its body', async () => {
    const { exchange, controller } = begun()
    exchange.onRequestStart(controller)
    exchange.onResponseStart(controller, 103, {})
    const headers = { ':status': '200', 'x-one': '1', 'set-cookie': ['a=1', 'b=2'], 'x-none': undefined }
    exchange.onResponseStart(controller, 200, headers, 'Fine')
    const response = await exchange.response
    expect(response).toMatchObject({ url: 'https://acme.example/a', status: 200, statusText: 'Fine' })
    expect([...response.headers]).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['x-one', '1'],
    ])
    exchange.onResponseData(controller, bytes('Hel'))
    exchange.onResponseData(controller, bytes('lo'))
    exchange.onResponseEnd()
    expect(await response.text()).toBe('Hello')
  })

  it.each([204, 205, 304])('with the status %i has no body', async (status) => {
    const { exchange, controller } = begun()
    exchange.onResponseStart(controller, status, {})
    exchange.onResponseEnd()
    expect((await exchange.response).body).toBeNull()
  })

  it('is taken no further than 64 KiB before it is read', async () => {
    const { exchange, controller, asked } = begun()
    exchange.onRequestStart(controller)
    exchange.onResponseStart(controller, 200, {})
    const reader = (await exchange.response).body?.getReader()
    asked.length = 0
    exchange.onResponseData(controller, new Uint8Array(65_535))
    expect(asked).toEqual([])
    exchange.onResponseData(controller, new Uint8Array(1))
    expect(asked).toEqual(['pause'])
    await reader?.read()
    expect(asked).toEqual(['pause', 'resume'])
    await reader?.cancel('enough')
  })

  it('that HTTP does not allow is a failure', async () => {
    const { exchange, controller, asked } = begun()
    exchange.onRequestStart(controller)
    exchange.onResponseStart(controller, 200, { 'bad name': 'x' })
    await expect(exchange.response).rejects.toMatchObject({ name: 'TypeError', message: 'fetch failed' })
    expect(asked).toHaveLength(1)
  })
})

describe('a redirect', () => {
  const to = { location: 'https://elsewhere.example/' }

  it.each([300, 307, 399])('with the status %i is an error where that was asked for', async (status) => {
    const { exchange, controller, asked } = begun({ redirect: 'error' })
    exchange.onRequestStart(controller)
    exchange.onResponseStart(controller, status, to)
    await expect(exchange.response).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { message: 'unexpected redirect' },
    })
    expect(asked).toHaveLength(1)
  })

  it.each<[number, Record<string, string>, 'manual' | 'error']>([
    [307, to, 'manual'],
    [299, to, 'error'],
    [400, to, 'error'],
    [304, {}, 'error'],
  ])('is none, or an answer: %i with %j, redirect %s', async (status, headers, redirect) => {
    const { exchange, controller } = begun({ redirect })
    exchange.onResponseStart(controller, status, headers)
    exchange.onResponseEnd()
    expect((await exchange.response).status).toBe(status)
  })
})

describe('an abort', () => {
  const reason = new Error('enough')

  it('rejects with its reason and ends the request, also where that begins later', async () => {
    const early = new AbortController()
    const { exchange, controller, asked } = begun({ signal: early.signal })
    early.abort(reason)
    await expect(exchange.response).rejects.toBe(reason)
    expect(asked).toEqual([])
    exchange.onRequestStart(controller)
    expect(asked).toEqual([reason])
    exchange.onResponseStart(controller, 200, {})
    exchange.onResponseData(controller, bytes('late'))
    exchange.onResponseEnd()
    exchange.onResponseError(controller, new Error('other'))
    expect(asked).toEqual([reason])
  })

  it('without an error ends it with one', async () => {
    const left = new AbortController()
    const { exchange, controller, asked } = begun({ signal: left.signal })
    exchange.onRequestStart(controller)
    left.abort('enough')
    await expect(exchange.response).rejects.toBe('enough')
    expect(asked).toEqual([expect.objectContaining({ name: 'AbortError' })])
  })

  it('in the body breaks the body', async () => {
    const left = new AbortController()
    const { exchange, controller } = begun({ signal: left.signal })
    exchange.onRequestStart(controller)
    exchange.onResponseStart(controller, 200, {})
    const reading = (await exchange.response).text()
    left.abort(reason)
    await expect(reading).rejects.toBe(reason)
    // What the connection says of its end is nothing new.
    exchange.onResponseError(controller, new Error('aborted'))
  })

  it('changes nothing when the answer is whole', async () => {
    const left = new AbortController()
    const { exchange, controller, asked } = begun({ signal: left.signal })
    exchange.onRequestStart(controller)
    exchange.onResponseStart(controller, 200, {})
    exchange.onResponseData(controller, bytes('Hi'))
    exchange.onResponseEnd()
    asked.length = 0
    left.abort(reason)
    expect(await (await exchange.response).text()).toBe('Hi')
    expect(asked.filter((one) => one !== 'resume')).toEqual([])
  })
})

describe('a connection that breaks', () => {
  const broken = new Error('reset')

  it('fails the request before the answer, and terminates the body in it', async () => {
    const before = begun()
    before.exchange.onResponseError(before.controller, broken)
    await expect(before.exchange.response).rejects.toMatchObject({ message: 'fetch failed', cause: broken })
    const within = begun()
    within.exchange.onResponseStart(within.controller, 200, {})
    const reading = (await within.exchange.response).text()
    within.exchange.onResponseError(within.controller, broken)
    await expect(reading).rejects.toMatchObject({ message: 'terminated', cause: broken })
  })

  it('is left by a reader with a reason, or without one', async () => {
    const { exchange, controller, asked } = begun()
    exchange.onRequestStart(controller)
    exchange.onResponseStart(controller, 200, {})
    await (await exchange.response).body?.cancel()
    expect(asked.at(-1)).toMatchObject({ name: 'AbortError', message: 'the body was left' })
  })
})

/** A signal of the caller's own that cannot be left. */
const unleavable = (): AbortSignal =>
  Object.assign(new AbortController().signal, {
    removeEventListener: () => {
      throw new Error('no leaving')
    },
  })

it('a signal that cannot be left holds up no answer', async () => {
  const { exchange, controller } = begun({ signal: unleavable() })
  exchange.onRequestStart(controller)
  exchange.onResponseStart(controller, 200, {})
  const response = await exchange.response
  exchange.onResponseData(controller, bytes('Hello'))
  exchange.onResponseEnd()
  expect(await response.text()).toBe('Hello')
})
