import type { ChatModel, FinishReason, StreamPart } from '@llm-balancer/provider'
import { AllTargetsFailedError } from '@llm-balancer/core'
import { ProviderError } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { balancedChatModel } from './index.ts'
import { toModelError } from './model/to-model-error.ts'
import { leavable } from './model/leavable.ts'
import { withSchema } from './model/structured-output.ts'
import { toTools } from './model/to-tools.ts'
import { scripted } from './test/scripted.ts'

const { model } = scripted([{ type: 'text', text: 'Hi' }])

describe('a balanced chat model', () => {
  it('is named as itself where LangChain writes models down', () => {
    expect(balancedChatModel(model).lc_id.at(-1)).toBe('BalancedChatModel')
    expect(balancedChatModel(model)._llmType()).toBe('llm-balancer')
  })

  it.each([{ generate: model.generate }, { stream: model.stream }, {}, { generate: 1, stream: 1 }])(
    'is not made of half a chat model: %o',
    (half) => {
      // A model of a user's own may lack any of it.
      const source = { provider: 'acme', modelId: 'm', ...half } as unknown as ChatModel
      expect(() => balancedChatModel([source])).toThrow('must be a chat model')
    },
  )

  it.each(['', 7, null])('has no name like %j', (modelId) => {
    expect(() => balancedChatModel(model, { modelId } as never)).toThrow('"modelId"')
  })

  it('takes any penalty and any whole seed', () => {
    for (const value of [-1e9, 0, 1e9])
      expect(() =>
        balancedChatModel(model, { presencePenalty: value, frequencyPenalty: value, seed: value }),
      ).not.toThrow()
    for (const setting of ['presencePenalty', 'frequencyPenalty'])
      expect(() => balancedChatModel(model, { [setting]: 'much' })).toThrow(
        `"${setting}" must be within (-∞, ∞), got a string`,
      )
    expect(() => balancedChatModel(model, { seed: 0.5 })).toThrow(
      '"seed" must be a whole number within (-∞, ∞), got 0.5',
    )
  })

  it('tells tracers what it is asked for', () => {
    const plain = { ls_provider: 'llm-balancer', ls_model_name: 'balanced', ls_model_type: 'chat' }
    expect(balancedChatModel(model).getLsParams({})).toStrictEqual(plain)
    const set = balancedChatModel(model, { modelId: 'us', temperature: 0.5 })
    const options = { maxOutputTokens: 5, stop: ['.'] } as never
    expect(set.getLsParams(options)).toStrictEqual({
      ...plain,
      ...{ ls_model_name: 'us', ls_temperature: 0.5, ls_max_tokens: 5, ls_stop: ['.'] },
    })
  })

  it('says in the last chunk of a stream why it ended', async () => {
    const reasons: unknown[] = []
    for await (const chunk of balancedChatModel(model)._streamResponseChunks([], {}))
      reasons.push(chunk.generationInfo)
    expect(reasons.at(-1)).toEqual({ finish_reason: 'stop' satisfies FinishReason['unified'] })
  })
})

describe('structured output', () => {
  it.each(['jsonSchema', 'functionCalling', 'jsonMode'] as const)('by %s is told to tracers', (method) => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } }
    const configs: unknown[] = []
    const chat = balancedChatModel(model)
    const withConfig = (config: object): ReturnType<typeof chat.withConfig> => {
      configs.push(config)
      return chat.withConfig(config)
    }
    withSchema({ withConfig }, schema, { method })
    expect(configs).toEqual([
      expect.objectContaining({ ls_structured_output_format: { kwargs: { method }, schema } }),
    ])
  })
})

