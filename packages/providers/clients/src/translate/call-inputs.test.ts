import Anthropic from '@anthropic-ai/sdk'
import { anthropic } from '@llm-balancer/anthropic'
import { createBalancer, failover } from '@llm-balancer/core'
import type { ChatModel, StreamPart } from '@llm-balancer/provider'
import OpenAI from 'openai'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { BalancedClientOptions } from '../index.ts'
import { translated } from './index.ts'

/** Settings of a genuine client over one model. */
const over = (client: ChatModel): BalancedClientOptions => {
  const balancer = createBalancer<ChatModel>({ strategy: failover(), targets: [{ id: 'only', client }] })
  onTestFinished(() => balancer.close())
  return translated(balancer)
}

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 1, text: 1, reasoning: undefined },
}

/** A model of another library, which gives these parts of one call. */
const calling = (...parts: readonly StreamPart[]): ChatModel => ({
  provider: 'foreign',
  modelId: 'm',
  generate: () => Promise.reject(new Error('it only streams')),
  async *stream() {
    await Promise.resolve()
    yield { type: 'stream-start', warnings: [] }
    yield* parts
    yield { type: 'finish', finishReason: { unified: 'tool-calls', raw: undefined }, usage }
  },
  probe: () => Promise.resolve(),
})

const start = { type: 'tool-input-start', id: 'c', toolName: 'f' } as const
const end = { type: 'tool-input-end', id: 'c' } as const
const call = (input: string): StreamPart => ({ type: 'tool-call', toolCallId: 'c', toolName: 'f', input })
const delta = (text: string): StreamPart => ({ type: 'tool-input-delta', id: 'c', delta: text })

const readers = {
  'chat completions': async (model: ChatModel) => {
    const stream = new OpenAI({ ...over(model) }).chat.completions.stream({
      model: 'x',
      messages: [{ role: 'user', content: 'q' }],
    })
    const [made] = (await stream.finalChatCompletion()).choices[0]?.message.tool_calls ?? []
    return made?.type === 'function' ? made.function.arguments : undefined
  },
  Responses: async (model: ChatModel) => {
    let written = ''
    const stream = new OpenAI({ ...over(model) }).responses.stream({ model: 'x', input: 'q' })
    stream.on('response.function_call_arguments.delta', (event) => (written += event.delta))
    const [made] = (await stream.finalResponse()).output
    expect(made?.type === 'function_call' ? made.arguments : undefined).toBe(written)
    return written
  },
  Messages: async (model: ChatModel) => {
    const stream = new Anthropic({ ...over(model) }).messages.stream({
      model: 'x',
      max_tokens: 9,
      messages: [{ role: 'user', content: 'q' }],
    })
    const [made] = (await stream.finalMessage()).content
    return made?.type === 'tool_use' ? JSON.stringify(made.input) : undefined
  },
}

describe.each(Object.entries(readers))('a streamed call of %s', (_, read) => {
  it.each([
    ['of which nothing comes in pieces', [start, end, call('{"x":1}')], '{"x":1}'],
    ['that comes at once', [call('{"x":1}')], '{"x":1}'],
    ['of which a part comes in pieces', [start, delta('{"x"'), end, call('{"x":1}')], '{"x":1}'],
    ['without arguments', [start, end, call('{}')], '{}'],
    [
      'whose pieces are free text',
      [{ ...start, inputEncoding: 'text' as const }, delta('{"x": 9'), end, call('{"x":1}')],
      '{"x":1}',
    ],
  ])('%s has all of its arguments', async (_case, parts, expected) => {
    expect(await read(calling(...parts))).toBe(expected)
  })
})

const event = (type: string, data: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`

/** An answer of Claude with one block. */
const claude = (block: object, pieces: readonly object[], reason: string): Response =>
  new Response(
    event('message_start', { message: { id: 'm', content: [], usage: { input_tokens: 1 } } }) +
      event('content_block_start', { index: 0, content_block: block }) +
      pieces.map((piece) => event('content_block_delta', { index: 0, delta: piece })).join('') +
      event('content_block_stop', { index: 0 }) +
      event('message_delta', { delta: { stop_reason: reason }, usage: { output_tokens: 3 } }) +
      event('message_stop'),
    { headers: { 'content-type': 'text/event-stream' } },
  )

it('a tool without parameters that Claude calls is run by the tool runner of a genuine OpenAI client', async () => {
  const answers = [
    claude(
      { type: 'tool_use', id: 't', name: 'now', input: {} },
      [{ type: 'input_json_delta', partial_json: '' }],
      'tool_use',
    ),
    claude({ type: 'text', text: '' }, [{ type: 'text_delta', text: 'It is noon.' }], 'end_turn'),
  ]
  const model = anthropic({
    model: 'claude',
    apiKey: 'planted-key',
    fetch: () => Promise.resolve(answers.shift() ?? Response.error()),
  })
  const given: unknown[] = []
  const runner = new OpenAI({ ...over(model) }).chat.completions.runTools({
    model: 'x',
    stream: true,
    messages: [{ role: 'user', content: 'What time is it?' }],
    tools: [
      {
        type: 'function',
        function: {
          name: 'now',
          description: 'The time',
          parse: JSON.parse,
          parameters: { type: 'object', properties: {} },
          function: (input: object) => {
            given.push(input)
            return 'noon'
          },
        },
      },
    ],
  })
  expect(await runner.finalContent()).toBe('It is noon.')
  expect(given).toEqual([{}])
})
