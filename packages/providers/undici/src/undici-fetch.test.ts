import { once } from 'node:events'
import { constants, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { deflateSync, gzipSync } from 'node:zlib'
import { classifyError } from '@llm-balancer/core/errors'
import { describe, expect, it, onTestFinished } from 'vitest'
import { undiciFetch } from './index.ts'
import {
  breakOff,
  serve,
  versions,
  type ServedRequest,
  type ServedResponse,
  type Version,
} from './test/serve.ts'

const textOf = async (request: ServedRequest): Promise<string> => {
  let text = ''
  for await (const piece of request) text += String(piece)
  return text
}

/** What has been sent on this machine arrives within so many turns of the event loop. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await nextTurn()
}

/** Says what it was asked. */
const echo = (request: ServedRequest, response: ServedResponse): void => {
  void textOf(request).then((body) => {
    response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] })
    const { method, url, headers, httpVersion } = request
    response.end(JSON.stringify({ method, url, headers, httpVersion, body }))
  })
}

interface Echo {
  readonly method: string
  readonly url: string
  readonly httpVersion: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

const rejection = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('should have been rejected'),
    (error: unknown) => error,
  )

const classified = (error: unknown) => classifyError(error, Date.now())

describe.each(versions)('over %s', (version) => {
  it('a request comes as it was written, and its answer is a web standard response', async () => {
    const { url, fetch } = await serve(version, echo)
    const response = await fetch(`${url}/v1/chat?x=1`, {
      method: 'post',
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer key' },
      body: '{"a":"ä"}',
    })
    expect(response).toBeInstanceOf(Response)
    expect([response.status, response.ok, response.url]).toEqual([200, true, `${url}/v1/chat?x=1`])
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect([...response.headers.keys()].filter((name) => name.startsWith(':'))).toEqual([])
    const { headers, ...said } = (await response.json()) as Echo
    expect(said).toEqual({
      method: 'POST',
      url: '/v1/chat?x=1',
      body: '{"a":"ä"}',
      httpVersion: version.slice(5).padEnd(3, '.0'),
    })
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Bearer key',
      accept: '*/*',
      'accept-encoding': 'gzip, deflate',
    })
  })

  it.each([
    ['a text', 'hi', 'hi', 'text/plain;charset=UTF-8'],
    ['bytes', new TextEncoder().encode('hi'), 'hi', undefined],
    ['a blob', new Blob(['hi'], { type: 'text/x' }), 'hi', 'text/x'],
    ['parameters', new URLSearchParams({ a: '1' }), 'a=1', 'application/x-www-form-urlencoded;charset=UTF-8'],
    ['a stream', () => new Blob(['hi']).stream(), 'hi', undefined],
  ] as const)('a body may be %s', async (_, given, text, type) => {
    const { url, fetch } = await serve(version, echo)
    const body = typeof given === 'function' ? given() : given
    const response = await fetch(new URL(url), { method: 'POST', body })
    const said = (await response.json()) as Echo
    expect([said.body, said.headers['content-type']]).toEqual([text, type])
  })

  it('takes a Request and Headers', async () => {
    const { url, fetch } = await serve(version, echo)
    const request = new Request(`${url}/r`, { method: 'PUT', body: 'x', headers: { 'x-own': '1' } })
    const said = (await (await fetch(request)).json()) as Echo
    expect(said).toMatchObject({ method: 'PUT', url: '/r', body: 'x', headers: { 'x-own': '1' } })
    const second = await fetch(url, { headers: new Headers([['X-Two', '2']]) })
    expect(await second.json()).toMatchObject({ method: 'GET', headers: { 'x-two': '2' } })
  })

  it('a response without a body has none', async () => {
    const { url, fetch } = await serve(version, (_, response) => response.writeHead(204).end())
    const response = await fetch(url)
    expect([response.status, response.body]).toEqual([204, null])
  })

  it.each([
    ['gzip', gzipSync('plain text')],
    ['deflate', deflateSync('plain text')],
    ['identity', Buffer.from('plain text')],
    ['deflate, gzip', gzipSync(deflateSync('plain text'))],
  ])('a body is decoded: %s', async (coding, bytes) => {
    const { url, fetch } = await serve(version, (_, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(bytes),
    )
    expect(await (await fetch(url)).text()).toBe('plain text')
  })

  it('a body in a coding that is not known comes as it is', async () => {
    const { url, fetch } = await serve(version, (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip, brand-new' }).end('raw'),
    )
    expect(await (await fetch(url)).text()).toBe('raw')
  })

  it('a body that is not in its coding breaks', async () => {
    const { url, fetch } = await serve(version, (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
    )
    const response = await fetch(url)
    expect(await rejection(response.text())).toBeInstanceOf(TypeError)
  })

  it('a redirect is an answer, or an error, and is never followed', async () => {
    const seen: (string | undefined)[] = []
    const { url, fetch } = await serve(version, (request, response) => {
      seen.push(request.url)
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    for (const init of [{}, { redirect: 'manual' } as const]) {
      const response = await fetch(`${url}/a`, init)
      expect([response.status, response.headers.get('location')]).toEqual([307, '/elsewhere'])
      await response.text()
    }
    expect(await rejection(fetch(`${url}/b`, { redirect: 'error' }))).toMatchObject({
      message: 'fetch failed',
    })
    expect(await rejection(fetch(`${url}/c`, { redirect: 'follow' }))).toBeInstanceOf(TypeError)
    expect(seen).toEqual(['/a', '/a', '/b'])
  })

  it('an abort before the answer rejects with its reason and ends the request', async () => {
    let arrive = (): void => {}
    const arrived = new Promise<void>((resolve) => (arrive = resolve))
    let leave = (): void => {}
    const left = new Promise<void>((resolve) => (leave = resolve))
    const { url, fetch } = await serve(version, (_, response) => {
      response.on('close', () => leave())
      arrive()
    })
    const controller = new AbortController()
    const asked = rejection(fetch(url, { signal: controller.signal }))
    await arrived
    const reason = { my: 'reason' }
    controller.abort(reason)
    expect(await asked).toBe(reason)
    await left
  })

  it('an abort while the connection is made sends nothing', async () => {
    let requests = 0
    const { url, fetch } = await serve(version, (_, response) => {
      requests += 1
      response.end('ok')
    })
    const controller = new AbortController()
    const asked = rejection(fetch(url, { signal: controller.signal }))
    controller.abort('early')
    expect(await asked).toBe('early')
    expect(await (await fetch(url)).text()).toBe('ok')
    expect(requests).toBe(1)
    expect(await rejection(fetch(url, { signal: AbortSignal.abort('before') }))).toBe('before')
  })

  it('an abort in the body breaks it with the reason, and leaving it ends the request', async () => {
    const closed: Promise<unknown>[] = []
    const { url, fetch } = await serve(version, (_, response) => {
      closed.push(once(response as never, 'close'))
      response.writeHead(200)
      response.write('first')
    })
    const controller = new AbortController()
    const response = await fetch(url, { signal: controller.signal })
    const reader = response.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first')
    const reading = rejection(reader?.read() ?? Promise.resolve())
    controller.abort('enough')
    expect(await reading).toBe('enough')
    const second = await fetch(url)
    await second.body?.cancel()
    await Promise.all(closed)
    expect(closed).toHaveLength(2)
  })

  it('a broken connection fails as that of Node’s fetch does', async () => {
    const { url, fetch } = await serve(version, (request, response) => {
      if (request.url === '/early') {
        breakOff(response)
        return
      }
      response.writeHead(200)
      response.write('half')
      setImmediate(() => breakOff(response))
    })
    const early = await rejection(fetch(`${url}/early`))
    expect(early).toMatchObject({ name: 'TypeError', message: 'fetch failed' })
    expect(classified(early)).toMatchObject({ kind: 'network', scope: 'target' })
    const late = await rejection((await fetch(url)).text())
    expect(late).toMatchObject({ name: 'TypeError', message: 'terminated' })
    expect(classified(late)).toMatchObject({ kind: 'network', scope: 'target' })
  })

  it('only so much of a body is taken as is read', async () => {
    const state = { sent: 0 }
    const chunk = Buffer.alloc(65_536)
    const { url, fetch } = await serve(version, (_, response) => {
      response.writeHead(200)
      const send = (): void => {
        while (state.sent < 64 * 1024 * 1024 && response.write(chunk)) state.sent += chunk.length
      }
      response.on('drain', send)
      send()
    })
    const response = await fetch(url)
    const reader = response.body?.getReader()
    await reader?.read()
    for (let turn = 0; turn < 500; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    // The rest is in the buffers of the sockets.
    expect(state.sent).toBeLessThan(16 * 1024 * 1024)
    await reader?.cancel()
  })

  it('a connection serves request after request', async () => {
    const { url, fetch, connections } = await serve(version, (_, response) => response.end('ok'))
    for (let request = 0; request < 9; request += 1) await (await fetch(url)).text()
    // The second request may begin before undici knows that the first one has ended.
    expect(connections()).toBeLessThanOrEqual(2)
  })
})

it('at most so many connections are made', async () => {
  const waiting: (() => void)[] = []
  const { url, fetch, connections } = await serve(
    'HTTP/1.1',
    (_, response) => {
      waiting.push(() => response.end('ok'))
      if (waiting.length >= 2) for (const end of waiting.splice(0)) end()
    },
    { connections: 2 },
  )
  const texts = await Promise.all(Array.from({ length: 6 }, async () => (await fetch(url)).text()))
  expect(texts).toEqual(Array.from({ length: 6 }, () => 'ok'))
  expect(connections()).toBe(2)
})

it.each([
  ['GET', constants.NGHTTP2_CANCEL],
  ['POST', constants.NGHTTP2_CANCEL],
])('an answer to a %s that its server resets over HTTP/2 breaks: code %i', async (method, code) => {
  const { url, fetch, connections } = await serve('HTTP/2', (request, response) => {
    response.writeHead(200)
    if (request.url === '/whole') {
      response.end('whole')
      return
    }
    response.write('half')
    setImmediate(() => response.stream?.close(code))
  })
  const init = method === 'GET' ? {} : { method, body: '{}' }
  const error = await rejection((await fetch(url, init)).text())
  expect(error).toMatchObject({ name: 'TypeError', message: 'terminated' })
  expect(classified(error)).toMatchObject({ kind: 'network', scope: 'target' })
  expect(await (await fetch(`${url}/whole`, init)).text()).toBe('whole')
  expect(connections()).toBe(1)
})

it('an answer that ends before its server resets the rest of the request over HTTP/2 is whole', async () => {
  // More than is taken before it is read, so that the reader learns of its end after the server has closed the stream.
  const whole = 'x'.repeat(150_000)
  let closed: Promise<unknown> | undefined
  const { url, fetch } = await serve('HTTP/2', (_, response) => {
    closed = new Promise((resolve) => response.on('close', resolve))
    response.writeHead(200)
    response.end(whole)
  })
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{'))
    },
  })
  const response = await fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit)
  await closed
  for (let turn = 0; turn < 20; turn += 1) await nextTurn()
  expect(await response.text()).toHaveLength(whole.length)
})

it.each(['GET', 'POST'])('long answers to a %s that come at once over HTTP/2 are whole', async (method) => {
  const whole = 'x'.repeat(300_000)
  const { url, fetch } = await serve('HTTP/2', (_, response) => {
    response.writeHead(200)
    response.end(whole)
  })
  const init = method === 'GET' ? {} : { method, body: '{}' }
  const askAtOnce = (): Promise<string[]> =>
    Promise.all(Array.from({ length: 20 }, async () => (await fetch(url, init)).text()))
  // Connections that are there already take more at once.
  for (let turn = 0; turn < 3; turn += 1)
    expect((await askAtOnce()).map(({ length }) => length)).toEqual(Array.from({ length: 20 }, () => 300_000))
})

it('many requests share one connection over HTTP/2', async () => {
  const { url, fetch, connections } = await serve('HTTP/2', (_, response) => response.end('ok'))
  await (await fetch(url)).text()
  await Promise.all(Array.from({ length: 20 }, async () => (await fetch(url)).text()))
  expect(connections()).toBe(1)
})

it('100 streamed answers to POSTs run at once on one connection over HTTP/2, and further ones wait', async () => {
  let asked = 0
  const running: (() => void)[] = []
  const { url, fetch, connections } = await serve(
    'HTTP/2',
    (_, response) => {
      asked += 1
      response.write('begun ')
      running.push(() => response.end('done'))
      if (asked >= 100) for (const end of running.splice(0)) end()
    },
    { connections: 1 },
  )
  const answers = Array.from({ length: 200 }, async () =>
    (await fetch(url, { method: 'POST', body: '{}' })).text(),
  )
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['begun done']))
  expect([asked, connections()]).toEqual([200, 1])
})

