import { setImmediate as nextTurn } from 'node:timers/promises'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { ProviderError, type StreamPart } from '../../src/index.ts'
import { toResponse, type WebFormatName, type WebPart } from '../../src/web/index.ts'

const finish: StreamPart = {
  type: 'finish',
  finishReason: { unified: 'stop', raw: 'end' },
  usage: {
    inputTokens: { total: 1, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: 2, text: undefined, reasoning: undefined },
    raw: { account: 'acct-1' },
  },
}
const text = (delta: string): StreamPart => ({ type: 'text-delta', id: '1', delta })

/** A stream of these steps; an error among them is thrown. Says whether it has been ended by its reader. */
class Steps<Step> implements AsyncIterableIterator<Step, void, undefined> {
  readonly #steps: (Step | Error)[]
  reads = 0
  isLeft = false

  constructor(...steps: (Step | Error)[]) {
    this.#steps = steps
  }

  async next(): Promise<IteratorResult<Step, void>> {
    this.reads += 1
    const step = this.#steps.shift()
    if (step instanceof Error) throw step
    return Promise.resolve(
      step === undefined ? { done: true, value: undefined } : { done: false, value: step },
    )
  }

  async return(): Promise<IteratorResult<Step, void>> {
    this.isLeft = true
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

const steady = { clock: createFakeClock(), random: () => 0 }
const broken = new ProviderError({ kind: 'network', provider: 'acme', message: 'broken at acme-host-7' })
const dataOf = (body: string): unknown[] =>
  body
    .split('\n')
    .filter((line) => line.startsWith('data: ') && line !== 'data: [DONE]')
    .map((line) => JSON.parse(line.slice('data: '.length)) as unknown)

describe('the format text', () => {
  it('is the text of the answer and nothing else', async () => {
    const response = await toResponse(new Steps<WebPart>(text('Hel'), text('lo'), finish))
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await response.text()).toBe('Hello')
  })

  it('is taken from pieces of text as well', async () => {
    expect(await (await toResponse(new Steps('Hel', '', 'lo'))).text()).toBe('Hello')
  })

  it('is the content of a whole answer', async () => {
    const answer = { content: 'Hello', model: 'm', provider: 'acme' }
    expect(await (await toResponse(Promise.resolve(answer))).text()).toBe('Hello')
    expect(await (await toResponse(answer)).text()).toBe('Hello')
  })

  it('breaks where the answer breaks or begins anew', async () => {
    const failing = await toResponse(new Steps<WebPart>(text('Hel'), broken))
    await expect(failing.text()).rejects.toBe(broken)
    const restarted = new Steps<WebPart>(text('Hel'), { type: 'restart', targetId: 'a', kind: 'network' })
    await expect((await toResponse(restarted)).text()).rejects.toThrow('begins anew')
    expect(restarted.isLeft).toBe(true)
  })
})

describe('the format sse', () => {
  const sse = async (...steps: (WebPart | Error)[]): Promise<unknown[]> =>
    dataOf(await (await toResponse(new Steps(...steps), { format: 'sse' })).text())

  it('is one object for each part, and a finish without what the vendor says of the account', async () => {
    const usage = finish.type === 'finish' ? { ...finish.usage, raw: undefined } : {}
    expect(await sse(text('Hi'), finish)).toEqual([
      { type: 'text-delta', id: '1', delta: 'Hi' },
      {
        type: 'finish',
        finishReason: { unified: 'stop', raw: 'end' },
        usage: JSON.parse(JSON.stringify(usage)),
      },
    ])
  })

  it('leaves out what was sent to the vendor, its headers and its own events', async () => {
    const hidden: StreamPart[] = [
      { type: 'stream-start', warnings: [], request: { body: 'a secret prompt' } },
      { type: 'response-metadata', id: 'r', headers: { 'openai-organization': 'org-1' } },
      { type: 'raw', rawValue: 'raw' },
      { type: 'ping' },
    ]
    expect(await sse(...hidden, text('Hi'), ...hidden)).toMatchObject([
      { type: 'text-delta' },
      { type: 'finish' },
    ])
  })

  it('has files as addresses', async () => {
    const file: StreamPart = {
      type: 'file',
      mediaType: 'image/png',
      data: { type: 'data', data: Uint8Array.of(1, 2, 3) },
    }
    const expected = { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,AQID' }
    expect((await sse(file))[0]).toEqual(expected)
  })

  it('ends with an error in a sentence of its own when the answer breaks', async () => {
    expect((await sse(text('Hi'), broken)).at(-1)).toEqual({
      type: 'error',
      kind: 'network',
      message: 'the answer failed',
    })
    expect((await sse(text('Hi'), new Error('private'))).at(-1)).toEqual({
      type: 'error',
      kind: 'stream-interrupted',
      message: 'the answer failed',
    })
  })

  it('says that the answer begins anew', async () => {
    const restart: WebPart = { type: 'restart', targetId: 'private-name', kind: 'network' }
    expect((await sse(text('Hi'), restart, text('Ho')))[1]).toEqual({ type: 'restart' })
  })

  it('ends with an error for a part that cannot be written', async () => {
    const part = { type: 'custom', kind: 'a.b', providerMetadata: { acme: { big: 1n } } }
    expect((await sse(part as never)).at(-1)).toMatchObject({ type: 'error' })
  })
})

describe('the format ui-message', () => {
  it('has every part in the chunks of the protocol', async () => {
    const acme = { acme: { seal: 'x' } }
    const parts: StreamPart[] = [
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'Hm' },
      { type: 'reasoning-end', id: 'r', providerMetadata: acme },
      { type: 'tool-input-start', id: 'c', toolName: 'search', providerExecuted: true },
      { type: 'tool-input-delta', id: 'c', delta: '{}' },
      { type: 'tool-input-end', id: 'c' },
      { type: 'tool-call', toolCallId: 'c', toolName: 'search', input: '{}', providerExecuted: true },
      { type: 'tool-result', toolCallId: 'c', toolName: 'search', result: { hits: 1 } },
      { type: 'tool-result', toolCallId: 'd', toolName: 'search', result: 'no', isError: true },
      { type: 'tool-call', toolCallId: 'e', toolName: 'cut', input: '{"a":' },
      { type: 'tool-approval-request', approvalId: 'p', toolCallId: 'c' },
      { type: 'source', id: 's', sourceType: 'url', url: 'https://a.test/', title: 'A' },
      { type: 'source', id: 't', sourceType: 'document', mediaType: 'text/plain', title: 'B' },
      { type: 'reasoning-file', mediaType: 'a/b', data: { type: 'url', url: new URL('https://b.test/') } },
      finish,
    ]
    const response = await toResponse(new Steps<WebPart>(...parts), { format: 'ui-message', ...steady })
    expect(dataOf(await response.text())).toEqual([
      { type: 'start', messageId: `msg_${'a'.repeat(24)}` },
      { type: 'start-step' },
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'Hm' },
      { type: 'reasoning-end', id: 'r', providerMetadata: acme },
      { type: 'tool-input-start', toolCallId: 'c', toolName: 'search', providerExecuted: true },
      { type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: '{}' },
      {
        type: 'tool-input-available',
        toolCallId: 'c',
        toolName: 'search',
        providerExecuted: true,
        input: {},
      },
      { type: 'tool-output-available', toolCallId: 'c', providerExecuted: true, output: { hits: 1 } },
      { type: 'tool-output-error', toolCallId: 'd', providerExecuted: true, errorText: 'no' },
      {
        type: 'tool-input-error',
        toolCallId: 'e',
        toolName: 'cut',
        input: '{"a":',
        errorText: 'the arguments of the call are no JSON',
      },
      { type: 'tool-approval-request', approvalId: 'p', toolCallId: 'c' },
      { type: 'source-url', sourceId: 's', title: 'A', url: 'https://a.test/' },
      { type: 'source-document', sourceId: 't', title: 'B', mediaType: 'text/plain' },
      { type: 'reasoning-file', mediaType: 'a/b', url: 'https://b.test/' },
      { type: 'finish-step' },
      { type: 'finish', finishReason: 'stop' },
    ])
  })
})