describe('the error of a call', () => {
  const tooLong = new ProviderError({ provider: 'acme', kind: 'context-length', message: 'too long' })
  const busy = new ProviderError({ provider: 'acme', kind: 'overloaded', message: 'busy' })
  const failedOf = (...errors: Error[]): Error =>
    new AllTargetsFailedError('all failed', { errors, attempts: [] })

  it.each<[string, Error, string]>([
    ['too long for one target', tooLong, 'ContextOverflowError'],
    ['too long for all of them', failedOf(tooLong, tooLong), 'ContextOverflowError'],
    ['too long for some of them', failedOf(tooLong, busy), 'AllTargetsFailedError'],
    ['something else', busy, 'ProviderError'],
    ['that no target was asked', failedOf(), 'AllTargetsFailedError'],
  ])('that says the prompt was %s', (_, error, name) => {
    expect(toModelError(error)).toMatchObject({ name })
  })
})

it('tools of a vendor’s own are not made strict', () => {
  const own = { type: 'provider', id: 'openai.web_search', name: 'search', args: {} } as never
  const look = { name: 'look', inputSchema: { type: 'object' } } as never
  expect(toTools('x', [own, look], true)).toEqual([own, expect.objectContaining({ strict: true })])
  expect(toTools('x', [own, look])).toEqual([own, expect.not.objectContaining({ strict: true })])
})

describe('the pieces of a stream', () => {
  const contentsOf = async (...parts: StreamPart[]): Promise<unknown[]> => {
    const contents: unknown[] = []
    for await (const { content, tool_call_chunks: calls } of await balancedChatModel(
      scripted([], parts).model,
    ).stream('Hello'))
      contents.push(calls?.length ? [content, calls.map(({ args }) => args)] : content)
    return contents.filter((content) => content !== '')
  }
  const call: StreamPart = { type: 'tool-call', toolCallId: 'c', toolName: 'look', input: '{}' }
  const block = { type: 'tool_call', id: 'c', name: 'look', args: {} }

  it('are none that come after the call they belong to', async () => {
    const late: StreamPart = { type: 'tool-input-delta', id: 'c', delta: '{' }
    const pieces = await contentsOf({ type: 'tool-input-start', id: 'c', toolName: 'look' }, call, late)
    expect(pieces).toEqual([
      ['', ['']],
      ['', ['{}']],
    ])
  })

  it('hold a call as a block among blocks, and where its vendor wants something back', async () => {
    const providerMetadata = { acme: { seal: 1 } }
    expect(await contentsOf({ ...call, providerMetadata })).toEqual([
      [[{ ...block, providerMetadata, index: 0 }], ['{}']],
    ])
    expect(await contentsOf({ type: 'reasoning-delta', id: 'r', delta: 'Hm.' }, call)).toEqual([
      [{ type: 'reasoning', reasoning: 'Hm.', index: 0 }],
      [[{ ...block, index: 1 }], ['{}']],
    ])
    expect(await contentsOf(call)).toEqual([['', ['{}']]])
  })
})

describe('a generator that can be left', () => {
  const scene = () => {
    let ended = false
    const signals: AbortSignal[] = []
    const generator = leavable(async function* (signal) {
      signals.push(signal)
      try {
        yield 1
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('left'))
          })
        })
      } finally {
        ended = true
      }
    })
    return { generator, signals, hasEnded: () => ended }
  }

  it('ends its work when its reader leaves while it waits', async () => {
    const { generator, signals, hasEnded } = scene()
    expect(await generator.next()).toEqual({ done: false, value: 1 })
    const waiting = generator.next()
    const leaving = generator.return('left')
    await expect(waiting).rejects.toThrow('left')
    expect(await leaving).toEqual({ done: true, value: 'left' })
    expect(signals[0]?.aborted).toBe(true)
    expect(hasEnded()).toBe(true)
  })

  it('ends without an abort when no call is waiting', async () => {
    const { generator, signals, hasEnded } = scene()
    await generator.next()
    await generator[Symbol.asyncDispose]()
    expect(signals[0]?.aborted).toBe(false)
    expect(hasEnded()).toBe(true)
    expect(generator[Symbol.asyncIterator]()).toBe(generator)
  })

  it('throws what is thrown into it', async () => {
    const { generator, hasEnded } = scene()
    await generator.next()
    await expect(generator.throw(new Error('enough'))).rejects.toThrow('enough')
    expect(hasEnded()).toBe(true)
  })
})
