import { inspect } from 'node:util'
import { APICallError, UnsupportedFunctionalityError } from '@ai-sdk/provider'
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { createBalancer, failover } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import type { ChatModel } from '@llm-balancer/provider'
import { sourcesOf } from '@llm-balancer/testing'
import { generateText, streamText } from 'ai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { balancedEmbeddingModel } from './balanced-embedding-model.ts'
import { balancedModel } from './balanced-model.ts'
import { fromAiSdk } from './from-ai-sdk.ts'
import type { FailedCallData } from './model/to-api-call-error.ts'
import { embeddingModel, scriptedModel } from './test/models.ts'
import { createScene, errorOf, inOrder, keys, kinds } from './test/scene.ts'
import type { Kind, Scene } from './test/scene.ts'

const prompt = 'the planted prompt'
const call: LanguageModelV4CallOptions = {
  prompt: [{ role: 'user', content: [{ type: 'text', text: prompt }] }],
}

const sceneOf = (kind?: Kind): Scene => {
  const scene = createScene(kind)
  onTestFinished(() => scene.fake.close())
  return scene
}

const partsOf = async (
  stream: ReadableStream<LanguageModelV4StreamPart>,
): Promise<LanguageModelV4StreamPart[]> => {
  const parts: LanguageModelV4StreamPart[] = []
  for await (const part of stream) parts.push(part)
  return parts
}

/** Everything that can be read off an error, hidden fields included. */
const shown = (error: unknown): string => inspect(error, { depth: Infinity, showHidden: true })

describe.each(kinds)('when every target fails, over %s', (kind) => {
  it.each(['generateText', 'streamText'] as const)('%s throws once, after one plan', async (way) => {
    const { fake, targets, asked } = sceneOf(kind)
    // Each of them is one that `ai` would try again.
    for (const id of ['first', 'second', 'third'] as const) fake.target(id).outage('server')
    const settings = { model: balancedModel(targets, inOrder()), prompt }
    const errors: unknown[] = []
    const onError = ({ error }: { error: unknown }): void => void errors.push(error)
    const error =
      way === 'generateText'
        ? await errorOf(generateText(settings))
        : await errorOf(streamText({ ...settings, onError }).text).then(() => errors[0])
    expect(asked()).toEqual(['first: server', 'second: server', 'third: server'])
    expect(APICallError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ isRetryable: false, requestBodyValues: {} })
  })

  it('tells what each attempt was, and nothing secret', async () => {
    const { fake, targets } = sceneOf(kind)
    fake.target('first').outage('quota')
    fake.target('second').outage('auth')
    fake.target('third').outage({ fault: 'overloaded', retryAfterMs: 7000 })
    const model = balancedModel(targets, { ...inOrder(), retry: { maxWaitMs: 0 } })
    for (const way of ['doGenerate', 'doStream'] as const) {
      const error = await errorOf(model[way](call))
      if (!APICallError.isInstance(error)) return expect.unreachable()
      if (way === 'doGenerate') {
        expect(error).toMatchObject({
          message: expect.stringMatching(
            /^balancer: all 3 attempts failed \(first: quota 429; second: auth 401/,
          ) as string,
          statusCode: 503,
          responseHeaders: { 'retry-after': '7' },
          isRetryable: false,
          url: 'llm-balancer:balanced',
          data: {
            code: 'all-targets-failed',
            kind: 'overloaded',
            attempts: [
              { target: 'first', kind: 'quota', status: 429 },
              { target: 'second', kind: 'auth', status: 401 },
              { target: 'third', kind: 'overloaded', status: 503 },
            ],
          } satisfies Partial<FailedCallData>,
        })
      } else {
        expect(error.data).toMatchObject({
          code: 'no-target-available',
          attempts: [],
          notTried: [
            { target: 'first', reason: 'quarantined: quota' },
            { target: 'second' },
            { target: 'third' },
          ],
        })
      }
      expect(error.cause).toBeUndefined()
      for (const secret of [prompt, ...Object.values(keys)]) expect(shown(error)).not.toContain(secret)
    }
  })

  it('stops at a bad request, and names the target that refused it', async () => {
    const { fake, targets, asked } = sceneOf(kind)
    fake.target('first').outage('bad-request')
    const error = await errorOf(generateText({ model: balancedModel(targets, inOrder()), prompt }))
    expect(asked()).toEqual(['first: bad-request'])
    expect(error).toMatchObject({
      statusCode: 400,
      isRetryable: false,
      data: { code: 'provider-failed', kind: 'bad-request', attempts: [{ target: 'first', status: 400 }] },
    })
    expect(shown(error)).not.toContain(prompt)
  })
})

