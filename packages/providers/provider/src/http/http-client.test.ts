import { inspect } from 'node:util'
import { ProviderError } from '@llm-balancer/core'
import type { AttemptFacts } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { createHttpClient } from './http-client.ts'
import type { HttpClient } from './http-client.ts'
import type { Fetch, HttpSettings } from './http-settings.ts'

const key = 'planted-key-123'
const prompt = 'planted-prompt'

type Sent = { readonly url: string; readonly init: RequestInit }

const clientOf = (
  answer: Response | Error | Fetch,
  settings: Partial<HttpSettings> = {},
): { readonly client: HttpClient; readonly sent: Sent[] } => {
  const sent: Sent[] = []
  const fetch: Fetch = (url, init) => {
    sent.push({ url, init })
    if (typeof answer === 'function') return answer(url, init)
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
  const base = { provider: 'acme', modelId: 'm', baseURL: 'https://api.acme.example/v1', apiKey: key }
  return { client: createHttpClient({ ...base, fetch, ...settings }), sent }
}

const json = (body: unknown, init: ResponseInit = {}): Response => Response.json(body, init)

/** Everything of an error that can be printed, hidden fields and causes included. */
const shown = (error: unknown): string => inspect(error, { depth: Infinity, showHidden: true })

const failureOf = async (work: Promise<unknown>): Promise<ProviderError> => {
  const error = (await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )) as ProviderError
  expect(shown(error)).not.toContain(key)
  expect(shown(error)).not.toContain(prompt)
  return error
}

/** A body that gives `chunks`, then waits for ever, and notes when it is cancelled. */
const endless = (
  chunks: readonly string[],
): { readonly body: ReadableStream<Uint8Array>; cancelled: boolean } => {
  const state = { cancelled: false }
  const rest = [...chunks]
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = rest.shift()
        if (chunk !== undefined) controller.enqueue(new TextEncoder().encode(chunk))
        return chunk === undefined ? new Promise<void>(() => {}) : undefined
      },
      cancel() {
        state.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return Object.assign(state, { body })
}

