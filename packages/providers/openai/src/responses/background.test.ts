import { ProviderError } from '@llm-balancer/provider'
import type { CallOptions, ChatModel, ResumableAnswer, StreamPart } from '@llm-balancer/provider'
import { readFixtures } from '@llm-balancer/testing/conformance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openaiResponses } from './index.ts'

const apiKey = 'sk-planted-key-0123456789'
const request = { messages: [{ role: 'user', content: 'Hello' }] } as const
const encoder = new TextEncoder()

type Asked = { readonly method: string; readonly path: string; readonly body: unknown }

/** A vendor that keeps one answer: its stream is cut after so many bytes, and it gives what follows an event when it is asked for it. */
class Vendor {
  readonly asked: Asked[] = []
  readonly model: ChatModel
  /** Bytes of each stream, in order; later ones are whole. */
  cuts: number[] = []
  /** How a stream that is cut ends. */
  end: 'closed' | 'broken' | 'silent' = 'closed'
  /** What the stream has that is asked for first, in place of its events. @default those */
  beginning: string | undefined
  /** Answers in place of the rest, in order. */
  refusals: Response[] = []
  readonly #events: readonly (readonly [sequence: number, event: string])[]
  /** What follows an event, by its number: most are asked for hundreds of times. */
  readonly #rests = new Map<number, Uint8Array<ArrayBuffer>>()

  constructor(body: string) {
    const events = body.trimEnd().split('\n\n')
    this.#events = events.map((event) => [sequenceOf(event), event])
    this.model = openaiResponses({
      apiKey,
      model: 'gpt-5.4-mini',
      background: true,
      fetch: (url, { method = 'GET', body: sent, headers, signal } = {}) => {
        const { pathname, search, searchParams } = new URL(url)
        const body: unknown = typeof sent === 'string' ? JSON.parse(sent) : sent
        this.asked.push({ method, path: pathname.slice('/v1'.length) + search, body })
        const { authorization } = headers as Record<string, string>
        if (authorization !== `Bearer ${apiKey}`) throw new Error('without its key')
        if (pathname.endsWith('/cancel')) return Promise.resolve(Response.json({ status: 'cancelled' }))
        if (method === 'POST' && this.beginning !== undefined)
          return Promise.resolve(eventStream(this.beginning))
        const refusal = method === 'GET' ? this.refusals.shift() : undefined
        return Promise.resolve(refusal ?? this.#streamAfter(searchParams.get('starting_after'), signal))
      },
    })
  }

  get paths(): string[] {
    return this.asked.map(({ method, path }) => `${method} ${path}`)
  }

  #restAfter(after: number): Uint8Array<ArrayBuffer> {
    const rest = this.#events.filter(([sequence]) => sequence > after)
    const bytes = encoder.encode(rest.map(([, event]) => `${event}\n\n`).join(''))
    this.#rests.set(after, bytes)
    return bytes
  }

  #streamAfter(number: string | null, signal: AbortSignal | null | undefined): Response {
    const after = number === null ? -1 : Number(number)
    const bytes = this.#rests.get(after) ?? this.#restAfter(after)
    const length = this.cuts.shift() ?? bytes.length
    const how = length < bytes.length ? this.end : 'closed'
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.subarray(0, length))
        if (how === 'closed') controller.close()
        else if (how === 'silent')
          signal?.addEventListener('abort', () => {
            controller.error(signal.reason)
          })
      },
      pull(controller) {
        if (how === 'broken') controller.error(new TypeError('terminated'))
      },
    })
    return eventStream(stream)
  }
}

const eventStream = (body: BodyInit): Response =>
  new Response(body, { headers: { 'content-type': 'text/event-stream' } })

const sequenceOf = (event: string): number => Number(/"sequence_number":(\d+)/.exec(event)?.[1])

/** A recorded stream, as of an answer that is made in the background. */
const recorded = (name: string): string => {
  const fixture = readFixtures('openai-responses').find((one) => one.name === name)
  if (fixture === undefined) throw new Error(`no ${name}`)
  return fixture.body.replaceAll('"object":"response"', '"object":"response","background":true')
}

type Reading = {
  readonly parts: StreamPart[]
  readonly error: unknown
  readonly answer: ResumableAnswer | undefined
}

const read = async (model: ChatModel, options: CallOptions = {}): Promise<Reading> => {
  const parts: StreamPart[] = []
  let answer: ResumableAnswer | undefined
  const onResumable = (one: ResumableAnswer): void => void (answer = one)
  try {
    for await (const part of model.stream(request, { onResumable, ...options }))
      if (part.type !== 'ping') parts.push(part)
    return { parts, error: undefined, answer }
  } catch (error) {
    return { parts, error, answer }
  }
}

const lengthOf = (body: string): number => encoder.encode(body).length
/** So many bytes have the first events of a body. */
const bytesOf = (body: string, events: number): number =>
  lengthOf(body.split('\n\n').slice(0, events).join('\n\n')) + 2