describe.each(kinds)('a stream that breaks after its first content, over %s', (kind) => {
  it.each([
    [{ fault: 'truncate', afterChunks: 2 } as const, 'stream-interrupted'],
    [{ fault: 'error-in-body', afterChunks: 2 } as const, 'server'],
  ])('ends in an error part: %o', async (fault, kindOfFailure) => {
    const { fake, targets, asked } = sceneOf(kind)
    fake.target('first').script([fault])
    const { stream } = await balancedModel(targets, inOrder()).doStream(call)
    const parts = await partsOf(stream)
    expect(asked()).toEqual([`first: ${fault.fault}`])
    expect(parts.map(({ type }) => type).filter((type) => type === 'stream-start')).toHaveLength(1)
    expect(parts.some(({ type }) => type === 'text-delta')).toBe(true)
    expect(parts.some(({ type }) => type === 'finish')).toBe(false)
    const last = parts.at(-1)
    if (last?.type !== 'error') return expect.unreachable()
    expect(APICallError.isInstance(last.error)).toBe(true)
    expect(last.error).toMatchObject({
      isRetryable: false,
      data: { code: 'stream-interrupted', kind: kindOfFailure, attempts: [{ target: 'first' }] },
    })
    for (const secret of [prompt, ...Object.values(keys)]) expect(shown(last.error)).not.toContain(secret)
  })

  it('tells of the attempts before it, too', async () => {
    const { fake, targets } = sceneOf(kind)
    fake.target('first').script(['overloaded'])
    fake.target('second').script([{ fault: 'truncate', afterChunks: 2 }])
    const { stream } = await balancedModel(targets, inOrder()).doStream(call)
    expect((await partsOf(stream)).at(-1)).toMatchObject({
      type: 'error',
      error: {
        data: {
          kind: 'stream-interrupted',
          attempts: [
            { target: 'first', kind: 'overloaded', status: 503, durationMs: expect.any(Number) as number },
            { target: 'second', kind: 'stream-interrupted', durationMs: expect.any(Number) as number },
          ],
        },
      },
    })
  })

  it('is an error to streamText, not a short answer', async () => {
    const { fake, targets, asked } = sceneOf(kind)
    fake.target('first').script([{ fault: 'truncate', afterChunks: 2 }])
    const errors: unknown[] = []
    const result = streamText({
      model: balancedModel(targets, inOrder()),
      prompt,
      onError: ({ error }) => void errors.push(error),
    })
    const types: string[] = []
    for await (const { type } of result.stream) types.push(type)
    expect(errors).toMatchObject([{ data: { code: 'stream-interrupted' } }])
    expect(types).toContain('error')
    expect(await result.finishReason).toBe('error')
    expect(asked()).toEqual(['first: truncate'])
  })
})

describe.each(kinds)('a caller that leaves, over %s', (kind) => {
  it('gets its own reason, and no other target is called', async () => {
    for (const way of ['doGenerate', 'doStream'] as const) {
      const { fake, targets, asked } = sceneOf(kind)
      fake.target('first').outage('hang-before-headers')
      const controller = new AbortController()
      const reason = new Error('changed my mind')
      const failing = errorOf(
        balancedModel(targets, inOrder())[way]({ ...call, abortSignal: controller.signal }),
      )
      await fake.until((requests) => requests.length === 1)
      controller.abort(reason)
      expect(await failing).toBe(reason)
      await fake.until(([request]) => request?.end === 'client-closed')
      expect(asked()).toEqual(['first: hang-before-headers'])
    }
  })

  it('closes the connection when it aborts in the middle of a stream', async () => {
    const { fake, targets } = sceneOf(kind)
    fake.target('first').script([{ fault: 'hang-in-body', afterChunks: 2 }])
    const controller = new AbortController()
    const result = streamText({
      model: balancedModel(targets, inOrder()),
      prompt,
      abortSignal: controller.signal,
    })
    const types: string[] = []
    for await (const part of result.stream) {
      types.push(part.type)
      if (part.type === 'text-delta') controller.abort()
    }
    expect(types.at(-1)).toBe('abort')
    await fake.until(([request]) => request?.end === 'client-closed')
  })

  it('closes the connection when it cancels the stream', async () => {
    const { fake, targets } = sceneOf(kind)
    fake.target('first').script([{ fault: 'hang-in-body', afterChunks: 2 }])
    const { stream } = await balancedModel(targets, inOrder()).doStream(call)
    const reader = stream.getReader()
    await reader.read()
    const waiting = reader.cancel()
    await fake.until(([request]) => request?.end === 'client-closed')
    expect(await waiting).toBeUndefined()
  })
})

