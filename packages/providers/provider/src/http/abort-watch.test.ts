import { getEventListeners } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { ProviderError } from '@llm-balancer/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { AbortWatch } from './abort-watch.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import type { HttpSettings } from './http-settings.ts'

/** How many listen for the abort of a signal. */
const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

/** A client whose server answers so, and how many listened to `signal` when it was asked and when its body was read. */
const watched = (
  signal: AbortSignal,
  answer: () => Response,
  settings: Partial<HttpSettings> = {},
): { readonly client: HttpClient; readonly counts: number[] } => {
  const counts: number[] = []
  const fetch: HttpSettings['fetch'] = () => {
    // The client listens as soon as it has the promise.
    queueMicrotask(() => counts.push(listenersOf(signal)))
    return new Promise((resolve) => {
      queueMicrotask(() => {
        const { body, status, headers } = answer()
        const counted = body?.pipeThrough(
          new TransformStream<Uint8Array, Uint8Array>({
            transform(chunk, controller) {
              counts.push(listenersOf(signal))
              controller.enqueue(chunk)
            },
          }),
        )
        resolve(new Response(counted ?? null, { status, headers }))
      })
    })
  }
  const base = { provider: 'acme', modelId: 'm', baseURL: 'https://api.acme.example/v1', apiKey: 'key' }
  return { client: createHttpClient({ ...base, fetch, ...settings }), counts }
}

const lockedResponse = (): Response => {
  const response = Response.json({})
  response.body?.getReader()
  return response
}

const withBrokenHeaders = (): Response => {
  const response = Response.json({})
  Object.defineProperty(response.headers, 'forEach', { value: unreadable })
  Object.defineProperty(response.headers, 'entries', { value: unreadable })
  Object.defineProperty(response.headers, Symbol.iterator, { value: unreadable })
  return response
}

const unreadable = (): never => {
  throw new Error('not to be read')
}

const settle = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    () => 'failed',
  )

/** Reads the events of an answer to their end; an answer that is a document has none. */
const readEvents = async (answer: object): Promise<void> => {
  if (!('events' in answer)) return
  for await (const _ of answer.events as AsyncIterable<unknown> | readonly unknown[]) continue
}

describe('the signal of a call has one listener, and none afterwards', () => {
  const events = 'data: {"a":1}\n\ndata: [DONE]\n\n'
  const answers: readonly [name: string, answer: () => Response, settings?: Partial<HttpSettings>][] = [
    ['a good answer', () => Response.json({ a: 1 })],
    ['a refusal', () => Response.json({ error: { message: 'no' } }, { status: 400 })],
    ['an answer without a body', () => new Response(null, { status: 200 })],
    ['a refusal without a body', () => new Response(null, { status: 500 })],
    ['an answer that is no JSON', () => new Response('<html>')],
    ['an answer that is too long', () => Response.json({ a: 'a'.repeat(100) }), { maxResponseBytes: 10 }],
    ['events in the place of a document', () => new Response(events)],
  ]
  it.each(answers)('with %s', async (_name, answer, settings) => {
    const { signal } = new AbortController()
    const { client, counts } = watched(signal, answer, settings)
    for (const ask of [client.postJson, client.postWhole, client.postStream] as const) {
      counts.length = 0
      await settle(ask('/chat', {}, { signal }).then(readEvents))
      expect(new Set(counts)).toEqual(new Set([1]))
      expect(listenersOf(signal)).toBe(0)
    }
  })

  const odd: readonly [name: string, fetch: HttpSettings['fetch']][] = [
    ['a connection that fails', () => Promise.reject(new TypeError('fetch failed'))],
    ['a body that was read before', () => Promise.resolve(lockedResponse())],
    ['headers that cannot be read', () => Promise.resolve(withBrokenHeaders())],
  ]
  it.each(odd)('with %s', async (_name, fetch) => {
    const { signal } = new AbortController()
    const { client } = watched(signal, () => Response.json({}), { fetch })
    for (const ask of [client.postJson, client.postWhole, client.postStream] as const)
      expect(await settle(ask('/chat', {}, { signal }))).toBe('failed')
    expect(listenersOf(signal)).toBe(0)
  })

  it('with a report that throws', async () => {
    const { signal } = new AbortController()
    const { client } = watched(signal, () => Response.json({}))
    const report = (): never => {
      throw new Error('no report')
    }
    expect(await settle(client.postJson('/chat', {}, { signal, report }))).toBe('failed')
    expect(listenersOf(signal)).toBe(0)
  })
})

describe('an abort', () => {
  it.each(['postJson', 'postWhole', 'postStream'] as const)(
    'while fetch is called ends %s, also when that fetch heeds no signal',
    async (method) => {
      const controller = new AbortController()
      const { signal } = controller
      const { client } = watched(signal, () => Response.json({}), {
        fetch: () => {
          controller.abort(new Error('the caller has left'))
          return new Promise(() => {})
        },
      })
      await expect(client[method]('/chat', {}, { signal })).rejects.toThrow('the caller has left')
      expect(listenersOf(signal)).toBe(0)
    },
  )

  it.each([
    ['postJson', 0],
    ['postWhole', 0],
    ['postStream', 0],
    // What reads the events listens anew.
    ['postStream', 1],
  ] as const)(
    'that cannot be listened for is an error of %s, and the connection is closed: after %i listeners',
    async (method, most) => {
      const { signal } = new AbortController()
      let listeners = 0
      const listen = signal.addEventListener.bind(signal)
      Object.defineProperty(signal, 'addEventListener', {
        value: (...given: Parameters<typeof listen>) => {
          if (listeners === most) throw new Error('no listeners')
          listeners += 1
          listen(...given)
        },
      })
      const cancel = vi.fn()
      const { client } = watched(signal, () => Response.json({}), {
        fetch: () => Promise.resolve(new Response(new ReadableStream({ cancel }))),
      })
      await expect(client[method]('/chat', {}, { signal })).rejects.toBeInstanceOf(ProviderError)
      await turn()
      expect(cancel).toHaveBeenCalledOnce()
      expect(listenersOf(signal)).toBe(0)
    },
  )

  it('that cannot be listened for leaves no rejection without a handler when the connection fails', async () => {
    const { signal } = new AbortController()
    Object.defineProperty(signal, 'addEventListener', { value: unreadable })
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    onTestFinished(() => {
      process.removeListener('unhandledRejection', unhandled)
    })
    const { client } = watched(signal, () => Response.json({}), {
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    })
    await expect(client.postJson('/chat', {}, { signal })).rejects.toBeInstanceOf(ProviderError)
    await turn()
    expect(unhandled).not.toHaveBeenCalled()
  })
})

describe('AbortWatch', () => {
  it('ends what the call waits for last, once it aborts', () => {
    const controller = new AbortController()
    const watch = new AbortWatch(controller.signal)
    const heard: string[] = []
    watch.guard(() => heard.push('fetch'))
    watch.guard(() => heard.push('body'))
    controller.abort()
    expect(heard).toEqual(['body'])
  })

  it('ends nothing after its end', () => {
    const controller = new AbortController()
    const watch = new AbortWatch(controller.signal)
    const heard: string[] = []
    watch.guard(() => heard.push('body'))
    watch.end()
    watch.end()
    controller.abort()
    expect(heard).toEqual([])
  })
})