const body = recorded('chat-stream')
const cancels = (vendor: Vendor): string[] => vendor.paths.filter((path) => path.endsWith('/cancel'))
const gone = (status: number): Response =>
  Response.json(
    {
      error: {
        message: "Response with id 'resp_68f1c2a9b0d48190' not found.",
        type: 'invalid_request_error',
      },
    },
    { status },
  )

describe('an answer that is made in the background', () => {
  const usualLimit = Error.stackTraceLimit
  beforeAll(() => {
    Error.stackTraceLimit = 0
  })
  afterAll(() => {
    Error.stackTraceLimit = usualLimit
  })

  it.each(
    [
      'chat-stream',
      'reasoning-stream',
      'tool-call-stream',
      'tool-call-stream-interleaved',
      'chat-length-stream',
    ].flatMap((name) => [[name, 'closed', 1] as const, [name, 'broken', 7] as const]),
  )(
    'is exact wherever its stream breaks: %s, %s, each %i bytes',
    { timeout: 60_000 },
    async (name, end, step) => {
      const whole = recorded(name)
      const { parts: all } = await read(new Vendor(whole).model)
      const expected = JSON.stringify(all)
      expect(all.at(-1)?.type).toBe('finish')
      const begun = bytesOf(whole, 1)
      const vendor = new Vendor(whole)
      vendor.end = end
      let resumed = 0
      const bytes = lengthOf(whole)
      for (let length = 0; length < bytes; length += step) {
        vendor.cuts = [length]
        const { error, answer, parts } = await read(vendor.model)
        // Until its first event has come nothing is known of it.
        if (length < begun && answer === undefined) continue
        if (error !== undefined) {
          const rest = await read(vendor.model, { resume: answer })
          if (rest.error !== undefined) expect(rest.error).toBeUndefined()
          parts.push(...rest.parts)
          resumed += 1
        }
        if (JSON.stringify(parts) !== expected) expect(parts, `after ${length} bytes`).toEqual(all)
        if (answer?.isOpen === true) expect.fail('it is over')
      }
      expect(cancels(vendor)).toEqual([])
      expect(resumed).toBeGreaterThan(bytes / step / 2)
    },
  )

  it('is asked for with what it needs, and its rest by the number of the event read last', async () => {
    const vendor = new Vendor(body)
    vendor.cuts = [bytesOf(body, 6)]
    const { answer } = await read(vendor.model)
    expect(answer?.position).toBe(5)
    await read(vendor.model, { resume: answer })
    expect(vendor.paths).toEqual([
      'POST /responses',
      'GET /responses/resp_68f1c2a9b0d48190?stream=true&starting_after=5',
    ])
    expect(vendor.asked[0]?.body).toMatchObject({ background: true, store: true, stream: true })
    expect(vendor.asked[1]?.body).toBeUndefined()
  })

  it('may break many times, and after an event that cannot be read', async () => {
    const { parts: all } = await read(new Vendor(body).model)
    const vendor = new Vendor(body)
    vendor.cuts = [bytesOf(body, 4), 90, 0, bytesOf(body, 2)]
    const parts: StreamPart[] = []
    let reading = await read(vendor.model)
    parts.push(...reading.parts)
    for (let turn = 0; reading.error !== undefined && turn < 9; turn += 1) {
      reading = await read(vendor.model, { resume: reading.answer })
      parts.push(...reading.parts)
    }
    expect(parts).toEqual(all)
  })

  it('is exact also where a server gives all of it once more', async () => {
    const { parts: all } = await read(new Vendor(body).model)
    const vendor = new Vendor(body)
    vendor.cuts = [bytesOf(body, 6)]
    vendor.refusals = [eventStream(body)]
    const { parts, answer } = await read(vendor.model)
    const rest = await read(vendor.model, { resume: answer })
    expect([...parts, ...rest.parts]).toEqual(all)
  })

  it('may be resumed when an event cannot be read that came with its first one', async () => {
    const { parts: all } = await read(new Vendor(body).model)
    const vendor = new Vendor(body)
    const [first = ''] = body.split('\n\n')
    vendor.beginning = `${first}\n\ndata: {"type":\n\n`
    const { parts, error, answer } = await read(vendor.model)
    expect(error).toMatchObject({ kind: 'invalid-response' })
    const rest = await read(vendor.model, { resume: answer })
    expect([...parts, ...rest.parts]).toEqual(all)
  })

  it('gives events that came after its stream was aborted with its rest', async () => {
    const { parts: all } = await read(new Vendor(body).model)
    const vendor = new Vendor(body)
    vendor.end = 'silent'
    vendor.cuts = [bytesOf(body, 6)]
    const controller = new AbortController()
    const first = read(vendor.model, { signal: controller.signal })
    await new Promise((resolve) => setImmediate(resolve))
    controller.abort(new Error('no further content'))
    const { parts, error, answer } = await first
    expect(error).toMatchObject({ message: 'no further content' })
    const rest = await read(vendor.model, { resume: answer })
    expect([...parts, ...rest.parts]).toEqual(all)
    expect(cancels(vendor)).toEqual([])
  })

  it.each([400, 404])('is lost where the vendor no longer has it: %i', async (status) => {
    const vendor = new Vendor(body)
    vendor.cuts = [bytesOf(body, 6)]
    vendor.refusals = [gone(status)]
    const { answer } = await read(vendor.model)
    const { error } = await read(vendor.model, { resume: answer })
    expect(ProviderError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ kind: 'stream-interrupted', scope: 'target' })
    expect(String(error)).toContain(`HTTP ${status}`)
    expect(JSON.stringify(error) + String(error)).not.toMatch(/resp_|sk-planted/)
    expect(answer?.isOpen).toBe(false)
    answer?.cancel()
    expect(cancels(vendor)).toEqual([])
    const again = await read(vendor.model, { resume: answer })
    expect(again.error).toMatchObject({ kind: 'stream-interrupted' })
  })

  it.each([
    [401, 'auth'],
    [503, 'overloaded'],
  ])('may be asked for again after other refusals: %i', async (status, kind) => {
    const vendor = new Vendor(body)
    vendor.cuts = [bytesOf(body, 6)]
    vendor.refusals = [Response.json({ error: { message: 'no' } }, { status })]
    const { answer } = await read(vendor.model)
    expect((await read(vendor.model, { resume: answer })).error).toMatchObject({ kind })
    expect(answer?.isOpen).toBe(true)
    expect((await read(vendor.model, { resume: answer })).error).toBeUndefined()
  })

  it.each([
    ['failed', { error: { code: 'server_error', message: 'The server had an error' } }, 'server'],
    ['cancelled', {}, 'stream-interrupted'],
  ])('that turned out %s has no rest', async (status, fields, kind) => {
    const response = { id: 'resp_68f1c2a9b0d48190', object: 'response', status, ...fields }
    const last = { type: `response.${status}`, sequence_number: 99, response }
    const vendor = new Vendor(
      `${body.split('\n\n').slice(0, 8).join('\n\n')}\n\ndata: ${JSON.stringify(last)}`,
    )
    vendor.cuts = [bytesOf(body, 6)]
    const { answer } = await read(vendor.model)
    const { error } = await read(vendor.model, { resume: answer })
    expect(error).toMatchObject({ kind })
    expect(answer?.isOpen).toBe(false)
  })

  it('is no stream of events', async () => {
    const vendor = new Vendor(body)
    vendor.cuts = [bytesOf(body, 6)]
    vendor.refusals = [Response.json({ id: 'resp_68f1c2a9b0d48190', status: 'in_progress', output: [] })]
    const { answer } = await read(vendor.model)
    expect((await read(vendor.model, { resume: answer })).error).toMatchObject({ kind: 'stream-interrupted' })
  })

  describe('without a caller who takes it', () => {
    const alone = { onResumable: undefined }

    it('is cancelled when its stream breaks', async () => {
      const vendor = new Vendor(body)
      vendor.cuts = [bytesOf(body, 6)]
      await read(vendor.model, alone)
      expect(cancels(vendor)).toEqual(['POST /responses/resp_68f1c2a9b0d48190/cancel'])
      expect(vendor.asked.at(-1)?.body).toBeUndefined()
    })

    it.each(['left', 'aborted'])('is cancelled when its stream is %s', async (how) => {
      const vendor = new Vendor(body)
      vendor.end = 'silent'
      vendor.cuts = [bytesOf(body, 6)]
      const controller = new AbortController()
      const stream = vendor.model.stream(request, { signal: controller.signal })
      const iterator = stream[Symbol.asyncIterator]()
      for (let part = await iterator.next(); part.value?.type !== 'text-delta'; part = await iterator.next());
      const next = iterator.next()
      if (how === 'left') await iterator.return?.()
      else controller.abort(new Error('enough'))
      await next
      expect(cancels(vendor)).toHaveLength(1)
    })

    it('is left alone when all of it has come, or there is no way to cancel it', async () => {
      const vendor = new Vendor(body)
      await read(vendor.model, alone)
      const usual = new Vendor(body.replaceAll('"background":true', '"background":false'))
      usual.cuts = [bytesOf(body, 6)]
      await read(usual.model, alone)
      expect([...cancels(vendor), ...cancels(usual)]).toEqual([])
    })

    it('is cancelled as far as that goes', async () => {
      const vendor = openaiResponses({
        apiKey,
        model: 'gpt-5.4-mini',
        fetch: (url) =>
          url.endsWith('/cancel')
            ? Promise.reject(new TypeError('fetch failed'))
            : Promise.resolve(new Response(body.slice(0, bytesOf(body, 6)))),
      })
      expect((await read(vendor, alone)).error).toMatchObject({ kind: 'stream-interrupted' })
    })
  })

  it('is refused a foreign answer', async () => {
    const { model } = new Vendor(body)
    const resume = { isOpen: true, position: 0, cancel: () => {} }
    expect((await read(model, { resume })).error).toBeInstanceOf(TypeError)
  })
})