describe('a balanced stream', () => {
  /** A model that counts the parts that are read. */
  const counting = (): { model: ChatModel; given: () => number } => {
    let given = 0
    const model: ChatModel = {
      provider: 'counting',
      modelId: 'one',
      generate: () => Promise.reject(new Error('not asked')),
      async *stream() {
        for (;;) {
          given += 1
          yield { type: 'text-delta', id: '1', delta: `${String(given)} ` }
        }
      },
    }
    return { model, given: () => given }
  }

  it('asks for a part only when one is read', async () => {
    const { model, given } = counting()
    const { stream } = await balancedModel([model]).doStream(call)
    expect(given()).toBe(1)
    const reader = stream.getReader()
    // The start, which this model does not send, and the first part.
    expect((await reader.read()).value).toEqual({ type: 'stream-start', warnings: [] })
    await reader.read()
    await Promise.resolve()
    expect(given()).toBe(1)
    await reader.read()
    expect(given()).toBe(2)
    await reader.cancel()
  })

  it('has the request and the headers of the target that serves', async () => {
    const { fake, targets } = sceneOf('AI SDK models')
    fake.target('first').script(['overloaded'])
    const { request, response, stream } = await balancedModel(targets, inOrder()).doStream(call)
    expect(request).toMatchObject({
      url: expect.stringContaining('/second/') as string,
      body: { model: 'model-of-second' },
    })
    expect(response?.headers).toMatchObject({
      'content-type': expect.stringContaining('event-stream') as string,
    })
    const [start] = await partsOf(stream)
    expect(start).toEqual({ type: 'stream-start', warnings: [] })
  })
})

it('calls another target for what a model cannot do, and counts it against none', async () => {
  const unable = scriptedModel({
    generate: () => Promise.reject(new UnsupportedFunctionalityError({ functionality: prompt })),
  })
  const able = scriptedModel({})
  const balancer = createBalancer<ChatModel>({
    strategy: failover(),
    targets: [
      { id: 'unable', client: fromAiSdk(unable.model) },
      { id: 'able', client: fromAiSdk(able.model) },
    ],
  })
  const model = balancedModel(balancer, { modelId: 'pair' })
  for (const calls of [1, 2]) {
    const { text, finalStep } = await generateText({ model, prompt })
    expect([text, unable.calls.length, able.calls.length]).toEqual(['Hello', calls, calls])
    expect(finalStep.providerMetadata?.['llmBalancer']).toMatchObject({
      attempts: [{ target: 'unable', kind: 'model-not-found' }, { target: 'able' }],
    })
  }
  expect(balancer.snapshot().targets).toMatchObject([
    { state: 'ready', neutral: 2, failures: 0 },
    { state: 'ready', successes: 2, usage: { inputTokens: 6, outputTokens: 4 } },
  ])
  expect(model.modelId).toBe('pair')
})