describe('a request', () => {
  it.each([false, true])(
    'repeats no key of the base URL’s query; with the vendor’s words: %j',
    async (expose) => {
      const echo = 'planted/subscription 42'
      const baseURL = `https://gw.example/v1?subscription-key=${encodeURIComponent(echo)}&api-version=2026-01-01`
      const said = { message: `bad key ${echo} for 2026-01-01`, code: echo, type: 'planted' }
      const answer = json({ error: { ...said, param: encodeURIComponent(echo) } }, { status: 400 })
      const { client } = clientOf(answer, { baseURL, exposeVendorErrors: expose })
      const error = await failureOf(client.postJson('/chat', {}))
      expect(shown(error)).not.toMatch(/planted.subscription/)
      expect(error.vendorMessage).toBe('bad key [redacted] for 2026-01-01')
    },
  )

  it.each(['code', 'param', 'type'])('repeats no header that the vendor echoes as its %s', async (field) => {
    const echoes = ['planted-team-1', 'x-planted-token-1', 'red']
    const headers = { 'x-team': 'planted-team-1', 'x-auth': 'Custom planted-token-1', 'x-colour': 'red' }
    for (const echo of echoes) {
      const answer = json({ error: { code: 'odd', [field]: echo } }, { status: 400 })
      const { client } = clientOf(answer, { headers })
      const error = await failureOf(client.postJson('/chat', { prompt }))
      expect(shown(error)).not.toContain(echo)
    }
    const own = clientOf(json({ error: { code: 'planted-call-1' } }, { status: 400 }))
    const call = { headers: [{ 'x-call': 'planted-call-1' }] }
    expect((await failureOf(own.client.postJson('/chat', {}, call))).vendorCode).toBeUndefined()
  })

  it('repeats no key that is a part of a header’s word', async () => {
    const said = { code: 'odd', message: `no such key: ${key}` }
    const { client } = clientOf(json({ error: said }, { status: 400 }), {
      authHeaders: (own) => ({ 'x-auth': `v1.${own}.end` }),
    })
    const error = await failureOf(client.postJson('/chat', {}))
    expect(error.vendorMessage).toBe('no such key: [redacted]')
  })

  it('repeats no key or header in an error inside a good answer', () => {
    const { client } = clientOf(json({}), { headers: { 'x-team': 'planted-team-1' } })
    const answer = { url: 'https://api.acme.example/v1/chat', status: 200, headers: {} }
    for (const code of [key, 'planted-team-1']) {
      expect(client.classify({ error: { code } }, answer).vendorCode).toBeUndefined()
    }
  })

  it('repeats nothing that went with it in an error inside its answer', async () => {
    const echoes = ['rotated-key-1', 'planted-call-1', 'planted-team-1']
    for (const echo of echoes) {
      const settings = { apiKey: () => 'rotated-key-1', headers: { 'x-team': 'planted-team-1' } }
      const error = { code: echo, type: 'odd', message: `see ${echo}` }
      const call = { headers: [{ 'x-call': 'planted-call-1' }] }
      const headers = { 'content-type': 'text/event-stream', 'x-request-id': echo }
      const whole = clientOf(json({}, { headers }), settings).client
      const answer = await whole.postJson('/chat', {}, call)
      const streaming = clientOf(new Response('data: 1', { headers }), settings).client
      const stream = await streaming.postStream('/chat', {}, call)
      stream.close()
      for (const failure of [whole.classify({ error }, answer), streaming.classify({ error }, stream)]) {
        expect(failure).toMatchObject({ vendorCode: 'odd', vendorMessage: 'see [redacted]' })
        expect(failure.requestId).toBeUndefined()
      }
      expect(whole.failure('server', answer).requestId).toBeUndefined()
    }
  })

  it("says the vendor's own words where that was asked for, in refusals and inside answers", async () => {
    const error = { message: `Unknown speed; your key is ${key}` }
    const words = 'Unknown speed; your key is [redacted]'
    const settings = { exposeVendorErrors: true }
    const refused = clientOf(json({ error }, { status: 400 }), settings)
    expect(await failureOf(refused.client.postJson('/chat', {}))).toMatchObject({
      message: `acme/m: the request was refused (400): ${words}`,
      vendorMessage: words,
    })
    const broken = clientOf(json({ error }, { headers: { 'content-type': 'application/json' } }), settings)
    expect(await failureOf(broken.client.postStream('/chat', {}))).toMatchObject({
      message: `acme/m: the server failed: ${words}`,
    })
    const quiet = clientOf(json({ error }, { status: 400 }))
    expect(await failureOf(quiet.client.postJson('/chat', {}))).toMatchObject({
      message: 'acme/m: the request was refused (400)',
      vendorMessage: words,
    })
  })

  it('goes below the base, with the key, the JSON and no redirects', async () => {
    const { client, sent } = clientOf(json({ ok: true }))
    const answer = await client.postJson('/chat', { prompt })
    expect(answer).toMatchObject({ url: 'https://api.acme.example/v1/chat', status: 200, body: { ok: true } })
    expect(sent[0]).toMatchObject({
      url: 'https://api.acme.example/v1/chat',
      init: {
        method: 'POST',
        body: JSON.stringify({ prompt }),
        redirect: 'manual',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      },
    })
  })

  it("lays the caller's headers on top, whatever their case, and undefined removes one", async () => {
    const { client, sent } = clientOf(json({}), { headers: { 'X-Team': 'a', 'X-Gone': 'b' } })
    const headers = [{ 'x-team': 'b', authorization: 'Basic own' }, undefined, { 'X-GONE': undefined }]
    await client.getJson('/models', { headers })
    expect(sent[0]?.init.headers).toEqual({ 'x-team': 'b', authorization: 'Basic own' })
  })

  it('asks for the key each time when it is a function', async () => {
    let count = 0
    const { client, sent } = clientOf(() => Promise.resolve(json({})), {
      apiKey: () => Promise.resolve(`key-${++count}`),
      authHeaders: (current) => ({ 'x-api-key': current }),
    })
    await client.getJson('/a')
    await client.getJson('/b')
    expect(sent.map(({ init }) => init.headers)).toEqual([{ 'x-api-key': 'key-1' }, { 'x-api-key': 'key-2' }])
  })

  it('is an auth failure when the function gives no usable key', async () => {
    const throws = clientOf(json({}), {
      apiKey: () => {
        throw new Error('vault is shut')
      },
    })
    expect(await failureOf(throws.client.getJson('/a'))).toMatchObject({ kind: 'auth', scope: 'key' })
    const empty = clientOf(json({}), { apiKey: () => '' })
    expect(await failureOf(empty.client.getJson('/a'))).toMatchObject({ kind: 'auth', scope: 'key' })
    expect([...throws.sent, ...empty.sent]).toEqual([])
  })

  it('is refused before it is sent when a header cannot be carried', async () => {
    const { client, sent } = clientOf(json({}))
    const call = client.getJson('/a', { headers: [{ 'x-note': `${key}\n` }] })
    expect(await failureOf(call)).toBeInstanceOf(TypeError)
    expect(sent).toEqual([])
  })

  it('reports headers and limits, of refusals too', async () => {
    for (const status of [200, 429]) {
      const facts: unknown[] = []
      const limitHeaders = [{ unit: 'requests', remaining: 'x-left' }] as const
      const { client } = clientOf(json({}, { status, headers: { 'x-left': '3' } }), { limitHeaders })
      await client.postJson('/chat', {}, { report: (fact) => facts.push(fact) }).catch(() => {})
      expect(facts).toMatchObject([
        { headers: { 'x-left': '3' }, limits: [{ unit: 'requests', remaining: 3 }] },
      ])
    }
  })
})