it.each([
  ['begun', 'terminated'],
  ['not begun', 'fetch failed'],
])(
  'answers that have %s fail once when a server says GOAWAY, and no POST is sent again',
  async (how, message) => {
    const sessions = new Set<ServerHttp2Session>()
    let asked = 0
    const { url, fetch, connections } = await serve(
      'HTTP/2',
      (request, response) => {
        sessions.add((request as Http2ServerRequest).stream.session as ServerHttp2Session)
        asked += 1
        if (how === 'begun') response.write('begun')
        if (asked === 5) for (const session of sessions) session.goaway(constants.NGHTTP2_NO_ERROR)
        if (asked > 5) response.end('again')
      },
      { connections: 1 },
    )
    const ask = async (): Promise<unknown> =>
      (await fetch(url, { method: 'POST', body: '{}' })).text().catch((error: unknown) => error)
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => ask().catch((error: unknown) => error as Error)),
    )
    for (const answer of answers) expect(answer).toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } })
    expect(answers.some((answer) => (answer as Error).message === message)).toBe(true)
    expect(await ask()).toBe(how === 'begun' ? 'begunagain' : 'again')
    expect([asked, connections()]).toEqual([6, 2])
  },
)

it('no POST is sent again when a server that spoke HTTP/2 speaks HTTP/1.1 and breaks a connection', async () => {
  let speaks: Version = 'HTTP/2'
  let held: ServedResponse | undefined
  const asked: (string | undefined)[] = []
  const { url, fetch, breakFirst } = await serve(
    'HTTP/2',
    (request, response) => {
      asked.push(request.url)
      if (request.url === '/held') (held = response).write('begun')
      else response.end(request.httpVersion)
    },
    { connections: 2, speaks: () => speaks },
  )
  const post = (path: string): Promise<Response> => fetch(url + path, { method: 'POST', body: '{}' })
  const ask = async (path: string): Promise<string> => (await post(path)).text()
  expect(await Promise.all(['/a', '/b'].map(ask))).toEqual(['2.0', '2.0'])
  speaks = 'HTTP/1.1'
  breakFirst()
  await turns()
  const begun = await post('/held')
  const more = ['/c', '/d'].map(ask)
  await turns()
  if (held !== undefined) breakOff(held)
  expect(classified(await rejection(begun.text()))).toMatchObject({ kind: 'network' })
  await Promise.all(more)
  expect(asked.toSorted()).toEqual(['/a', '/b', '/c', '/d', '/held'])
})

