import { describe, expect, it, onTestFinished } from 'vitest'
import { BaseProvider, createLLMBalancer, ProviderError } from '../src/index.ts'
import type {
  BaseProviderConfig,
  LLMBalancer,
  LLMRequest,
  LLMResponse,
  ProviderCallOptions,
  StreamPart,
} from '../src/index.ts'
import { rejection } from './scene.ts'

type Step = string | Error

/** Answers with what it is told to, and keeps what it was asked. */
class ScriptedProvider extends BaseProvider {
  readonly requests: LLMRequest[] = []
  readonly signals: AbortSignal[] = []
  readonly steps: Step[] = []

  makeRequest(request: LLMRequest, { signal }: ProviderCallOptions): Promise<LLMResponse> {
    this.requests.push(request)
    this.signals.push(signal)
    const step = this.steps.shift() ?? 'answer'
    if (step instanceof Error) return Promise.reject(step)
    return Promise.resolve({ content: step, model: this.config.model, provider: this.config.name })
  }
}

class StreamingProvider extends ScriptedProvider {
  closed = 0

  override async *makeStreamRequest(request: LLMRequest): AsyncGenerator<string> {
    this.requests.push(request)
    try {
      yield* ['one', '', ' two']
    } finally {
      this.closed += 1
    }
  }
}

const config = (name: string): BaseProviderConfig => ({ name, model: `model-of-${name}`, weight: 2 })

function balance(...providers: BaseProvider[]): LLMBalancer {
  const llm = createLLMBalancer({ providers, strategy: 'failover', retry: { backoff: { baseMs: 0 } } })
  onTestFinished(() => llm.close())
  return llm
}