describe('the limits in a report', () => {
  it('are parsed when they are looked at, once, and also by a copy', async () => {
    const units = vi.fn(() => 'requests' as const)
    const limitHeaders = [Object.defineProperty({ remaining: 'x-left' }, 'unit', { get: units })]
    const ask = async (headers: Record<string, string>): Promise<AttemptFacts | undefined> => {
      const facts: AttemptFacts[] = []
      const { client } = clientOf(json({}, { headers }), { limitHeaders: limitHeaders as never })
      await client.postJson('/chat', {}, { report: (fact) => facts.push(fact) })
      return facts[0]
    }
    const facts = await ask({ 'x-left': '3' })
    units.mockClear()
    expect({ ...facts }.limits).toEqual([{ unit: 'requests', remaining: 3 }])
    expect(facts?.limits).toBe(facts?.limits)
    expect(units).toHaveBeenCalledTimes(1)
    expect((await ask({}))?.limits).toBeUndefined()
  })

  it('count times from when the answer came, whenever they are looked at', async () => {
    let now = Date.UTC(2026, 10, 20, 12)
    const limitHeaders = [{ unit: 'requests', remaining: 'x-left', reset: 'x-reset' }] as const
    const headers = { 'x-left': '3', 'x-reset': '2026-11-20T12:01:00Z' }
    const { client } = clientOf(json({}, { headers }), { limitHeaders, now: () => now })
    const facts: AttemptFacts[] = []
    await client.postJson('/chat', {}, { report: (fact) => facts.push(fact) })
    now += 30_000
    expect(facts[0]?.limits).toEqual([{ unit: 'requests', remaining: 3, resetMs: 60_000 }])
  })
})

describe('a report that throws', () => {
  it('ends the call with its own error, and closes the connection', async () => {
    const answer = endless(['{'])
    const { client } = clientOf(new Response(answer.body))
    const report = (): void => {
      throw new RangeError('no room')
    }
    const withoutBody = clientOf(new Response(null)).client
    await expect(withoutBody.postJson('/chat', {}, { report })).rejects.toThrow('no room')
    await expect(client.postJson('/chat', {}, { report })).rejects.toThrow('no room')
    expect(answer.cancelled).toBe(true)
  })
})

