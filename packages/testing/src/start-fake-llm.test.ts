import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { createFakeLLM, sourcesOf, startFakeLLM } from './index.ts'
import { ask, textIn } from './support/ask.ts'

it('listens on 127.0.0.1 and gives each target a URL of its own', async () => {
  await using server = await startFakeLLM({ targets: { 'my target': {}, claude: { format: 'anthropic' } } })
  expect(server.url('my target')).toBe(`http://127.0.0.1:${server.port}/my%20target/v1`)
  expect(server.target('claude').url).toBe(`http://127.0.0.1:${server.port}/claude`)
  const text = textIn(await (await ask(server, 'my target', { fetch, stream: true })).text())
  expect(text).toContain('from my target')
  expect(server.target('my target').requests).toHaveLength(1)
})

it('serves many at once and never mixes their answers', async () => {
  await using server = await startFakeLLM({ targets: { a: {}, b: { format: 'anthropic' } } })
  const texts = await Promise.all(
    Array.from({ length: 60 }, async (_, index) =>
      textIn(
        await (await ask(server, index % 2 === 0 ? 'a' : 'b', { fetch, stream: index % 3 === 0 })).text(),
      ),
    ),
  )
  const sources = texts.map(sourcesOf)
  expect(sources.every(({ length }) => length === 1)).toBe(true)
  expect(new Set(sources.flat()).size).toBe(60)
})

it('notices at once when a client leaves a stream, or leaves before the headers', async () => {
  const clock = createFakeClock()
  await using server = await startFakeLLM({ clock, targets: { a: { latency: 50, chunkGap: 50 } } })
  const early = new AbortController()
  const first = ask(server, 'a', { fetch, signal: early.signal })
  await server.until((requests) => requests.length === 1)
  early.abort()
  await expect(first).rejects.toThrow('aborted')
  await server.until(([request]) => request?.end === 'client-closed')

  const late = new AbortController()
  const second = ask(server, 'a', { fetch, signal: late.signal, stream: true })
  await server.until((requests) => requests.length === 2)
  await clock.advance(60)
  const response = await second
  late.abort()
  await expect(response.text()).rejects.toThrow('aborted')
  await server.until((requests) => requests[1]?.end === 'client-closed')
  expect(clock.pending).toBe(0)
})

it.each([
  ['refuse', 'ECONNRESET'],
  ['cut-before-headers', 'ECONNRESET'],
  ['cut-in-body', 'UND_ERR_SOCKET'],
] as const)('resets the connection, or closes it after what was sent: %s is %s', async (fault, code) => {
  await using server = await startFakeLLM({ targets: { a: {} } })
  server.target('a').script([fault])
  const text = ask(server, 'a', { fetch, stream: true }).then((response) => response.text())
  await expect(text).rejects.toMatchObject({ cause: { code } })
})

it('sends the headers of an answer of which nothing else comes', async () => {
  await using server = await startFakeLLM({ targets: { a: {} } })
  server.target('a').script([{ fault: 'hang-in-body', afterChunks: 0 }])
  const leaving = new AbortController()
  const response = await ask(server, 'a', { fetch, stream: true, signal: leaving.signal })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  leaving.abort()
  await expect(response.text()).rejects.toThrow('aborted')
})

it('leaves nothing behind when it is closed in the middle of everything', async () => {
  const clock = createFakeClock()
  const server = await startFakeLLM({ clock, targets: { a: { latency: 50 } } })
  server.target('a').script([{ fault: 'hang-before-headers' }, 'hang-in-body'])
  const running = Promise.allSettled(
    [1, 2, 3].map(() => ask(server, 'a', { fetch, stream: true }).then((r) => r.text())),
  )
  await server.until((requests) => requests.length === 3)
  await server.close()
  expect((await running).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(server.requests.map(({ end }) => end)).toEqual(['server-closed', 'server-closed', 'server-closed'])
  expect(clock.pending).toBe(0)
})

it('refuses a port out of range, and one that is taken', async () => {
  await expect(startFakeLLM({ targets: { a: {} }, port: 70_000 })).rejects.toThrow(
    new RangeError('startFakeLLM: "port" must be a whole number within [0, 65535], got 70000'),
  )
  await using server = await startFakeLLM({ targets: { a: {} } })
  await expect(startFakeLLM({ targets: { a: {} }, port: server.port })).rejects.toThrow('EADDRINUSE')
})

it('behaves like the fake without sockets', async () => {
  const options = {
    targets: { a: { faults: { rate: 0.5, kinds: ['server', 'overloaded', 'empty'] } } },
    seed: 5,
  } as const
  await using server = await startFakeLLM(options)
  const local = createFakeLLM(options)
  const statuses = [[], []] as [number[], number[]]
  for (let count = 0; count < 20; count += 1) {
    statuses[0].push((await ask(server, 'a', { fetch })).status)
    statuses[1].push((await ask(local, 'a')).status)
  }
  expect(statuses[0]).toEqual(statuses[1])
  expect(new Set(statuses[0]).size).toBe(3)
})
