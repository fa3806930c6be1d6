import { readFixtures } from '@llm-balancer/testing/conformance'
import type { Fixture, Surface } from '@llm-balancer/testing/conformance'
import { createFakeClock } from '@llm-balancer/core/testing'
import { ProviderError } from '@llm-balancer/core'
import { createCatalogue } from '@llm-balancer/cost'
import { unknownUsage, type ChatModel } from '@llm-balancer/provider'
import { estimateTokens } from '@llm-balancer/rate-limit'
import type { RecordedRequest, Reply } from '@llm-balancer/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer, StreamInterruptedError } from '../src/index.ts'
import type { Fetch, LLMBalancer, ProviderConfig } from '../src/index.ts'
import type { RestartableStreamPart, RestartChunk } from '../src/types/index.ts'
import { drive, keyOf, rejection, scene } from './scene.ts'

const whole = 'A balancer spreads calls over several targets, and keeps the caller served.'
const knows = (...models: string[]) =>
  createCatalogue(models.map((model) => ({ provider: 'openai', model, capabilities: { prefill: true } })))

/** The beginning of an answer that a request ends with. */
const prefillOf = (body: unknown): string | undefined => {
  const last = (body as { messages?: { role: string; content: unknown }[] }).messages?.at(-1)
  return last?.role === 'assistant' ? String(last.content) : undefined
}
/** A model that goes on from what it is given. */
const continueText = ({ body }: RecordedRequest): string => whole.slice(prefillOf(body)?.length ?? 0)

const hello = { messages: [{ role: 'user', content: 'Hello' }] } as const
const ask = { prompt: 'Hello', stream: true } as const

const read = async <Piece>(stream: AsyncIterable<Piece>): Promise<Piece[]> => {
  const pieces: Piece[] = []
  for await (const piece of stream) pieces.push(piece)
  return pieces
}
const afterRestart = (pieces: readonly (string | RestartChunk)[]): string =>
  pieces.reduce<string>((text, piece) => (typeof piece === 'string' ? text + piece : ''), '')
const restarts = (pieces: readonly (string | { readonly type: string })[]): number =>
  pieces.filter((piece) => typeof piece !== 'string' && piece.type === 'restart').length

describe('request with restartable: true', () => {
  it('begins again at another provider, after a sign among the pieces', async () => {
    const { llm, fake, drive, asked } = scene({ a: { chunkGap: 5 }, b: { reply: whole } })
    fake.target('a').script([{ fault: 'cut-in-body', afterChunks: 3 }])
    const stream = llm.request({ ...ask, restartable: true })
    const pieces = await drive(read(stream))
    expect(restarts(pieces)).toBe(1)
    expect(pieces.find((piece) => typeof piece !== 'string')).toMatchObject({
      type: 'restart',
      targetId: 'a',
    })
    expect(afterRestart(pieces)).toBe(whole)
    expect(await stream.response).toMatchObject({ content: whole, provider: 'b' })
    expect(asked()).toEqual(['a', 'b'])
  })

  it('gives what any stream gives while nothing breaks', async () => {
    const { llm, drive } = scene({ a: { reply: whole } })
    expect(afterRestart(await drive(read(llm.request({ ...ask, restartable: true }))))).toBe(whole)
  })

  it('throws when no other provider has an answer', async () => {
    const { llm, fake, drive } = scene({ a: { chunkGap: 5 } })
    fake.target('a').outage({ fault: 'cut-in-body', afterChunks: 3 })
    const error = await rejection(drive(read(llm.request({ ...ask, restartable: true }))))
    expect(error).toMatchObject({ name: 'StreamInterruptedError' })
  })

  it.each([
    [{ prompt: 'Hello', restartable: true }, 'is for "stream: true"'],
    [{ prompt: 'Hello', stream: true, restartable: 'yes' }, '"restartable" must be true, false'],
  ])('is refused where it says nothing: %j', async (request, message) => {
    const { llm } = scene({ a: {} })
    const asked = async (): Promise<unknown> => llm.request(request as never)
    expect(await rejection(asked())).toMatchObject({ message: expect.stringContaining(message) as string })
  })
})

