import { createServer, type IncomingMessage } from 'node:http'
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { sourcesOf } from '@llm-balancer/testing'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { ChatRequest, LLMBalancer } from '../../src/index.ts'
import { pipeTo, toResponse } from '../../src/web/index.ts'
import { hanging, listening, post, serving, webScene } from './servers.ts'

/** Starts a server with one route that answers with a stream, as its framework's users write it, and gives its address. */
type StartServer = (llm: LLMBalancer) => Promise<string>

const readBody = async (request: IncomingMessage): Promise<ChatRequest> => {
  const pieces: Uint8Array[] = []
  for await (const piece of request) pieces.push(piece as Uint8Array)
  return JSON.parse(Buffer.concat(pieces).toString()) as ChatRequest
}

const startHono: StartServer = async (llm) => {
  const app = new Hono()
  app.post('/chat', async (context) => {
    const request = await context.req.json<ChatRequest>()
    return toResponse(llm.stream(request), { signal: context.req.raw.signal })
  })
  return new Promise((resolve) => {
    const server = serve(
      { fetch: app.fetch, hostname: '127.0.0.1', port: 0, overrideGlobalObjects: false },
      ({ port }) => {
        resolve(`http://127.0.0.1:${String(port)}`)
      },
    ) as Server
    onTestFinished(async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    })
  })
}

const startExpress: StartServer = async (llm) => {
  const app = express()
  app.use(express.json())
  app.post('/chat', async (request, response) => {
    await pipeTo(response, llm.stream(request.body as ChatRequest))
  })
  return listening(createServer(app))
}

const startFastify: StartServer = async (llm) => {
  const app = fastify({ forceCloseConnections: true })
  onTestFinished(async () => {
    await app.close()
  })
  app.post('/chat', async (request, reply) => {
    reply.hijack()
    await pipeTo(reply.raw, llm.stream(request.body as ChatRequest))
  })
  return app.listen({ host: '127.0.0.1', port: 0 })
}

const startHttp: StartServer = async (llm) =>
  serving((request, response) => {
    void readBody(request).then((body) => pipeTo(response, llm.stream(body)))
  })

const servers: readonly (readonly [name: string, start: StartServer])[] = [
  ['Hono', startHono],
  ['Express', startExpress],
  ['Fastify', startFastify],
  ['node:http', startHttp],
]

describe.each(servers)('a server of %s', (_name, start) => {
  beforeEach(() => {
    // Hono's server logs bodies that break.
    vi.spyOn(console, 'error').mockReturnValue()
  })

  it('streams an answer', async () => {
    const { llm } = await webScene()
    const response = await post(await start(llm))
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(sourcesOf(await response.text())).toEqual(['a#1'])
  })

  it('fails over before the first content, unseen by its client', async () => {
    const { llm, fake } = await webScene()
    fake.target('a').script(['overloaded'])
    const response = await post(await start(llm))
    expect([response.status, sourcesOf(await response.text())]).toEqual([200, ['b#2']])
  })

  it('answers 503 with retry-after when no target can serve', async () => {
    const { llm, fake } = await webScene()
    fake.target('a').outage({ status: 503, retryAfterMs: 90_000 })
    fake.target('b').outage({ status: 503, retryAfterMs: 90_000 })
    const response = await post(await start(llm))
    expect(response.status).toBe(503)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(await response.json()).toMatchObject({ error: { code: 'all-targets-failed', kind: 'overloaded' } })
  })

  it('ends the upstream call when its client leaves', async () => {
    const { llm, fake, untilLeft } = await webScene()
    fake.target('a').script([hanging])
    const leaving = new AbortController()
    const response = await post(await start(llm), leaving.signal)
    const { done } = (await response.body?.getReader().read()) ?? {}
    expect(done).toBe(false)
    leaving.abort()
    await untilLeft()
  })

  it('ends the upstream call when its client leaves before the first content', async () => {
    const { llm, fake, untilLeft } = await webScene()
    fake.target('a').script(['hang-before-headers'])
    const leaving = new AbortController()
    const asking = post(await start(llm), leaving.signal)
    await fake.until((requests) => requests.length === 1)
    leaving.abort()
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' })
    await untilLeft()
  })

  it('never lets half a text look whole', async () => {
    const { llm, fake } = await webScene()
    fake.target('a').script([{ fault: 'cut-in-body', afterChunks: 1 }])
    const response = await post(await start(llm))
    // Hono's server may not have sent the head yet, and answers 500 then.
    const reading = response.ok ? response.text() : Promise.reject(new Error('refused'))
    await expect(reading).rejects.toThrow()
  })
})

describe('a handler of Next', () => {
  const handler = (llm: LLMBalancer) => async (request: Request) => {
    const body = (await request.json()) as ChatRequest
    return toResponse(llm.stream(body), { format: 'sse', signal: request.signal })
  }
  const request = (signal?: AbortSignal): Request =>
    new Request('http://localhost/api/chat', {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }),
      ...(signal === undefined ? {} : { signal }),
    })

  it('ends the upstream call when the request is aborted, though nothing reads the body', async () => {
    const { llm, fake, untilLeft } = await webScene()
    fake.target('a').script([hanging])
    const leaving = new AbortController()
    const response = await handler(llm)(request(leaving.signal))
    leaving.abort()
    await untilLeft()
    await expect(response.text()).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('ends the upstream call when the body is cancelled', async () => {
    const { llm, fake, untilLeft } = await webScene()
    fake.target('a').script([hanging])
    const response = await handler(llm)(request())
    await response.body?.cancel()
    await untilLeft()
  })

  it('ends the call of a whole answer, which is given the signal', async () => {
    const { llm, fake, untilLeft } = await webScene()
    fake.target('a').script(['hang-before-headers'])
    const leaving = new AbortController()
    const prompt = 'Hello'
    const asking = toResponse((signal) => llm.request({ prompt }, { signal }), { signal: leaving.signal })
    await fake.until((requests) => requests.length === 1)
    leaving.abort()
    await untilLeft()
    const response = await asking
    expect([response.status, await response.json()]).toEqual([
      499,
      { error: { code: 'client-closed-request', message: 'the request was aborted' } },
    ])
  })
})
