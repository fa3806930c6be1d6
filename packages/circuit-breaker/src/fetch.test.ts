import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getEventListeners } from 'node:events'
import { createFakeClock } from '@llm-balancer/core/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCircuitBreaker } from './index.ts'
import { rejects } from './test/scene.ts'

let server: Server
let url: string
/** Answers of which the body is still open. */
let open: ServerResponse[]

beforeEach(async () => {
  open = []
  server = createServer((request, response) => {
    response.writeHead(request.url === '/busy' ? 503 : 200, { 'retry-after': '3' })
    response.write('first ')
    open.push(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

describe('around plain fetch', () => {
  it('the time limit does not touch a body that has been returned', async () => {
    const clock = createFakeClock()
    const breaker = createCircuitBreaker({ clock, timeoutMs: 1000 })
    const response = await breaker.execute(({ signal }) => fetch(url, { signal }))
    await clock.advance(1_000_000)
    open[0]?.end('second')
    expect(await response.text()).toBe('first second')
  })

  it('the caller can still abort a body that has been returned', async () => {
    const breaker = createCircuitBreaker({ clock: createFakeClock() })
    const caller = new AbortController()
    const response = await breaker.execute(({ signal }) => fetch(url, { signal }), { signal: caller.signal })
    const reason = new Error('gone')
    caller.abort(reason)
    expect(await rejects(response.text())).toBe(reason)
    expect(breaker.state).toBe('closed')
  })

  it('an error status counts, with its Retry-After', async () => {
    const clock = createFakeClock()
    const breaker = createCircuitBreaker({ clock, failureThreshold: 1, resetTimeoutMs: 10 })
    const response = await breaker.execute(({ signal }) => fetch(`${url}/busy`, { signal }))
    await response.body?.cancel()
    expect(breaker.availableAt()).toBe(clock.now() + 3000)
  })

  it('a stream that is left closes its connection', async () => {
    const breaker = createCircuitBreaker({ clock: createFakeClock() })
    const text = breaker.executeStream<Uint8Array>(async ({ signal }) => {
      const { body } = await fetch(url, { signal })
      if (body === null) throw new Error('no body')
      return body
    })
    for await (const _chunk of text) break
    const [response] = open
    await new Promise<void>((resolve) => {
      if (response?.closed !== false) resolve()
      else response.on('close', resolve)
    })
    expect(response?.closed).toBe(true)
  })
})

async function* one(value: number): AsyncGenerator<number> {
  yield await Promise.resolve(value)
}

it('leaves no listener on the caller’s signal and no timer, however a call ends', async () => {
  const clock = createFakeClock()
  const breaker = createCircuitBreaker({ clock, failureThreshold: 1000 })
  const { signal } = new AbortController()
  for (let call = 0; call < 50; call += 1) {
    await breaker.execute(() => call, { signal })
    await rejects(breaker.execute(() => Promise.reject(new Error('no')), { signal }))
    for await (const _chunk of breaker.executeStream(() => one(call), { signal })) break
  }
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(clock.pending).toBe(0)
})