describe('an answer that is wrong', () => {
  it.each([
    ['', 'acme/m: the answer is empty'],
    ['<html>hello</html>', 'acme/m: the answer is no JSON object but text/html', 'text/html; charset=utf-8'],
    ['{"cut": "he', 'acme/m: the answer is no JSON object', 'application/json'],
    ['plain', 'acme/m: the answer is no JSON object', 'not a type'],
    ['[1]', 'acme/m: the answer is no JSON object'],
    [`{"long":"${'x'.repeat(200)}"}`, 'acme/m: the answer is longer than 100 bytes'],
  ])('%j is an invalid response', async (body, message, type = 'application/json') => {
    const response = new Response(body, { headers: { 'content-type': type } })
    const { client } = clientOf(response, { maxResponseBytes: 100 })
    expect(await failureOf(client.postJson('/chat', {}))).toMatchObject({
      kind: 'invalid-response',
      scope: 'target',
      status: 200,
      message,
    })
  })

  it('is read no further than allowed', async () => {
    const answer = endless(['x'.repeat(150), 'x'.repeat(150)])
    const { client } = clientOf(new Response(answer.body), { maxResponseBytes: 100 })
    await failureOf(client.postJson('/chat', {}))
    expect(answer.cancelled).toBe(true)
  })

  it('is judged by status, rules and body when it is a refusal, however long that is', async () => {
    const answer = endless([`{"error":{"code":"slow","message":"${key} ${prompt}"}}`.padEnd(150)])
    const { client } = clientOf(new Response(answer.body, { status: 503 }), { maxErrorBytes: 100 })
    expect(await failureOf(client.postJson('/chat', {}))).toMatchObject({ kind: 'overloaded', status: 503 })
    expect(answer.cancelled).toBe(true)
  })

  it('passes the probe when it is a JSON object or list, and fails it otherwise', async () => {
    for (const body of [{}, []]) {
      await expect(clientOf(json(body)).client.probe('/models')).resolves.toBeUndefined()
    }
    const page = clientOf(new Response('hello', { headers: { 'content-type': 'text/html' } }))
    expect(await failureOf(page.client.probe('/models'))).toMatchObject({ kind: 'invalid-response' })
    expect(page.sent[0]?.init.method).toBe('GET')
  })

  it('is not followed when it points elsewhere', async () => {
    const answer = new Response(null, { status: 307, headers: { location: 'https://evil.example' } })
    const { client, sent } = clientOf(answer)
    expect(await failureOf(client.postJson('/chat', {}))).toMatchObject({
      kind: 'invalid-response',
      status: 307,
    })
    expect(sent).toHaveLength(1)
  })
})

describe('a network failure', () => {
  it('says why, without what hangs on the error', async () => {
    const cause = Object.assign(new Error(`read ECONNRESET ${key}`), { code: 'ECONNRESET' })
    const { client } = clientOf(Object.assign(new TypeError('fetch failed', { cause }), { body: prompt }))
    const error = await failureOf(client.postJson('/chat', {}))
    expect(error).toMatchObject({
      kind: 'network',
      scope: 'target',
      cause: { cause: { code: 'ECONNRESET' } },
    })
  })

  it('is a timeout when the transport says so', async () => {
    const cause = Object.assign(new Error('late'), { name: 'HeadersTimeoutError' })
    const { client } = clientOf(new TypeError('fetch failed', { cause }))
    expect(await failureOf(client.postJson('/chat', {}))).toMatchObject({ kind: 'timeout' })
  })

  it('is what a transport that knows what it means says', async () => {
    const known = new ProviderError({ provider: 'acme', kind: 'auth', message: 'no token' })
    const { client } = clientOf(known)
    expect(await failureOf(client.postJson('/chat', {}))).toBe(known)
    await expect(client.getJson('/a', { signal: AbortSignal.abort('left') })).rejects.toBe('left')
  })

  it('in the middle of an answer is one, too', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('terminated'))
      },
    })
    const { client } = clientOf(new Response(body))
    expect(await failureOf(client.postJson('/chat', {}))).toMatchObject({ kind: 'network' })
  })
})