describe('a text that continues', () => {
  const breaking = (afterChunks: number) => ({ fault: 'cut-in-body', afterChunks }) as const
  const set = (reply: (request: RecordedRequest) => string, isKnown = true, prefill = true) => {
    const made = scene(
      { a: { reply: whole, chunkGap: 5 }, b: { reply, prefill, chunkGap: 5 } },
      { catalogue: isKnown ? knows('model-of-b') : knows() },
    )
    made.fake.target('a').script([breaking(4)])
    return made
  }

  it('goes on where it broke, without a sign, and the trail says so', async () => {
    const { llm, fake, drive } = set(continueText)
    const stream = llm.stream(hello, { onInterrupted: 'continue' })
    const parts = await drive(read<RestartableStreamPart>(stream))
    expect(restarts(parts)).toBe(0)
    const text = parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')
    expect(text).toBe(whole)
    const blocks = parts.flatMap((part) => (part.type.startsWith('text-') && 'id' in part ? [part.id] : []))
    expect(new Set(blocks).size).toBe(1)
    expect(parts.filter(({ type }) => type === 'text-start' || type === 'text-end')).toHaveLength(2)
    expect(parts.filter(({ type }) => type === 'stream-start' || type === 'raw')).toHaveLength(1)
    expect(parts.at(-1)?.type).toBe('finish')
    expect(stream.attempts.map(({ targetId, continues }) => [targetId, continues])).toEqual([
      ['a', undefined],
      ['b', true],
    ])
    expect(prefillOf(fake.target('b').requests[0]?.body)).toBe('A balancer spreads calls')
  })

  it('so does a simple request', async () => {
    const { llm, drive } = set(continueText)
    const stream = llm.request({ ...ask, restartable: 'continue' })
    const pieces = await drive(read(stream))
    expect([restarts(pieces), afterRestart(pieces)]).toEqual([0, whole])
    expect(await stream.response).toMatchObject({ content: whole, provider: 'b' })
  })

  it.each([
    ['the catalogue does not know that the model can', false, true],
    ['the model refuses it', true, false],
  ])('begins again where %s', async (_, isKnown, prefill) => {
    const { llm, drive } = set(continueText, isKnown, prefill)
    const stream = llm.request({ ...ask, restartable: 'continue' })
    const pieces = await drive(read(stream))
    expect([restarts(pieces), afterRestart(pieces)]).toEqual([1, whole])
    expect(await stream.response).toMatchObject({ content: whole, provider: 'b' })
  })

  it.each([
    ['says white space at the seam once', continueText, 0, whole],
    [
      'begins again where the model leaves that out',
      (request: RecordedRequest) => continueText(request).trimStart(),
      1,
      whole.replace('calls over', 'callsover'),
    ],
  ] as const)('%s', async (_, reply, times, text) => {
    const { llm, fake, drive } = set(reply)
    fake.target('a').update({ reply: { chunks: whole.split(/(?<= )/) } })
    const pieces = await drive(read(llm.request({ ...ask, restartable: 'continue' })))
    expect(prefillOf(fake.target('b').requests[0]?.body)).toBe('A balancer spreads calls')
    expect([restarts(pieces), afterRestart(pieces)]).toEqual([times, text])
  })

  it('leaves out a beginning that the model repeats', async () => {
    const { llm, drive } = set(() => whole)
    const pieces = await drive(read(llm.request({ ...ask, restartable: 'continue' })))
    expect([restarts(pieces), afterRestart(pieces)]).toEqual([0, whole])
  })

  it.each([
    ['a text so short that what follows may repeat it', 'Hello there, you. Here I am.', 2],
    ['a text of white space', '                            Here I am.', 3],
  ])('begins again after %s', async (_, text, afterChunks) => {
    const { llm, fake, drive } = set(() => text)
    fake.target('a').update({ reply: { chunks: text.split(/(?<= )/) } })
    fake.target('a').script([breaking(afterChunks)])
    const pieces = await drive(read(llm.request({ ...ask, restartable: 'continue' })))
    expect([restarts(pieces), afterRestart(pieces)]).toEqual([1, text])
    expect(prefillOf(fake.target('b').requests[0]?.body)).toBeUndefined()
  })

  it('has one block where what is said first may be a repetition up to the end', async () => {
    const text = 'ha ha ha ha ha ha ha ha'
    const { llm, fake, drive } = set(() => 'ha')
    fake.target('a').update({ reply: { chunks: text.split(/(?= )/) } })
    fake.target('a').script([breaking(7)])
    const parts = await drive(read<RestartableStreamPart>(llm.stream(hello, { onInterrupted: 'continue' })))
    const said = parts.filter(({ type }) => type.startsWith('text-') || type === 'restart')
    const deltas = ['ha', ...Array<string>(6).fill(' ha'), 'ha']
    expect(said).toEqual([
      { type: 'text-start', id: 'text-0' },
      ...deltas.map((delta) => ({ type: 'text-delta', id: 'text-0', delta })),
      { type: 'text-end', id: 'text-0' },
    ])
  })

  it.each<[string, Reply, string[]]>([
    ['a tool call', { toolCalls: [{ name: 'look', input: {} }] }, ['tool-input-start']],
    ['a thought', { reasoning: 'Hm.', text: '' }, ['reasoning-start']],
  ])('is closed before %s that comes in place of more of it', async (_, reply, next) => {
    const { llm, fake, drive } = scene(
      { a: { reply: whole, chunkGap: 5 }, b: { reply } },
      { catalogue: knows('model-of-b') },
    )
    fake.target('a').script([breaking(4)])
    const parts = await drive(read<RestartableStreamPart>(llm.stream(hello, { onInterrupted: 'continue' })))
    const types = parts.map(({ type }) => type).filter((type) => type !== 'response-metadata')
    const said = Array<string>(4).fill('text-delta')
    expect(types.slice(1, 8)).toEqual(['text-start', ...said, 'text-end', ...next])
    expect(types.filter((type) => type.startsWith('text-'))).toHaveLength(6)
    expect(types.at(-1)).toBe('finish')
  })

  it('is sent no half of a character, and has it once', async () => {
    const text = 'I am so happy today \u{1f600} that it is over.'
    const { llm, fake, drive } = set(({ body }) => text.slice(prefillOf(body)?.length ?? 0))
    const [before, after] = [text.slice(0, 21), text.slice(21)]
    fake.target('a').update({ reply: { chunks: [before, ...after.split(/(?= )/)] } })
    fake.target('a').script([breaking(1)])
    const pieces = await drive(read(llm.request({ ...ask, restartable: 'continue' })))
    expect(prefillOf(fake.target('b').requests[0]?.body)).toBe('I am so happy today')
    expect([restarts(pieces), afterRestart(pieces)]).toEqual([0, text])
  })

  it.each([
    [undefined, 'A balancer spreads calls over several', 1],
    ['all', 'A balancer spreads calls over several', 1],
    [false, '', 0],
  ] as const)('that breaks again has all of it in its error: partial %s', async (partial, text, starts) => {
    const { llm, fake, drive } = set(continueText)
    fake.target('b').script([breaking(2)])
    const stream = llm.stream(hello, { onInterrupted: 'continue', maxAttempts: 2, partial })
    const error = await rejection(drive(read<RestartableStreamPart>(stream)))
    if (!StreamInterruptedError.isInstance(error)) throw error
    const parts = error.partial as readonly RestartableStreamPart[]
    expect(parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')).toBe(text)
    expect(parts.filter(({ type }) => type === 'text-start')).toHaveLength(starts)
    expect(parts.filter(({ type }) => type === 'raw')).toEqual([])
    expect(error).toMatchObject({ targetId: 'b', kind: 'stream-interrupted' })
    expect(JSON.stringify(error)).not.toContain('spreads')
  })

  it.each<[string, Reply]>([
    ['a tool call', { toolCalls: [{ name: 'look', input: { at: 'a long thing to look at' } }] }],
    ['a thought', { reasoning: 'I have to think about this for long', text: '' }],
  ])('that breaks again in %s has what the caller has in its error', async (_, reply) => {
    const { llm, fake, drive } = scene(
      { a: { reply: { chunks: [whole] }, chunkGap: 5 }, b: { reply, chunkGap: 5 } },
      { catalogue: knows('model-of-b') },
    )
    fake.target('a').script([breaking(1)])
    fake.target('b').script([breaking(3)])
    const stream = llm.stream(hello, { onInterrupted: 'continue', maxAttempts: 2 })
    const given: RestartableStreamPart[] = []
    const readAll = async (): Promise<void> => {
      for await (const part of stream) given.push(part)
    }
    const error = await rejection(drive(readAll()))
    if (!StreamInterruptedError.isInstance(error)) throw error
    expect(error.partial).toEqual(given.slice(given.findIndex(({ type }) => type === 'text-start')))
    expect(given.filter(({ type }) => type === 'text-end')).toHaveLength(1)
  })

  it('that breaks again has no more than 64 KiB of it in its error', async () => {
    const { llm, fake, drive } = set(() => ' and so on and on')
    fake.target('a').update({ reply: { chunks: Array.from({ length: 50 }, () => 'x'.repeat(1000)) } })
    fake.target('a').script([breaking(49)])
    fake.target('b').script([breaking(2)])
    const stream = llm.stream(hello, { onInterrupted: 'continue', maxAttempts: 2 })
    const error = await rejection(drive(read<RestartableStreamPart>(stream)))
    const { partial } = error as StreamInterruptedError<RestartableStreamPart>
    const text = partial.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')
    expect(text).toHaveLength(32_768)
    expect(text).toMatch(/x and so$/)
  })

  it.each([
    ['openai', 'openai'],
    ['anthropic', 'anthropic'],
    ['google', 'google'],
    ['cohere', 'cohere'],
  ] as const)('that broke at its end is finished by one that says no more, of %s', async (format, type) => {
    const prefill = createCatalogue([{ model: 'model-of-b', capabilities: { prefill: true } }])
    const { llm, fake, drive } = scene(
      { a: { chunkGap: 5, reply: { chunks: whole.split(/(?<= )/) } }, b: { format, reply: '' } },
      { catalogue: prefill, entries: { b: { type } } },
    )
    fake.target('a').script([breaking(whole.split(/(?<= )/).length + 1)])
    const stream = llm.stream(hello, { onInterrupted: 'continue' })
    const parts = await drive(read<RestartableStreamPart>(stream))
    expect(parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')).toBe(whole)
    expect(restarts(parts)).toBe(0)
    expect(parts.slice(-2).map(({ type }) => type)).toEqual(['text-end', 'finish'])
    expect(stream.attempts.map(({ outcome }) => outcome?.type)).toEqual(['failure', 'success'])
    expect(llm.getStats()['b']).toMatchObject({ successes: 1, failures: 0 })
  })

  it('is asked for no more tokens than are left', async () => {
    const { llm, fake, drive } = set(continueText)
    await drive(read(llm.stream({ ...hello, maxOutputTokens: 100 }, { onInterrupted: 'continue' })))
    const [body] = fake.target('b').requests.map((request) => request.body)
    expect(prefillOf(body)).toBe('A balancer spreads calls')
    expect(body).toMatchObject({ max_completion_tokens: 100 - estimateTokens('A balancer spreads calls') })
  })

  it.each([
    ['as the vendor has told with each piece', [10, 20, 30], 70],
    [
      'by an estimate where it has told only how it began',
      [1],
      100 - estimateTokens('A balancer spreads calls'),
    ],
    ['by an estimate where it has told nothing', [], 100 - estimateTokens('A balancer spreads calls')],
  ])('is asked for less %s', async (_, told, left) => {
    const pieces = ['A balancer', ' spreads', ' calls']
    const asked: (number | undefined)[] = []
    const models = ['a', 'b'].map((modelId): ChatModel => ({
      provider: 'openai',
      modelId: `model-of-${modelId}`,
      generate: () => Promise.reject(new Error('is not asked')),
      async *stream({ maxOutputTokens }, options) {
        asked.push(maxOutputTokens)
        yield { type: 'text-start', id: '0' }
        if (modelId === 'a') {
          for (const [place, delta] of pieces.entries()) {
            yield { type: 'text-delta', id: '0', delta }
            const outputTokens = told[place]
            if (outputTokens !== undefined) options?.report?.({ usage: { outputTokens } })
          }
          throw new ProviderError({ provider: 'a', kind: 'network', message: 'terminated' })
        }
        yield { type: 'text-delta', id: '0', delta: whole.slice(pieces.join('').length) }
        yield { type: 'text-end', id: '0' }
        yield { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: unknownUsage }
      },
    }))
    const llm = createLLMBalancer({
      providers: models.map((model, place) => ({ name: ['a', 'b'][place] ?? '', model })),
      catalogue: knows('model-of-b'),
      strategy: 'failover',
    })
    onTestFinished(() => llm.close())
    const stream = llm.stream({ ...hello, maxOutputTokens: 100 }, { onInterrupted: 'continue' })
    const parts = await read<RestartableStreamPart>(stream)
    expect(parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')).toBe(whole)
    expect(asked).toEqual([100, left])
  })

  it('is asked for one token where none is left', async () => {
    const { llm, fake, drive } = set(continueText)
    await drive(read(llm.stream({ ...hello, maxOutputTokens: 2 }, { onInterrupted: 'continue' })))
    expect(fake.target('b').requests[0]?.body).toMatchObject({ max_completion_tokens: 1 })
  })

  it('continues a second time', async () => {
    const { llm, fake, drive } = scene(
      {
        a: { reply: whole, chunkGap: 5 },
        b: { reply: continueText, chunkGap: 5 },
        c: { reply: continueText },
      },
      { catalogue: knows('model-of-b', 'model-of-c') },
    )
    fake.target('a').script([breaking(3)])
    fake.target('b').script([breaking(2)])
    const stream = llm.stream(hello, { onInterrupted: 'continue' })
    const parts = await drive(read<RestartableStreamPart>(stream))
    expect(parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')).toBe(whole)
    expect(restarts(parts)).toBe(0)
    expect(stream.attempts.map(({ continues }) => continues)).toEqual([undefined, true, true])
  })

  it.each([
    [
      'a tool call',
      { text: 'I look.', toolCalls: [{ name: 'look', input: { at: 'a long thing to look at' } }] },
      4,
    ],
    ['a thought', { reasoning: 'I have to think about this for long', text: whole }, 3],
    ['a text after a thought', { reasoning: 'I think', text: whole }, 5],
  ])('never continues inside %s', async (_, reply, afterChunks) => {
    const { llm, fake, drive } = scene(
      { a: { reply, chunkGap: 5 }, b: { reply: continueText } },
      { catalogue: knows('model-of-b') },
    )
    fake.target('a').script([breaking(afterChunks)])
    const parts = await drive(read<RestartableStreamPart>(llm.stream(hello, { onInterrupted: 'continue' })))
    expect(restarts(parts)).toBe(1)
    expect(prefillOf(fake.target('b').requests[0]?.body)).toBeUndefined()
  })

  it.each(['return', Symbol.asyncDispose] as const)('is left as any other stream is, by %s', async (way) => {
    const { llm, fake, drive } = set(continueText)
    const stream = llm.stream(hello, { onInterrupted: 'continue' })
    await drive(stream.opened())
    expect(stream.target?.id).toBe('a')
    await drive(Promise.resolve<unknown>(stream[way]()))
    expect(await drive(stream.next())).toEqual({ done: true, value: undefined })
    await fake.until(([request]) => request?.end !== undefined)
  })
})

// The usual stream of each wire format: OpenAI's after every byte, in four cases so that none takes long, the others after every fourth.
describe('a stream that is cut anywhere', () => {
  const usualLimit = Error.stackTraceLimit
  beforeAll(() => {
    Error.stackTraceLimit = 0
  })
  afterAll(() => {
    Error.stackTraceLimit = usualLimit
  })
  const step = 4
  const surfaces: readonly (readonly [Surface, first: number, Partial<ProviderConfig>])[] = [
    ...[0, 1, 2, 3].map((first) => ['openai', first, { type: 'openai' }] as const),
    ['openai-responses', 0, { type: 'openai', api: 'responses' }],
    ['anthropic', 0, { type: 'anthropic' }],
    ['google', 0, { type: 'google' }],
    ['cohere', 0, { type: 'cohere' }],
  ]

  const cutScene = (fixture: Fixture, entry: Partial<ProviderConfig>, text: () => string) => {
    const bytes = new TextEncoder().encode(fixture.body)
    const state = { length: bytes.length }
    const fetch: Fetch = (url, { body }) => {
      if (!url.startsWith('https://backup.example'))
        return Promise.resolve(new Response(bytes.slice(0, state.length), { headers: fixture.headers }))
      const content = text().slice(prefillOf(JSON.parse(body as string))?.length ?? 0)
      const chunks = [{ delta: { content } }, { delta: {}, finish_reason: 'stop' }]
      const events = chunks.map(
        (choice) => `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`,
      )
      const headers = { 'content-type': 'text/event-stream' }
      return Promise.resolve(new Response(`${events.join('')}data: [DONE]\n\n`, { headers }))
    }
    // A provider that has broken off so many times has to be waited for now and then.
    const clock = createFakeClock()
    const llm: LLMBalancer = createLLMBalancer({
      providers: [
        { name: 'first', apiKey: keyOf('first'), model: 'm', baseURL: 'https://first.example/v1', ...entry },
        { name: 'backup', type: 'openai-compatible', model: 'backup', baseURL: 'https://backup.example/v1' },
      ],
      catalogue: createCatalogue([{ model: 'backup', capabilities: { prefill: true } }]),
      strategy: 'failover',
      circuitBreaker: false,
      fetch,
      clock,
    })
    onTestFinished(() => llm.close())
    return { llm, bytes, state, clock }
  }

  it.each(surfaces)(
    'is the exact text, or carries a restart: %s, from byte %i',
    { timeout: 60_000 },
    async (surface, first, entry) => {
      const fixture = readFixtures(surface).find(({ name }) => name === 'chat-stream')
      if (fixture === undefined) throw new Error(`no stream of ${surface}`)
      let full = ''
      const { llm, bytes, state, clock } = cutScene(fixture, entry, () => full)
      const once = () => drive(read(llm.request({ ...ask, restartable: 'continue' })), clock)
      full = afterRestart(await once())
      expect(full).not.toBe('')
      const seen = { continued: 0, restarted: 0 }
      for (let length = first; length < bytes.length; length += step) {
        state.length = length
        let pieces: (string | RestartChunk)[]
        try {
          pieces = await once()
        } catch (error) {
          // All of the text had come: nothing was left for the other provider to say.
          expect(error).toMatchObject({ name: 'StreamInterruptedError' })
          continue
        }
        if (afterRestart(pieces) !== full) expect.fail(`after ${length} bytes: ${afterRestart(pieces)}`)
        seen[restarts(pieces) > 0 ? 'restarted' : 'continued'] += 1
      }
      expect(seen.continued).toBeGreaterThan(bytes.length / step / 2)
    },
  )
})
