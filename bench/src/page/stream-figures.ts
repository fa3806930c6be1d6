import { createBalancer } from '@llm-balancer/core'
import type { Fetch } from '@llm-balancer/provider'
import { createLLMBalancer } from 'llm-balancer'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { inTurn } from '../in-turn.ts'
import { longStream } from '../long-stream.ts'
import { parseBare } from '../parse-bare.ts'
import { bodyOf } from '../stream-body.ts'
import type { Figure } from './figure.ts'

const events = 300
const messages = [{ role: 'user', content: 'Why spread calls over several keys?' }] as const

/** What streams cost: against bare parsing of the same bytes, when the reader leaves, and in memory. */
export async function streamFigures(): Promise<Figure[]> {
  const chunks = longStream('openai', events)
  const headers = { 'content-type': 'text/event-stream' }
  const fetch: Fetch = () => Promise.resolve(new Response(bodyOf(chunks), { headers }))
  const llm = createLLMBalancer({
    providers: ['a', 'b', 'c'].map((name) => ({ name, type: 'openai', apiKey: 'key', model: 'any', fetch })),
  })
  const [parser = 1, stream = 0, request = 0, left = 0, opened = 0] = await inTurn([
    () => parseBare(fetch),
    () => count(llm.stream({ messages })),
    () => count(llm.request({ prompt: messages[0].content, stream: true })),
    () => leave(llm.request({ prompt: messages[0].content, stream: true })),
    () => openAndCancel(fetch),
  ])
  await llm.close()
  const figures: Omit<Figure, 'section'>[] = [
    {
      what: `\`stream\` of the umbrella, ${events} events : bare parser`,
      result: stream / parser,
      goal: 1.9,
      unit: '×',
    },
    {
      what: `\`request({ stream })\` of the umbrella, ${events} events : bare parser`,
      result: request / parser,
      goal: 2.1,
      unit: '×',
    },
    {
      what: 'first content, then leave, beyond a bare `fetch` of which one chunk is read',
      result: left - opened,
      goal: 60,
      unit: 'µs',
    },
    { what: '`balancer.stream`, kept per chunk', result: await bytesPerChunk(), goal: 8, unit: 'bytes' },
  ]
  return figures.map((figure) => ({ section: 'Streams', ...figure }))
}

async function count(stream: AsyncIterable<unknown>): Promise<number> {
  let parts = 0
  for await (const _ of stream) parts += 1
  return parts
}

async function leave(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream) return
}

async function openAndCancel(fetch: Fetch): Promise<void> {
  const { body } = await fetch('https://api.example/v1/chat', { method: 'POST' })
  const reader = body?.getReader()
  await reader?.read()
  await reader?.cancel()
}

const keptChunks = 200_000

/** Heap that a stream of chunks which are kept nowhere else takes near its end, per chunk. */
async function bytesPerChunk(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const balancer = createBalancer({ targets: [{ id: 'a', client: 'a' }] })
  const inUse = (): number => {
    collect()
    return process.memoryUsage().heapUsed
  }
  let [read, before, after] = [0, 0, 0]
  for await (const _ of balancer.stream(() => numbered(keptChunks))) {
    read += 1
    if (read === 1000) before = inUse()
    if (read === keptChunks - 1) after = inUse()
  }
  await balancer.close()
  return Math.max(0, after - before) / keptChunks
}

/** Every chunk is made when it is asked for. */
function numbered(length: number): AsyncIterable<{ readonly text: string }> {
  let next = 0
  return {
    [Symbol.asyncIterator]: () => ({
      next() {
        next += 1
        if (next > length) return Promise.resolve({ done: true, value: undefined })
        return Promise.resolve({ done: false, value: { text: `chunk ${next}` } })
      },
    }),
  }
}
