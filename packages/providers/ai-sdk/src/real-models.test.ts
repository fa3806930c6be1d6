import type {
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider'
import { collect } from '@llm-balancer/provider'
import type { ChatRequest, ChatResponse } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { fromAiSdk } from './from-ai-sdk.ts'
import { answer, answerParts, scriptedModel } from './test/models.ts'
import { errorOf } from './test/scene.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'Hello' }] }
const call = { type: 'tool-call', toolCallId: '1', toolName: 'add' } as const
const calls: LanguageModelV4FinishReason = { unified: 'tool-calls', raw: 'tool_calls' }

/** The same answer, whole and streamed. */
const both = (
  content: LanguageModelV4Content[],
  finishReason = calls,
  asked = request,
): Promise<ChatResponse>[] => {
  const [start, ...rest] = answerParts('')
  const finish = rest.at(-1)
  const parts = [start, ...content, { ...finish, finishReason }] as LanguageModelV4StreamPart[]
  return [
    fromAiSdk(scriptedModel({ generate: () => answer('', { content, finishReason }) }).model).generate(asked),
    collect(fromAiSdk(scriptedModel({ parts }).model).stream(asked)),
  ]
}

describe('a stream that was cut', () => {
  it('is interrupted, which the AI SDK tells by a finish of no reason', async () => {
    const cut = { unified: 'other', raw: undefined } as const
    for (const text of ['Hel', '']) {
      const parts = answerParts(text).map((part) =>
        part.type === 'finish' ? { ...part, finishReason: cut } : part,
      )
      const reading = collect(fromAiSdk(scriptedModel({ parts }).model).stream(request))
      const kind = text === '' ? 'invalid-response' : 'stream-interrupted'
      expect(await errorOf(reading)).toMatchObject({ kind, scope: 'target' })
    }
    const [, streamed] = both([{ ...call, input: '{}' }], cut)
    await expect(streamed).rejects.toMatchObject({ kind: 'stream-interrupted' })
  })

  it('is not one with a reason that only the vendor knows, nor a whole answer without one', async () => {
    const [whole, streamed] = both([{ ...call, input: '{}' }], { unified: 'other', raw: 'brand-new' })
    expect((await streamed)?.finishReason).toEqual({ unified: 'tool-calls', raw: 'brand-new' })
    await whole
    const unknown = { finishReason: { unified: 'other', raw: undefined } } as const
    const { model } = scriptedModel({ generate: () => answer('Hello', unknown) })
    expect((await fromAiSdk(model).generate(request)).text).toBe('Hello')
  })
})

describe('a tool call', () => {
  const inputOf = ({ content }: ChatResponse): unknown =>
    content.flatMap((part) => (part.type === 'tool-call' ? [part.input] : []))

  it.each([
    ['null', '{}'],
    ['', '{}'],
    ['"{\\"a\\":1}"', '{"a":1}'],
    ['{"a":1}', '{"a":1}'],
  ])('has an object of arguments: %j is %j', async (input, given) => {
    for (const work of both([{ ...call, input }])) expect(inputOf(await work)).toEqual([given])
  })

  it.each(['[1]', '7', '{"a":'])('is malformed with any other: %j', async (input) => {
    for (const work of both([{ ...call, input }]))
      await expect(work).rejects.toMatchObject({ kind: 'invalid-response', scope: 'target' })
  })

  it('that was cut off is kept, and one of a tool that only the vendor has may have any arguments', async () => {
    const length = { unified: 'length', raw: 'length' } as const
    for (const work of both([{ ...call, input: '{"a":' }], length))
      expect(inputOf(await work)).toEqual(['{"a":'])
    for (const work of both([{ ...call, input: 'x', providerExecuted: true }]))
      expect(inputOf(await work)).toEqual(['x'])
    const custom = { type: 'provider', id: 'openai.custom', args: {} } as const
    const plain = { type: 'function', inputSchema: { type: 'object' } } as const
    const asked = {
      ...request,
      tools: [
        { ...plain, name: 'subtract' },
        { ...custom, name: 'add' },
      ],
    }
    for (const work of both([{ ...call, input: '"SELECT 1"' }], calls, asked))
      expect(inputOf(await work)).toEqual(['"SELECT 1"'])
    for (const work of both([{ ...call, input: '"SELECT' }], calls, asked))
      await expect(work).rejects.toMatchObject({ kind: 'invalid-response' })
    const others = [
      { ...plain, name: 'add' },
      { ...custom, name: 'query' },
    ]
    for (const work of both([{ ...call, input: '"SELECT 1"' }], calls, { ...request, tools: others }))
      await expect(work).rejects.toMatchObject({ kind: 'invalid-response' })
  })

  it('is the finish, whatever the model calls it', async () => {
    for (const unified of ['stop', 'other'] as const)
      for (const work of both([{ ...call, input: '{}' }], { unified, raw: 'end' }))
        expect((await work).finishReason).toEqual({ unified: 'tool-calls', raw: 'end' })
    const theirs: LanguageModelV4Content[] = [{ ...call, input: '{}', providerExecuted: true }]
    for (const work of both(theirs, { unified: 'stop', raw: 'stop' }))
      expect((await work).finishReason.unified).toBe('stop')
  })

  it('of an earlier answer whose arguments are no JSON gives a warning', async () => {
    const earlier = { role: 'assistant', content: [{ ...call, input: '{"a' }] } as const
    const asked = { messages: [...request.messages, earlier] }
    const { model } = scriptedModel({})
    expect((await fromAiSdk(model).generate(asked)).warnings).toHaveLength(1)
    const stream = fromAiSdk(scriptedModel({ parts: answerParts('Hi') }).model).stream(asked)
    expect((await collect(stream)).warnings).toHaveLength(2)
  })
})