describe('an abort', () => {
  const reason = new Error('the caller left')

  it('before the call sends nothing', async () => {
    const { client, sent } = clientOf(json({}))
    await expect(client.getJson('/a', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(sent).toEqual([])
  })

  it('while waiting throws its reason, also when the transport is deaf, and closes a late answer', async () => {
    const controller = new AbortController()
    const late = endless([])
    let respond = (_: Response): void => {}
    const { client } = clientOf(() => new Promise((resolve) => (respond = resolve)))
    const call = client.getJson('/a', { signal: controller.signal })
    await Promise.resolve()
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    respond(new Response(late.body))
    await new Promise(setImmediate)
    expect(late.cancelled).toBe(true)
  })

  it('while reading throws its reason and closes the connection', async () => {
    for (const status of [200, 500]) {
      const controller = new AbortController()
      const answer = endless(['{'])
      const { client } = clientOf(new Response(answer.body, { status }))
      const call = client.getJson('/a', { signal: controller.signal })
      await new Promise(setImmediate)
      controller.abort(reason)
      await expect(call).rejects.toBe(reason)
      expect(answer.cancelled).toBe(true)
    }
  })
})

describe('a whole answer', () => {
  const ask = (body: string, type = 'application/json'): Promise<unknown> =>
    clientOf(new Response(body, { headers: { 'content-type': type } })).client.postWhole('/chat', {})

  it('is a JSON object, whatever its label', async () => {
    for (const type of ['application/json', 'text/html', 'text/event-stream'])
      expect(await ask('{"a":1}', type)).toMatchObject({ status: 200, body: { a: 1 } })
  })

  it.each(['text/event-stream', 'application/json'])('may have come as events, labelled %s', async (type) => {
    const body = ': hi\n\nevent: a\ndata: 1\n\ndata: [DONE]\n\ndata: 2\n\n'
    expect(await ask(body, type)).toMatchObject({ events: [{ event: 'a', data: '1' }, { data: '[DONE]' }] })
    expect(await ask('\ndata:1\n\ndata: 2', type)).toMatchObject({
      events: [{ data: '1' }, { data: '2', cut: true }],
    })
  })

  it.each(['<html>', 'plain text: data', '[1]', '"data: 1"', ''])('is nothing else: %j', async (body) => {
    expect(await failureOf(ask(body))).toMatchObject({ kind: 'invalid-response' })
  })

  it('is read no further than allowed, as events too', async () => {
    const response = new Response(`data: ${'x'.repeat(200)}\n\n`)
    const { client } = clientOf(response, { maxResponseBytes: 100 })
    expect(await failureOf(client.postWhole('/', {}))).toMatchObject({
      kind: 'invalid-response',
      message: 'acme/m: the answer is longer than 100 bytes',
    })
  })
})

describe('a stream', () => {
  const events = { headers: { 'content-type': 'text/event-stream' } }

  it('gives events up to the terminator and closes the connection', async () => {
    const answer = endless(['data: 1\n\n', 'data: [DONE]\n\n'])
    const { client } = clientOf(new Response(answer.body, events))
    const data: string[] = []
    for await (const event of (await client.postStream('/chat', {})).events) data.push(event.data)
    expect(data).toEqual(['1', '[DONE]'])
    expect(answer.cancelled).toBe(true)
  })

  it('has no events after its terminator, without a body, and once it is closed', async () => {
    const ended = await clientOf(new Response('data: [DONE]\n\ndata: 2\n\n', events)).client.postStream(
      '/',
      {},
    )
    expect(await ended.next()).toEqual([{ data: '[DONE]' }])
    expect(await ended.next()).toBeUndefined()
    const empty = await clientOf(new Response(null, events)).client.postStream('/', {})
    expect(await empty.next()).toBeUndefined()
    const closed = await clientOf(new Response('data: 1\n\n', events)).client.postStream('/', {})
    closed.close()
    expect(await closed.next()).toBeUndefined()
  })

  it('gives no half event that came with its terminator, or with the last event before it was closed', async () => {
    const ended = await clientOf(new Response('data: [DONE]\n\ndata: 2', events)).client.postStream('/', {})
    expect(await ended.next()).toEqual([{ data: '[DONE]' }])
    expect(await ended.next()).toBeUndefined()
    const closed = await clientOf(new Response('data: 1\n\ndata: 2', events)).client.postStream('/', {})
    expect(await closed.next()).toEqual([{ data: '1' }])
    closed.close()
    expect(await closed.next()).toBeUndefined()
  })

  it('throws the reason of a signal that aborts while an event is awaited', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const source = endless(['data: 1\n\n'])
    const { client } = clientOf(new Response(source.body, events))
    const answer = await client.postStream('/', {}, { signal: controller.signal })
    await answer.next()
    const waiting = answer.next()
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    expect(source.cancelled).toBe(true)
  })

  it('is closed when it is left, or never read at all', async () => {
    const left = endless(['data: 1\n\n'])
    for await (const _ of (await clientOf(new Response(left.body, events)).client.postStream('/', {})).events)
      break
    expect(left.cancelled).toBe(true)
    const unread = endless(['data: 1\n\n'])
    const answer = await clientOf(new Response(unread.body, events)).client.postStream('/', {})
    answer.close()
    answer.close()
    expect(unread.cancelled).toBe(true)
  })

  it('that breaks is interrupted', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('terminated'))
      },
    })
    const answer = await clientOf(new Response(body, events)).client.postStream('/', {})
    const reading = (async () => {
      for await (const _ of answer.events);
    })()
    expect(await failureOf(reading)).toMatchObject({ kind: 'stream-interrupted', scope: 'target' })
  })

  it('that is no stream is an invalid response, or the error that it holds', async () => {
    const html = new Response('<html>', { headers: { 'content-type': 'text/html' } })
    expect(await failureOf(clientOf(html).client.postStream('/', {}))).toMatchObject({
      kind: 'invalid-response',
      message: 'acme/m: the answer is no event stream',
    })
    const unlabelled = await clientOf(new Response('\ufeff \n<html>', events)).client.postStream('/', {})
    expect(await failureOf(unlabelled.next())).toMatchObject({ kind: 'invalid-response' })
    const error = clientOf(json({ error: { code: 'insufficient_quota' } }))
    expect(await failureOf(error.client.postStream('/', {}))).toMatchObject({ kind: 'quota', scope: 'key' })
    const list = clientOf(json([{ error: { code: 503, status: 'UNAVAILABLE' } }, { choices: [] }]))
    expect(await failureOf(list.client.postStream('/', {}))).toMatchObject({ kind: 'overloaded' })
  })

  it('that is no stream is what the vendor means by it, where it refuses without an error', async () => {
    const refusalIn: HttpSettings['refusalIn'] = (body) =>
      body['blocked'] === true ? 'content-policy' : undefined
    const blocked = clientOf(json({ blocked: true }), { refusalIn })
    expect(await failureOf(blocked.client.postStream('/', {}))).toMatchObject({
      kind: 'content-policy',
      scope: 'request',
      status: 200,
    })
    const other = await clientOf(json([{ blocked: false }]), { refusalIn }).client.postStream('/', {})
    expect(await other.next()).toEqual([{ data: '[{"blocked":false}]', isDocument: true }])
  })

  it.each(['application/json', 'text/html; charset=utf-8', 'text/plain', ''])(
    'is a stream by its bytes, and a document by its bytes, whatever its label: %j',
    async (type) => {
      const ask = async (body: string): Promise<unknown[]> => {
        const response = new Response(body, { headers: { 'content-type': type } })
        const read = []
        for await (const event of (await clientOf(response).client.postStream('/', {})).events)
          read.push(event)
        return read
      }
      expect(await ask('\n: hi\n\ndata: 1\n\ndata: 2\n\n')).toEqual([{ data: '1' }, { data: '2' }])
      expect(await ask('event: a\ndata: 1\n\n')).toEqual([{ event: 'a', data: '1' }])
      expect(await ask(' \n{"a":\n1}\n')).toEqual([{ data: ' \n{"a":\n1}\n', isDocument: true }])
      expect(await ask('[{"a":1}]')).toEqual([{ data: '[{"a":1}]', isDocument: true }])
    },
  )

  it('that is empty is an invalid response under the label of a document, and no event otherwise', async () => {
    for (const type of ['application/json', 'text/html'])
      for (const body of ['', ' \n', ': hi\n\n'])
        expect(
          await failureOf(
            clientOf(new Response(body, { headers: { 'content-type': type } })).client.postStream('/', {}),
          ),
        ).toMatchObject({ kind: 'invalid-response', message: 'acme/m: the answer is empty' })
    const unlabelled = await clientOf(new Response(' \n', events)).client.postStream('/', {})
    expect(await unlabelled.next()).toBeUndefined()
  })

  it('under a wrong label is read no further than it is asked for, and gives nothing once it is closed', async () => {
    const source = endless(['data: 1\n\n'])
    const labelled = { headers: { 'content-type': 'application/json' } }
    const answer = await clientOf(new Response(source.body, labelled)).client.postStream('/', {})
    expect(source.cancelled).toBe(false)
    answer.close()
    expect(source.cancelled).toBe(true)
    expect(await answer.next()).toBeUndefined()
  })

  it('that is a document in pieces is one event, up to the length of a whole answer', async () => {
    const pieces = ['{"a":', '"\u00e9', '"}']
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = pieces.shift()
        if (piece === undefined) controller.close()
        // One byte at a time, so that characters are cut.
        else for (const byte of new TextEncoder().encode(piece)) controller.enqueue(Uint8Array.of(byte))
      },
    })
    const answer = await clientOf(new Response(body, events)).client.postStream('/', {})
    expect(await answer.next()).toEqual([{ data: '{"a":"\u00e9"}', isDocument: true }])
    const long = endless(['{"a":"', 'x'.repeat(200)])
    const { client } = clientOf(new Response(long.body, events), { maxResponseBytes: 100 })
    const tooLong = await client.postStream('/', {})
    expect(await failureOf(tooLong.next())).toMatchObject({ kind: 'invalid-response' })
    expect(long.cancelled).toBe(true)
  })

  it('that has given its finish and stays open is silent after a second, and closed then', async () => {
    const clock = createFakeClock()
    const source = endless(['data: 1\n\n'])
    const answer = await clientOf(new Response(source.body, events), { clock }).client.postStream('/', {})
    expect(await answer.nextOrSilence()).toEqual([{ data: '1' }])
    expect(clock.pending).toBe(0)
    let got: unknown
    void answer.nextOrSilence().then((value) => (got = value))
    await clock.advance(999)
    expect(got).toBeUndefined()
    await clock.advance(1)
    expect(got).toBe('silence')
    expect(source.cancelled).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it('that breaks after its finish is interrupted, without a timer left', async () => {
    const clock = createFakeClock()
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('terminated'))
      },
    })
    const answer = await clientOf(new Response(body, events), { clock }).client.postStream('/', {})
    expect(await failureOf(answer.nextOrSilence())).toMatchObject({ kind: 'stream-interrupted' })
    expect(clock.pending).toBe(0)
  })

  it('with an event that never ends is an invalid response', async () => {
    const answer = endless(['data: ', 'x'.repeat(200)])
    const { client } = clientOf(new Response(answer.body, events), { maxEventChars: 100 })
    const { events: reading } = await client.postStream('/', {})
    const error = await failureOf(reading[Symbol.asyncIterator]().next())
    expect(error).toMatchObject({ kind: 'invalid-response' })
    expect(answer.cancelled).toBe(true)
  })
})