it('a certificate that is not trusted is a network failure', async () => {
  const { url } = await serve('HTTP/2', (_, response) => response.end('ok'))
  const fetch = undiciFetch({ allowH2: true })
  onTestFinished(() => fetch.close())
  const error = await rejection(fetch(url))
  expect(classified(error)).toMatchObject({ kind: 'network' })
})

it('a server that is not there is a network failure with its code', async () => {
  const { url, fetch } = await serve('HTTP/1.1', (_, response) => response.end())
  const port = new URL(url).port
  const error = await rejection(fetch(`http://127.0.0.2:${port}`))
  expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNREFUSED' } })
  expect(classified(error)).toMatchObject({ kind: 'network' })
})

it.each([['ftp://127.0.0.1/'], ['http://user:pass@127.0.0.1/'], ['not an address']])(
  'an address that cannot be asked is refused: %s',
  async (address) => {
    const fetch = undiciFetch()
    onTestFinished(() => fetch.close())
    expect(await rejection(fetch(address))).toBeInstanceOf(TypeError)
  },
)

it('a header that HTTP does not allow is refused', async () => {
  const { url, fetch } = await serve('HTTP/1.1', echo)
  expect(await rejection(fetch(url, { headers: { 'x-bad': 'a\r\nb' } }))).toBeInstanceOf(TypeError)
})

it('after close there are no requests, and no connections', async () => {
  const { url, fetch } = await serve('HTTP/1.1', (_, response) => response.end('ok'))
  await (await fetch(url)).text()
  await fetch.close()
  await fetch[Symbol.asyncDispose]()
  expect(await rejection(fetch(url))).toMatchObject({ message: 'fetch failed' })
})

it.each([
  [{ keepAliveMs: 0 }, RangeError, 'undiciFetch: "keepAliveMs" must be'],
  [{ connections: 1.5 }, RangeError, 'undiciFetch: "connections" must be'],
  [{ allowH2: 1 }, TypeError, 'undiciFetch: "allowH2" must be'],
  [{ ca: 'no pem' }, TypeError, 'undiciFetch: "ca" must be'],
  [{ ca: [] }, TypeError, 'undiciFetch: "ca" must be'],
  [{ keepAlive: 1 }, TypeError, 'use "keepAliveMs"'],
])('a wrong option is named: %j', (options, kind, message) => {
  const make = () => undiciFetch(options as never)
  expect(make).toThrow(kind)
  expect(make).toThrow(message)
})
