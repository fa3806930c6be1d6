import { StreamInterruptedError } from '@llm-balancer/core'
import { readFixtures } from '@llm-balancer/testing/conformance'
import type { Fixture, Surface } from '@llm-balancer/testing/conformance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import type { Fetch, LLMBalancer, ProviderConfig, StreamPart } from '../src/index.ts'
import { keyOf } from './scene.ts'

// Whatever byte a connection ends after, a short answer never passes for a whole one, and nothing is mixed. The adapters'
// own tests cut every stream after every byte; here the usual stream of each wire format is cut after every third, and the
// others at some places. Odd steps, so that clean ends and broken connections take turns.
const stepOfUsual = 3
const stepOfOthers = 13
const formats: readonly Surface[] = ['openai', 'openai-responses', 'anthropic', 'google', 'cohere']

const surfaces: readonly (readonly [Surface, Partial<ProviderConfig>])[] = [
  ['openai', { type: 'openai' }],
  ['openai-responses', { type: 'openai', api: 'responses' }],
  ['azure-openai', { type: 'azure-openai' }],
  ['openai-compatible', { type: 'openai-compatible' }],
  ['anthropic', { type: 'anthropic' }],
  ['google', { type: 'google' }],
  ['cohere', { type: 'cohere' }],
  ['mistral', { type: 'mistral' }],
  ['groq', { type: 'groq' }],
  ['together', { type: 'together' }],
]

const streams = surfaces.flatMap(([surface, entry]) =>
  readFixtures(surface)
    .filter(({ stream, expect: failure }) => stream && failure === undefined)
    .map((fixture) => ({
      title: `${surface} ${fixture.name}`,
      step: fixture.name === 'chat-stream' && formats.includes(surface) ? stepOfUsual : stepOfOthers,
      fixture,
      entry,
    })),
)

const backupText = 'The backup says this.'
const backupBody = [
  { choices: [{ index: 0, delta: { content: backupText } }] },
  { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
]
  .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
  .concat('data: [DONE]\n\n')
  .join('')

type Cut = { readonly length: number; readonly how: 'end' | 'break' }

/** A body that stops after some bytes: with a clean end, or with what a broken connection throws. */
const cutBody = (bytes: Uint8Array, { length, how }: Cut): ReadableStream<Uint8Array> => {
  let isSent = length === 0
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (!isSent) controller.enqueue(bytes.subarray(0, length))
        else if (how === 'end') controller.close()
        else controller.error(new TypeError('terminated'))
        isSent = true
      },
    },
    { highWaterMark: 0 },
  )
}

/** A balancer whose first provider sends the fixture up to where `cut` says, and whose second is healthy. */
const scene = (fixture: Fixture, entry: Partial<ProviderConfig>) => {
  const bytes = new TextEncoder().encode(fixture.body)
  const state: { cut: Cut } = { cut: { length: bytes.length, how: 'end' } }
  const fetch: Fetch = (url) => {
    const isBackup = url.startsWith('https://backup.example')
    const headers = isBackup ? { 'content-type': 'text/event-stream' } : fixture.headers
    return Promise.resolve(new Response(isBackup ? backupBody : cutBody(bytes, state.cut), { headers }))
  }
  const llm = createLLMBalancer({
    providers: [
      { name: 'first', apiKey: keyOf('first'), model: 'm', baseURL: 'https://first.example/v1', ...entry },
      { name: 'backup', type: 'openai-compatible', model: 'm', baseURL: 'https://backup.example/v1' },
    ],
    strategy: 'failover',
    circuitBreaker: false,
    fetch,
  })
  return { llm, bytes, state }
}

type Said = {
  readonly text: string
  readonly calls: string
  readonly served: string | undefined
  readonly error?: unknown
}

const textOf = (parts: readonly StreamPart[]): string =>
  parts
    .map((part) => (part.type === 'text-delta' || part.type === 'reasoning-delta' ? part.delta : ''))
    .join('')

const read = async (llm: LLMBalancer): Promise<Said> => {
  const parts: StreamPart[] = []
  const stream = llm.stream({ messages: [{ role: 'user', content: 'Hello' }] })
  let failed: { readonly error?: unknown } = {}
  try {
    for await (const part of stream) parts.push(part)
  } catch (error) {
    failed = { error }
  }
  const calls = parts
    .map((part) => (part.type === 'tool-call' ? `${part.toolName}(${part.input})` : ''))
    .join('')
  return { text: textOf(parts), calls, served: stream.target?.id, ...failed }
}

describe('a stream that is cut', () => {
  const usualLimit = Error.stackTraceLimit
  // Thousands of cuts make thousands of errors, whose stacks are never read.
  beforeAll(() => {
    Error.stackTraceLimit = 0
  })
  afterAll(() => {
    Error.stackTraceLimit = usualLimit
  })

  it.each(streams)(
    'is whole, another provider’s, or an error: $title',
    { timeout: 60_000 },
    async ({ fixture, entry, step }) => {
      const { llm, bytes, state } = scene(fixture, entry)
      const whole = await read(llm)
      expect(whole).toMatchObject({ served: 'first' })
      expect('error' in whole).toBe(false)
      const outcomes = { whole: 0, 'failed over': 0, interrupted: 0 }
      for (let length = 0; length < bytes.length; length += step) {
        state.cut = { length, how: length % 2 === 0 ? 'end' : 'break' }
        const said = await read(llm)
        const where = `${state.cut.how} after ${length} bytes`
        if ('error' in said) {
          if (!StreamInterruptedError.isInstance(said.error))
            expect.fail(`${where}: threw ${String(said.error)}`)
          if (!whole.text.startsWith(said.text)) expect.fail(`${where}: gave ${said.text}`)
          outcomes.interrupted += 1
        } else if (said.served === 'first') {
          if (said.text !== whole.text || said.calls !== whole.calls)
            expect.fail(`${where}: gave ${said.text}`)
          outcomes.whole += 1
        } else {
          if (said.text !== backupText) expect.fail(`${where}: gave ${said.text}`)
          outcomes['failed over'] += 1
        }
      }
      expect(outcomes['failed over']).toBeGreaterThan(0)
      expect(outcomes.interrupted).toBeGreaterThan(0)
      expect(outcomes.whole).toBeLessThan(bytes.length / step / 2)
      await llm.close()
    },
  )
})
