import type { ChatModel, Content, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { askModel, textSoFar } from './read-answer.ts'

const usage = {
  inputTokens: { total: 9, noCache: 4, cacheRead: 3, cacheWrite: 2 },
  outputTokens: { total: 8, text: 7, reasoning: 1 },
}
const finishReason = { unified: 'tool-calls', raw: 'tool_use' } as const
const own = { type: 'tool-call', toolCallId: 'c1', toolName: 'add', input: '{"a":1}' } as const
const vendors = { ...own, toolCallId: 'c2', providerExecuted: true } as const
const content: Content[] = [
  { type: 'reasoning', text: 'hm' },
  { type: 'text', text: 'Let ' },
  own,
  { type: 'text', text: 'me' },
  vendors,
]
const parts: StreamPart[] = [
  { type: 'stream-start', warnings: [] },
  { type: 'reasoning-start', id: 'r' },
  { type: 'reasoning-delta', id: 'r', delta: 'hm' },
  { type: 'text-delta', id: 't', delta: 'Let ' },
  { type: 'tool-input-delta', id: 'c1', delta: '{"a":1}' },
  own,
  { type: 'text-delta', id: 't', delta: 'me' },
  vendors,
  { type: 'finish', finishReason, usage },
]

const model: ChatModel = {
  provider: 'p',
  modelId: 'm',
  generate: () =>
    Promise.resolve({
      content,
      text: 'Let me',
      finishReason,
      usage,
      warnings: [],
      request: {},
      response: {},
    }),
  async *stream() {
    await Promise.resolve()
    yield* parts
  },
}

describe('an answer', () => {
  it.each(['generate', 'stream'] as const)(
    'of %s is its text, reasoning, calls, end and usage',
    async (way) => {
      const { answer, error, parts: read } = await askModel(model, way)
      expect(error).toBeUndefined()
      expect(read).toEqual(way === 'stream' ? parts : [])
      expect(answer).toEqual({
        text: 'Let me',
        reasoning: 'hm',
        // What the vendor ran itself is no call of the caller's tools.
        toolCalls: [{ id: 'c1', name: 'add', input: '{"a":1}' }],
        finish: { unified: 'tool-calls', raw: 'tool_use' },
        usage: { input: 9, output: 8, cacheRead: 3, cacheWrite: 2, reasoning: 1 },
      })
    },
  )

  it('that fails is its error, with the parts that came before', async () => {
    const reason = new Error('broken')
    const failing: ChatModel = {
      ...model,
      generate: () => Promise.reject(reason),
      async *stream() {
        await Promise.resolve()
        yield* parts.slice(0, 4)
        throw reason
      },
    }
    expect(await askModel(failing, 'generate')).toEqual({ parts: [], error: reason })
    const { parts: read, error } = await askModel(failing, 'stream')
    expect(error).toBe(reason)
    expect(textSoFar(read)).toBe('Let ')
  })

  it('without an end has none', async () => {
    const endless: ChatModel = {
      ...model,
      async *stream() {
        await Promise.resolve()
        yield* parts.slice(0, 4)
      },
    }
    const { answer } = await askModel(endless, 'stream')
    expect(answer?.finish).toEqual({ unified: 'none', raw: undefined })
    expect(answer?.usage.input).toBeUndefined()
  })
})