describe('a response', () => {
  it.each(['openai', 'anthropic', 'ui-message', 'sse', 'text'] as const)(
    'of the format %s ends the stream when its client leaves, without reading on',
    async (format) => {
      const stream = new Steps<WebPart>(text('a'), text('b'), text('c'), finish)
      const response = await toResponse(stream, { format })
      expect(stream.reads).toBe(1)
      const reader = response.body?.getReader()
      await reader?.read()
      expect(stream.reads).toBe(1)
      await reader?.cancel()
      expect([stream.isLeft, stream.reads]).toEqual([true, 1])
    },
  )

  it('leaves no listener on the signal of the request', async () => {
    const controller = new AbortController()
    const listeners = new Set<unknown>()
    const { signal } = controller
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (type: string, listener: never): void => {
      listeners.add(listener)
      add(type, listener)
    }
    signal.removeEventListener = (type: string, listener: never): void => {
      listeners.delete(listener)
      remove(type, listener)
    }
    const answers = [
      new Steps<WebPart>(text('a'), finish),
      new Steps<WebPart>(text('a'), broken),
      new Steps<WebPart>(broken),
      { content: 'a', model: 'm', provider: 'p' },
    ]
    for (const answer of answers) {
      const response = await toResponse(answer, { signal, format: 'sse' })
      await response.text()
    }
    await (await toResponse(new Steps<WebPart>(text('a')), { signal })).body?.cancel()
    expect(listeners.size).toBe(0)
  })

  it('ends the stream when its client reads nothing for a minute', async () => {
    const clock = createFakeClock()
    const stream = new Steps<WebPart>(text('a'), text('b'), finish)
    const response = await toResponse(stream, { clock })
    const reader = response.body?.getReader()
    await clock.advance(59_999)
    await reader?.read()
    await clock.advance(59_999)
    expect(stream.isLeft).toBe(false)
    await clock.advance(1)
    expect(stream.isLeft).toBe(true)
    await expect(reader?.read()).rejects.toThrow('the client has read nothing for 60000 ms')
    expect(clock.pending).toBe(0)
  })

  it('ends the stream of a body that nothing reads, as of an answer to HEAD', async () => {
    const clock = createFakeClock()
    const stream = new Steps<WebPart>(text('a'), finish)
    await toResponse(stream, { clock, stalledMs: 1000 })
    await clock.advance(1000)
    expect([stream.isLeft, clock.pending]).toEqual([true, 0])
  })

  it('waits for a slow target as long as it takes, and leaves no timer', async () => {
    const clock = createFakeClock()
    let give = (_piece: string): void => {}
    const slow = async function* (): AsyncGenerator<string> {
      yield 'a'
      yield await new Promise<string>((resolve) => {
        give = resolve
      })
    }
    const response = await toResponse(slow(), { clock, stalledMs: 1000 })
    const reading = response.text()
    await clock.advance(5000)
    give('b')
    expect(await reading).toBe('ab')
    expect(clock.pending).toBe(0)
    const stream = new Steps<WebPart>(text('a'), finish)
    const endless = await toResponse(stream, { clock, stalledMs: Infinity })
    expect(clock.pending).toBe(0)
    await endless.body?.cancel()
  })

  it('is not waited for when the client has left already', async () => {
    const stream = new Steps<WebPart>(text('a'))
    const response = await toResponse(stream, { signal: AbortSignal.abort(), format: 'sse' })
    expect([response.status, stream.isLeft]).toEqual([499, true])
  })

  it('ends a stream that comes after its client has left', async () => {
    const controller = new AbortController()
    const stream = new Steps<WebPart>(text('a'))
    let resolve = (_stream: Steps<WebPart>): void => {}
    const promise = new Promise<Steps<WebPart>>((given) => {
      resolve = given
    })
    const asking = toResponse(promise, { signal: controller.signal })
    controller.abort()
    expect((await asking).status).toBe(499)
    resolve(stream)
    await nextTurn()
    expect(stream.isLeft).toBe(true)
  })

  it('has further headers, over its own', async () => {
    const headers = { 'cache-control': 'no-transform', 'x-own': '1' }
    const response = await toResponse(new Steps('a'), { headers })
    expect(Object.fromEntries(response.headers)).toMatchObject(headers)
    await response.body?.cancel()
  })

  it.each([
    [
      42,
      'toResponse: "the answer" must be a stream, an answer of request or generate, or a promise of one, got 42',
    ],
    [undefined, 'got undefined'],
    [{}, 'got an object'],
  ])('is refused for %j, which is no answer', async (source, message) => {
    await expect(toResponse(source as never)).rejects.toThrow(message)
  })

  it('ends a stream whose answer cannot begin, as with a clock that throws', async () => {
    const stream = new Steps<WebPart>(text('a'), finish)
    const now = (): number => {
      throw new Error('no time')
    }
    const clock = { ...createFakeClock(), now }
    await expect(toResponse(stream, { format: 'openai', clock })).rejects.toThrow('no time')
    expect(stream.isLeft).toBe(true)
  })

  it('throws a fault of the program, which is no failure of a call', async () => {
    const fault = new TypeError('x is not a function')
    await expect(toResponse(new Steps<WebPart>(fault))).rejects.toBe(fault)
    await expect(toResponse(Promise.reject(fault))).rejects.toBe(fault)
  })

  it('refuses headers that HTTP does not allow before the call is made, without showing their values', async () => {
    const stream = new Steps('a')
    const bad = toResponse(stream, { headers: { 'x-a': 'sk-secret\n' + 'b: c' } })
    await expect(bad).rejects.toThrow(
      'toResponse: "headers" has a name or a value that HTTP does not allow: "x-a"',
    )
    expect(stream.reads).toBe(0)
  })

  it('is a JSON document for whole answers of the formats of vendors', async () => {
    const answer = {
      content: 'Hello',
      model: 'm',
      provider: 'p',
      usage: { promptTokens: 1, completionTokens: 2, totalTokens: 3 },
    }
    const documentOf = async (format: WebFormatName): Promise<unknown> =>
      (await toResponse(answer, { format, ...steady })).json()
    expect(await documentOf('openai')).toMatchObject({
      id: `chatcmpl-${'a'.repeat(24)}`,
      model: 'm',
      usage: { total_tokens: 3 },
    })
    expect(await documentOf('anthropic')).toMatchObject({ model: 'm', usage: { output_tokens: 2 } })
  })
})
