import type { ChatModel, Content, FinishReason, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { conformanceCases } from '../index.ts'

const usage = {
  inputTokens: { total: 23, noCache: 23, cacheRead: 0, cacheWrite: undefined },
  outputTokens: { total: 16, text: 16, reasoning: 0 },
}

type Answer = { readonly content: Content[]; readonly finishReason: FinishReason }

/** A model that gives this answer to every question, whatever the server says. */
const modelOf = ({ content, finishReason }: Answer): ChatModel => ({
  provider: 'tiny',
  modelId: 'model',
  generate: () =>
    Promise.resolve({
      ...{ content, finishReason, usage, text: textOf(content), warnings: [], request: {}, response: {} },
    }),

  async *stream() {
    yield { type: 'stream-start', warnings: [] } satisfies StreamPart
    for (const part of content) {
      if (part.type !== 'text') yield part as StreamPart
      else
        yield* [
          { type: 'text-start', id: '0' } as const,
          { type: 'text-delta', id: '0', delta: part.text } as const,
          { type: 'text-end', id: '0' } as const,
        ]
    }
    yield { type: 'finish', finishReason, usage }
  },
})

const textOf = (content: readonly Content[]): string =>
  content.map((part) => (part.type === 'text' ? part.text : '')).join('')

const call = (input: string, toolName = 'get_weather', toolCallId = 'a'): Content => ({
  type: 'tool-call',
  toolCallId,
  toolName,
  input,
})
const oslo = '{"city":"Oslo"}'
const calling = (
  content: Content[],
  raw = 'tool_calls',
  unified: FinishReason['unified'] = 'tool-calls',
): Answer => ({
  content,
  finishReason: { unified, raw },
})

/** Runs a case over a model that always gives this answer. */
const run = (name: string, answer: Answer): Promise<void> => {
  const found = conformanceCases({ fixtures: 'openai', create: () => modelOf(answer) }).find(
    (one) => one.name === name,
  )
  if (found === undefined) throw new Error(`there is no case "${name}"`)
  return found.run()
}

describe('the suite tells a right answer from a wrong one:', () => {
  it.each<[string, Answer, Answer]>([
    [
      'tool-call: a call with null for its arguments has none',
      calling([call('{}')]),
      calling([call('null')]),
    ],
    [
      'tool-call: a call whose arguments are no object is no call',
      calling([call('{}')]),
      calling([call('[1]')]),
    ],
    [
      'tool-call: a call is the finish, also with a reason that is not known',
      calling([call(oslo)], 'brand_new'),
      calling([call(oslo)], 'brand_new', 'other'),
    ],
    [
      'two whole calls at one place of a stream, without ids, are two calls',
      calling([call(oslo), call('{"zone":"CET"}', 'get_time', 'b')]),
      calling([call(oslo), call('{"zone":"CET"}', 'get_time')]),
    ],
    [
      'two whole calls at one place of a stream, without ids, are two calls',
      calling([call(oslo), call('{"zone":"CET"}', 'get_time', 'b')]),
      calling([call(oslo)]),
    ],
    ['a call in the old form of a stream is a call', calling([call(oslo)]), calling([])],
    [
      'chat-length: without a word it is an answer that tells why',
      { content: [], finishReason: { unified: 'length', raw: 'length' } },
      { content: [], finishReason: { unified: 'stop', raw: 'length' } },
    ],
  ])('%s', async (name, right, wrong) => {
    await expect(run(name, right)).resolves.toBeUndefined()
    await expect(run(name, wrong)).rejects.toThrow()
  })

  it('holds every surface with calls to them', () => {
    const create = () => modelOf(calling([]))
    for (const fixtures of [
      'openai',
      'openai-responses',
      'anthropic',
      'google',
      'cohere',
      'mistral',
      'groq',
      'together',
    ] as const) {
      const names = conformanceCases({ fixtures, create }).map(({ name }) => name)
      expect(names).toContain('tool-call: a call with null for its arguments has none')
      expect(names).toContain('chat: numbers and booleans in the place of texts are text')
      expect(names).toContain('chat-stream: without a word it is no answer')
      expect(names).toContain('chat: an answer whose counts are texts says the same')
    }
  })
})