describe('a request without an answer', () => {
  it.each([
    ['ECONNREFUSED', 'network', 'the network failed (ECONNREFUSED)'],
    ['ENOTFOUND', 'network', 'the network failed (ENOTFOUND)'],
    ['CERT_HAS_EXPIRED', 'network', 'the network failed (CERT_HAS_EXPIRED)'],
    ['UND_ERR_SOCKET', 'network', 'the network failed (UND_ERR_SOCKET)'],
    ['ETIMEDOUT', 'timeout', 'timed out (ETIMEDOUT)'],
    [undefined, 'network', 'the network failed'],
  ])('says in its message which code the system or the network gave: %s', async (code, kind, message) => {
    const cause = Object.assign(new Error('no connection'), code === undefined ? {} : { code })
    const client = createHttpClient({
      provider: 'acme',
      baseURL: 'https://acme.example',
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
    })
    await expect(client.postJson('/chat', {})).rejects.toMatchObject({ kind, message: `acme: ${message}` })
  })

  it.each(['TimeoutError', 'HeadersTimeoutError', 'BodyTimeoutError', 'ConnectTimeoutError'])(
    'is a timeout when it ends in a %s',
    async (name) => {
      const { client } = clientOf(Object.assign(new Error('late'), { name }))
      expect(await failureOf(client.postJson('/chat', {}))).toMatchObject({ kind: 'timeout' })
      const other = clientOf(Object.assign(new Error('late'), { name: `X${name}X` }))
      expect(await failureOf(other.client.postJson('/chat', {}))).toMatchObject({ kind: 'network' })
    },
  )

  it('is not the vendor’s refusal when the function that gives the key fails', async () => {
    const client = createHttpClient({
      provider: 'acme',
      baseURL: 'https://acme.example',
      apiKey: () => {
        throw new Error('the vault is locked: sk-secret')
      },
      fetch: () => Promise.reject(new Error('nothing should be sent')),
    })
    const error: unknown = await client.postJson('/chat', {}).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind: 'auth', message: 'acme: the function given as "apiKey" failed' })
    expect(shown(error)).not.toContain('sk-secret')
  })
})
