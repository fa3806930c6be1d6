import Anthropic from '@anthropic-ai/sdk'
import { anthropic } from '@llm-balancer/anthropic'
import { createBalancer, failover, randomIndex, seededRandom, type Random } from '@llm-balancer/core'
import { openai } from '@llm-balancer/openai'
import { openaiResponses } from '@llm-balancer/openai/responses'
import { collect } from '@llm-balancer/provider'
import type { ChatModel, ChatResponse } from '@llm-balancer/provider'
import OpenAI from 'openai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { translated } from './index.ts'

/** Streams for each seed, and the seeds. */
const rounds = 12
const seeds = [1, 2, 3]

const sse = (data: object): string => {
  const { type } = data as { readonly type?: string }
  return `${type === undefined ? '' : `event: ${type}\n`}data: ${JSON.stringify(data)}\n\n`
}
const chunk = (delta: object, finish: string | null = null): object => ({
  ...{ id: 'c', object: 'chat.completion.chunk', model: 'm', created: 1 },
  choices: [{ index: 0, delta, finish_reason: finish }],
})
const call = (fields: object): object => ({ tool_calls: [{ index: 0, ...fields }] })
const item = { type: 'function_call', id: 'fc', call_id: 't', name: 'f' }
const text = { type: 'output_text', text: 'Hi', annotations: [] }
const block = (index: number, type: string, more: object): object => ({
  type: `content_block_${type}`,
  index,
  ...more,
})

/** A text and a call, in the events of three APIs. */
const frames: Readonly<Record<string, readonly string[]>> = {
  chat: [
    ...[
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'H' }),
      chunk({ content: 'i' }),
      chunk(call({ id: 't', type: 'function', function: { name: 'f', arguments: '' } })),
      chunk(call({ function: { arguments: '{"x"' } })),
      chunk(call({ function: { arguments: ':1}' } })),
      chunk({}, 'tool_calls'),
      { id: 'c', choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
    ].map(sse),
    'data: [DONE]\n\n',
  ],
  messages: [
    {
      type: 'message_start',
      message: { id: 'm', role: 'assistant', model: 'm', content: [], usage: { input_tokens: 3 } },
    },
    block(0, 'start', { content_block: { type: 'text', text: '' } }),
    block(0, 'delta', { delta: { type: 'text_delta', text: 'Hi' } }),
    block(0, 'stop', {}),
    block(1, 'start', { content_block: { type: 'tool_use', id: 't', name: 'f', input: {} } }),
    block(1, 'delta', { delta: { type: 'input_json_delta', partial_json: '{"x"' } }),
    block(1, 'delta', { delta: { type: 'input_json_delta', partial_json: ':1}' } }),
    block(1, 'stop', {}),
    { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 2 } },
    { type: 'message_stop' },
  ].map(sse),
  responses: [
    { type: 'response.created', response: { id: 'r', status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'm', content: [] } },
    { type: 'response.output_text.delta', item_id: 'm', output_index: 0, content_index: 0, delta: 'Hi' },
    {
      type: 'response.output_item.done',
      output_index: 0,
      item: { type: 'message', id: 'm', content: [text] },
    },
    { type: 'response.output_item.added', output_index: 1, item: { ...item, arguments: '' } },
    { type: 'response.function_call_arguments.delta', item_id: 'fc', output_index: 1, delta: '{"x":1}' },
    { type: 'response.output_item.done', output_index: 1, item: { ...item, arguments: '{"x":1}' } },
    { type: 'response.completed', response: { id: 'r', status: 'completed', output: [], usage: {} } },
  ].map(sse),
}

const makers = { chat: openai, messages: anthropic, responses: openaiResponses }

/** The frames with one or two of them left out, repeated or exchanged. */
const moved = (all: readonly string[], random: Random): string => {
  const list = [...all]
  for (let turn = randomIndex(2, random); turn >= 0; turn -= 1) {
    const at = randomIndex(list.length, random)
    const frame = list[at] ?? ''
    const kind = randomIndex(3, random)
    if (kind === 0) list.splice(at, 1)
    else if (kind === 1) list.splice(at, 0, frame)
    else list.splice(at, 1, ...list.splice(randomIndex(list.length, random), 1, frame))
  }
  return list.join('')
}

/** Text and calls of an answer in one line; of a failure that it is one. */
const shownOf = (said: string, calls: readonly (readonly [name: string, input: unknown])[]): string =>
  JSON.stringify([said, calls])
const orFailed = (work: Promise<string>): Promise<string> => work.catch(() => 'failed')

const ownOf = ({ text: said, content }: ChatResponse): string =>
  shownOf(
    said,
    content.flatMap((part) =>
      part.type === 'tool-call' ? [[part.toolName, JSON.parse(part.input)] as const] : [],
    ),
  )

const question = { model: 'x', messages: [{ role: 'user' as const, content: 'q' }] }

const readers: Readonly<Record<string, (options: ReturnType<typeof translated>) => Promise<string>>> = {
  'chat completions': async (options) => {
    const { choices } = await new OpenAI({ ...options }).chat.completions
      .stream(question)
      .finalChatCompletion()
    const { content, tool_calls: calls = [] } = choices[0]?.message ?? {}
    return shownOf(
      content ?? '',
      calls.flatMap((call) =>
        call.type === 'function' ? [[call.function.name, JSON.parse(call.function.arguments)]] : [],
      ),
    )
  },
  Messages: async (options) => {
    const stream = new Anthropic({ ...options }).messages.stream({ ...question, max_tokens: 9 })
    const { content } = await stream.finalMessage()
    return shownOf(
      content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
      content.flatMap((part) => (part.type === 'tool_use' ? [[part.name, part.input] as const] : [])),
    )
  },
  Responses: async (options) => {
    const { output } = await new OpenAI({ ...options }).responses
      .stream({ model: 'x', input: 'q' })
      .finalResponse()
    const texts = output.flatMap((part) => (part.type === 'message' ? part.content : []))
    return shownOf(
      texts.map((part) => ('text' in part ? part.text : '')).join(''),
      output.flatMap((part) =>
        part.type === 'function_call' ? [[part.name, JSON.parse(part.arguments)] as const] : [],
      ),
    )
  },
}

describe.each(Object.keys(makers) as (keyof typeof makers)[])('random streams of %s', (format) => {
  it.each(seeds)('are the same to the adapter and to every translated client, seed %i', async (seed) => {
    const random = seededRandom(seed)
    const seen = new Set<string>()
    for (let round = 0; round < rounds; round += 1) {
      const body = moved(frames[format] ?? [], random)
      const fetch = () =>
        Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
      const model: ChatModel = makers[format]({ model: 'm', apiKey: 'planted-key', fetch })
      const own = await orFailed(collect(model.stream({ messages: question.messages })).then(ownOf))
      seen.add(own)
      for (const [api, read] of Object.entries(readers)) {
        // One attempt, as of the adapter: the next one would wait, and be given the same stream.
        const balancer = createBalancer<ChatModel>({
          strategy: failover(),
          retry: { maxAttempts: 1 },
          targets: [{ id: 'only', client: model }],
        })
        onTestFinished(() => balancer.close())
        expect(`${api}: ${await orFailed(read(translated(balancer)))}`, body).toBe(`${api}: ${own}`)
      }
    }
    expect(seen.size).toBeGreaterThan(1)
  })
})