describe('a custom provider', () => {
  it('gets the request in the simple form, also when it came as a chat request', async () => {
    const own = new ScriptedProvider(config('own'))
    const llm = balance(own)
    const { warnings, text, provider } = await llm.generate({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
        { role: 'user', content: [{ type: 'text', text: 'How are you?' }] },
      ],
      maxOutputTokens: 5,
      temperature: 0,
      topK: 3,
    })
    expect({ text, provider, warnings }).toEqual({
      text: 'answer',
      provider: 'own',
      warnings: [{ type: 'unsupported', feature: 'topK' }],
    })
    expect(own.requests).toEqual([
      {
        system: 'Be brief.',
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Hello' },
        ],
        prompt: 'How are you?',
        maxTokens: 5,
        temperature: 0,
      },
    ])
    expect(llm.getHealthyProviders()).toMatchObject([{ name: 'own', vendor: 'own', weight: 2 }])
  })

  it.each([
    Object.assign(new Error('nope'), { status: 503 }),
    Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    new ProviderError({ kind: 'rate-limit', provider: 'first', message: 'too much', status: 429 }),
    new TypeError("Cannot read properties of undefined (reading 'choices')"),
    new RangeError('Invalid array length'),
    '',
  ])('is left for the next one when it fails: %o', async (step) => {
    const [first, second] = [new ScriptedProvider(config('first')), new ScriptedProvider(config('second'))]
    first.steps.push(step)
    expect((await balance(first, second).request({ prompt: 'p' })).provider).toBe('second')
    expect(first.requests).toHaveLength(1)
  })

  it('is left for the next one when it stumbles over a reply, in a stream as well', async () => {
    const [first, second] = [new StreamingProvider(config('first')), new StreamingProvider(config('second'))]
    first.makeStreamRequest = () => {
      throw new TypeError('undefined is not a function')
    }
    const stream = balance(first, second).request({ prompt: 'p', stream: true })
    for await (const piece of stream) expect(piece).not.toBe('')
    expect((await stream.response).provider).toBe('second')
  })

  it('says what it stumbled over, without the key or the prompt', async () => {
    const own = new ScriptedProvider({ ...config('own'), apiKey: 'key-of-own-1' })
    own.steps.push(new TypeError('no field in key-of-own-1 for "what the user said"'))
    const request = { prompt: 'Once again: what the user said' }
    const error = await rejection(balance(own).request(request, { maxAttempts: 1 }))
    expect(error).toMatchObject({ name: 'ProviderError', kind: 'invalid-response', scope: 'target' })
    expect(String(error)).toContain('own/model-of-own: a TypeError was thrown: no field in')
    expect(String(error)).not.toMatch(/key-of-own-1|what the user said/)
  })

  it.each([
    Object.assign(new TypeError('bad parameter'), { status: 422 }),
    Object.assign(new RangeError('bad parameter'), { kind: 'bad-request', scope: 'request' }),
  ])('ends the request when a programming error says what it is: %o', async (step) => {
    const [first, second] = [new ScriptedProvider(config('first')), new ScriptedProvider(config('second'))]
    first.steps.push(step)
    expect(await rejection(balance(first, second).request({ prompt: 'p' }))).toMatchObject({
      kind: 'bad-request',
    })
    expect(second.requests).toEqual([])
  })

  it('ends the request when it says that the request is at fault', async () => {
    const [first, second] = [new ScriptedProvider(config('first')), new ScriptedProvider(config('second'))]
    const options = {
      kind: 'bad-request',
      provider: 'first',
      message: 'unknown parameter',
      status: 400,
    } as const
    first.steps.push(new ProviderError(options))
    const error = await rejection(balance(first, second).request({ prompt: 'p' }))
    expect(error).toMatchObject({
      name: 'ProviderError',
      message: 'first/model-of-first: unknown parameter',
      status: 400,
      scope: 'request',
    })
    expect(second.requests).toEqual([])
  })

  it('gives text, usage and the reason of its end to callers of every kind', async () => {
    const own = new ScriptedProvider(config('own'))
    own.makeRequest = () =>
      Promise.resolve({
        ...{ content: 'its own words', model: 'm', provider: 'p', finishReason: 'length' },
        ...{ rawFinishReason: 'too_long', usage: { promptTokens: 3, completionTokens: 4, totalTokens: 7 } },
      })
    const llm = balance(own)
    expect(await llm.request({ prompt: 'p' })).toEqual({
      ...{ content: 'its own words', model: 'model-of-own', provider: 'own' },
      ...{ finishReason: 'length', rawFinishReason: 'too_long' },
      usage: { promptTokens: 3, completionTokens: 4, totalTokens: 7 },
    })
    expect(await llm.generate({ messages: [{ role: 'user', content: 'p' }] })).toMatchObject({
      text: 'its own words',
      content: [{ type: 'text', text: 'its own words' }],
      finishReason: { unified: 'length', raw: 'too_long' },
      usage: { inputTokens: { total: 3 }, outputTokens: { total: 4 } },
      response: { modelId: 'm' },
    })
    expect(llm.getStats()['own']?.usage).toMatchObject({ inputTokens: 6, outputTokens: 8 })
  })

  it('streams no piece that is empty or no text', async () => {
    const own = new StreamingProvider(config('own'))
    own.makeStreamRequest = async function* () {
      yield* ['', 'one', undefined as never, 5 as never, ' two', '']
    }
    const parts: StreamPart[] = []
    for await (const part of balance(own).stream({ messages: [{ role: 'user', content: 'p' }] }))
      parts.push(part)
    const said = parts.flatMap((part) => (part.type.startsWith('text-') ? [part] : []))
    expect(said).toEqual([
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'one' },
      { type: 'text-delta', id: '0', delta: ' two' },
      { type: 'text-end', id: '0' },
    ])
  })

  it.each([undefined, null, {}, { content: 5 }, { content: '' }])(
    'is left for the next one when its answer has no text: %j',
    async (answer) => {
      const [first, second] = [new ScriptedProvider(config('first')), new ScriptedProvider(config('second'))]
      first.makeRequest = () => Promise.resolve(answer as LLMResponse)
      const { provider, attempts } = await balance(first, second).generate({
        messages: [{ role: 'user', content: 'p' }],
      })
      expect(provider).toBe('second')
      expect(attempts[0]?.outcome).toMatchObject({ type: 'failure', kind: 'invalid-response' })
    },
  )

  it('hears that the caller has gone', async () => {
    const own = new ScriptedProvider(config('own'))
    const controller = new AbortController()
    const reason = new Error('gone')
    own.makeRequest = (_request, { signal }) => {
      own.signals.push(signal)
      controller.abort(reason)
      return new Promise(() => {})
    }
    const llm = balance(own)
    expect(await rejection(llm.request({ prompt: 'p' }, { signal: controller.signal }))).toBe(reason)
    expect(own.signals[0]?.aborted).toBe(true)
    expect(llm.getStats()['own']).toMatchObject({
      attempts: 1,
      successes: 0,
      failures: 0,
    })
  })

  it('streams what makeStreamRequest gives', async () => {
    const own = new StreamingProvider(config('own'))
    const stream = balance(own).request({ prompt: 'p', stream: true })
    const pieces: string[] = []
    for await (const piece of stream) pieces.push(piece)
    expect(pieces).toEqual(['one', ' two'])
    expect(own.requests).toEqual([{ prompt: 'p', stream: true }])
    expect(await stream.response).toEqual({
      content: 'one two',
      model: 'model-of-own',
      provider: 'own',
      finishReason: 'stop',
    })
  })

  it('is closed when the reader leaves', async () => {
    const own = new StreamingProvider(config('own'))
    for await (const piece of balance(own).request({ prompt: 'p', stream: true })) {
      expect(piece).toBe('one')
      break
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(own.closed).toBe(1)
  })

  it('streams its whole answer in one piece when it cannot do better', async () => {
    const own = new ScriptedProvider(config('own'))
    const parts: StreamPart[] = []
    for await (const part of balance(own).stream({ messages: [{ role: 'user', content: 'p' }] }))
      parts.push(part)
    expect(parts.map(({ type }) => type)).toEqual([
      'stream-start',
      'text-start',
      'text-delta',
      'text-end',
      'finish',
    ])
  })

  it('is asked for one token by a health check, or for its own probe', async () => {
    const [plain, probing] = [new ScriptedProvider(config('plain')), new ScriptedProvider(config('probing'))]
    let probes = 0
    probing.probe = () => {
      probes += 1
      return Promise.reject(new Error('out of order'))
    }
    expect(await balance(plain, probing).healthCheck()).toEqual({ plain: true, probing: false })
    expect(plain.requests).toEqual([{ prompt: 'Health check', maxTokens: 1 }])
    expect(probing.requests).toEqual([])
    expect(probes).toBe(1)
  })

  it('keeps a copy of its configuration, out of sight', () => {
    const given = { ...config('own'), apiKey: 'k-123456' }
    const own = new ScriptedProvider(given)
    given.model = 'changed'
    expect(own.config.model).toBe('model-of-own')
    expect(JSON.stringify(own)).not.toContain('k-123456')
  })
})
