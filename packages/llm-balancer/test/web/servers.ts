import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startFakeLLM, type FakeLLMServer, type FakeTargetOptions } from '@llm-balancer/testing'
import { expect, onTestFinished } from 'vitest'
import { createLLMBalancer, type LLMBalancer } from '../../src/index.ts'

/** A balancer over a fake server with two targets, over sockets. */
export type WebScene = {
  readonly fake: FakeLLMServer<'a' | 'b'>
  readonly llm: LLMBalancer
  /** Waits until the upstream call has been ended by its client, and nothing runs any more. */
  readonly untilLeft: () => Promise<void>
}

/** Sets a scene and ends it with the test. */
export async function webScene(a: FakeTargetOptions = {}): Promise<WebScene> {
  const fake = await startFakeLLM({ targets: { a, b: { format: 'anthropic' } } })
  const llm = createLLMBalancer({
    strategy: 'failover',
    providers: [
      { name: 'a', type: 'openai', apiKey: 'sk-planted-0123456789', model: 'm', baseURL: fake.url('a') },
      { name: 'b', type: 'anthropic', apiKey: 'sk-planted-0123456789', model: 'm', baseURL: fake.url('b') },
    ],
  })
  onTestFinished(async () => {
    await llm.close({ graceMs: 0 })
    await fake.close()
  })
  return {
    fake,
    llm,
    untilLeft: async () => {
      await fake.until((requests) => requests.some(({ end }) => end === 'client-closed'))
      expect(llm.snapshot().targets.map(({ inFlight }) => inFlight)).toEqual([0, 0])
    },
  }
}

/** Hangs after its first content: only a client that leaves ends it. */
export const hanging = { fault: 'hang-in-body', afterChunks: 1 } as const

/** The address of a server that listens on 127.0.0.1, and is closed with the test. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

/** The same for a listener of `node:http`. */
export async function serving(listener: RequestListener): Promise<string> {
  return listening(createServer(listener))
}

/** A request for a chat, as a browser sends it. */
export async function post(url: string, signal?: AbortSignal): Promise<Response> {
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] })
  const headers = { 'content-type': 'application/json' }
  return fetch(`${url}/chat`, { method: 'POST', headers, body, ...(signal === undefined ? {} : { signal }) })
}