describe('what a call may ask', () => {
  const asking = async (
    options: Record<string, string | number | string[]>,
    settings = {},
  ): Promise<{ asked: string[]; text: string }> => {
    const { targets, asked } = sceneOf()
    const { text } = await generateText({
      model: balancedModel(targets, { ...inOrder(), ...settings }),
      prompt,
      providerOptions: { llmBalancer: options },
    })
    return { asked: asked(), text }
  }

  it('chooses targets', async () => {
    const pinned = await asking({ pin: 'third' })
    expect(sourcesOf(pinned.text)).toEqual(['third#1'])
    expect((await asking({ exclude: ['first', 'second'] })).asked).toEqual(['third'])
    expect((await asking({ only: 'second' })).asked).toEqual(['second'])
  })

  it('bounds attempts and time', async () => {
    const { fake, targets, asked } = sceneOf()
    fake.target('first').outage('server')
    const llmBalancer = { maxAttempts: 1, deadlineMs: 60_000 }
    const error = await errorOf(
      generateText({ model: balancedModel(targets, inOrder()), prompt, providerOptions: { llmBalancer } }),
    )
    expect(asked()).toEqual(['first: server'])
    expect(error).toMatchObject({
      statusCode: 500,
      data: { attempts: [{ target: 'first', kind: 'server' }] },
    })
  })

  it('fails when its time is up', async () => {
    const clock = createFakeClock()
    const { fake, targets } = sceneOf()
    fake.target('first').outage('hang-before-headers')
    const model = balancedModel(targets, { ...inOrder(), clock })
    const failing = errorOf(
      model.doGenerate({ ...call, providerOptions: { llmBalancer: { deadlineMs: 500 } } }),
    )
    await fake.until((requests) => requests.length === 1)
    await clock.advance(500)
    expect(await failing).toMatchObject({
      message: 'balancer: no answer within the deadline of 500 ms',
      isRetryable: false,
      data: { code: 'deadline-exceeded', attempts: [] },
    })
  })

  it.each([
    [{ pins: 'first' }, 'unknown option "pins", did you mean "pin"? known options are only, exclude, pin'],
    [{ pin: 'fourth' }, '"fourth"'],
    [{ pin: 1 }, '"pin" must be a string'],
    [{ deadlineMs: 0 }, '"deadlineMs" must be within (0, ∞], got 0'],
    [{ maxAttempts: 1.5 }, '"maxAttempts" must be a whole number within [1, ∞], got 1.5'],
    [{ only: [2] }, '"only" must be a string'],
  ])('is checked before any target is called: %o', async (options, message) => {
    const { targets, asked } = sceneOf()
    const error = await errorOf(
      generateText({
        model: balancedModel(targets, inOrder()),
        prompt,
        providerOptions: { llmBalancer: options },
      }),
    )
    expect(error).toBeInstanceOf(Error)
    expect((error as Error).message).toContain(message)
    expect(APICallError.isInstance(error)).toBe(false)
    expect(asked()).toEqual([])
  })
})

describe('the source of a balanced model', () => {
  const other = {} as never

  it('is a balancer or a list of models', () => {
    expect(() => balancedModel(other)).toThrow(/"source" must be a balancer or a list of models/)
    expect(() => balancedModel('sk-secret' as never)).toThrow(
      new TypeError('balancedModel: "source" must be a balancer or a list of models'),
    )
    expect(() => balancedEmbeddingModel('sk-secret' as never)).toThrow(
      new TypeError('balancedEmbeddingModel: "source" must be a balancer or a list of models'),
    )
    expect(() => balancedModel([])).toThrow('balancedModel: "source" must hold at least one model')
    expect(() => balancedEmbeddingModel([])).toThrow(
      'balancedEmbeddingModel: "source" must hold at least one model',
    )
    expect(() => balancedModel(['openai/gpt-5.2'] as never)).toThrow(/not a name/)
  })

  it('refuses a model that makes vectors', () => {
    expect(() => balancedModel([embeddingModel() as never])).toThrow(
      'fromAiSdk: the model has no function "doGenerate"',
    )
  })

  it('refuses unknown options', () => {
    const { targets } = sceneOf()
    expect(() => balancedModel(targets, { strategie: failover() } as never)).toThrow(
      'balancedModel: unknown option "strategie", did you mean "strategy"?',
    )
    expect(() => balancedModel(targets, { classifyResponse: () => undefined } as never)).toThrow(
      'balancedModel: unknown option "classifyResponse"',
    )
    const balancer = createBalancer<ChatModel>({ targets: [{ id: 'a', client: other }] })
    expect(() => balancedModel(balancer, { strategy: failover() } as never)).toThrow(
      'balancedModel over a balancer: unknown option "strategy"; known options are modelId, supportedUrls',
    )
    expect(() => balancedModel(balancer, { modelId: '' })).toThrow(
      'balancedModel: "modelId" must be a string that is not empty, got an empty string',
    )
  })

  it('names targets after their models, and tells namesakes apart', async () => {
    const { targets, asked } = sceneOf('AI SDK models')
    const [model] = targets.map((entry) => ('model' in entry ? entry.model : entry))
    if (model === undefined) return expect.unreachable()
    const named = balancedModel([model, model], { strategy: failover() })
    const { providerMetadata } = await named.doGenerate({
      ...call,
      providerOptions: { llmBalancer: { pin: 'openai.chat/model-of-first#2' } },
    })
    expect(providerMetadata?.['llmBalancer']?.['target']).toBe('openai.chat/model-of-first#2')
    expect(asked()).toEqual(['first'])
  })
})
