import type { JsonRecord, SseEvent } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { ChatEvents, chatEventsOf } from './chat-events.ts'
import { CohereEvents, cohereEventsOf } from './cohere-events.ts'
import type { AnswerEvents, EventFacts } from './event-facts.ts'
import { GoogleEvents, googleEventsOf } from './google-events.ts'
import { MessagesEvents, messagesEventsOf } from './messages-events.ts'
import { ResponsesEvents, responsesEventsOf } from './responses-events.ts'

const dataOf = ({ data }: SseEvent): JsonRecord | undefined =>
  data === '[DONE]' ? undefined : (JSON.parse(data) as JsonRecord)

const datasOf = (events: readonly SseEvent[]): unknown[] => events.map((event) => dataOf(event) ?? '[DONE]')

/** Names of events, which have to be the types in their data. */
const namesOf = (events: readonly SseEvent[]): unknown[] =>
  events.map((event) => event.event ?? dataOf(event)?.['type'])

const lastFacts = (reader: AnswerEvents, events: readonly SseEvent[]): EventFacts | undefined =>
  events.map((event) => reader.read(event, dataOf(event))).at(-1)

describe('a whole chat completion as a stream', () => {
  const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }
  const answer = {
    id: 'a1',
    object: 'chat.completion',
    created: 5,
    model: 'm',
    choices: [
      { index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop', logprobs: null },
      { index: 1, message: { role: 'assistant', content: null, tool_calls: [call, { ...call, id: 'c2' }] } },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 4 },
  }
  const head = { id: 'a1', object: 'chat.completion.chunk', created: 5, model: 'm' }
  const said = {
    ...head,
    choices: [
      { index: 0, delta: { role: 'assistant', content: 'Hi' }, finish_reason: null, logprobs: null },
      {
        index: 1,
        delta: {
          role: 'assistant',
          content: null,
          tool_calls: [
            { index: 0, ...call },
            { index: 1, ...call, id: 'c2' },
          ],
        },
        finish_reason: null,
      },
    ],
  }
  const ended = {
    ...head,
    choices: [
      { index: 0, finish_reason: 'stop', delta: {} },
      { index: 1, finish_reason: 'stop', delta: {} },
    ],
  }
  const counted = { stream_options: { include_usage: true } }

  it('says all of it, why it ended, and what it used where that was asked for', () => {
    expect(datasOf(chatEventsOf(answer, {}))).toEqual([said, ended, '[DONE]'])
    const usage = { ...head, choices: [], usage: answer.usage }
    expect(datasOf(chatEventsOf(answer, counted))).toEqual([said, ended, usage, '[DONE]'])
    const { usage: _, ...uncounted } = answer
    expect(datasOf(chatEventsOf(uncounted, counted))).toEqual([said, ended, '[DONE]'])
  })

  it('may be one of the older completions', () => {
    const older = {
      id: 'a1',
      object: 'text_completion',
      choices: [{ index: 0, text: 'Hi', finish_reason: 'length' }],
    }
    expect(datasOf(chatEventsOf(older, {}))).toEqual([
      { id: 'a1', object: 'text_completion', choices: [{ index: 0, text: 'Hi', finish_reason: null }] },
      { id: 'a1', object: 'text_completion', choices: [{ index: 0, finish_reason: 'length', text: '' }] },
      '[DONE]',
    ])
  })

  it('is read as whole', () => {
    const reader = new ChatEvents({ body: { n: 2 }, endsWithDone: true })
    expect(lastFacts(reader, chatEventsOf(answer, counted))).toEqual({ isFinal: true })
  })
})

describe('a whole message as a stream', () => {
  const quote = { type: 'char_location', cited_text: 'so' }
  const content = [
    { type: 'thinking', thinking: 'Hm.', signature: 's' },
    { type: 'thinking', thinking: 'Ah.' },
    { type: 'redacted_thinking', data: 'sealed' },
    { type: 'text', text: 'So', citations: [quote] },
    { type: 'text', text: 'Hi' },
    { type: 'tool_use', id: 't1', name: 'look', input: { at: 1 } },
    { type: 'server_tool_use', id: 't2', name: 'web_search' },
  ]
  const usage = { input_tokens: 1, output_tokens: 2 }
  const message = { id: 'm1', type: 'message', role: 'assistant', content, stop_reason: 'tool_use', usage }
  const block = (index: number, content_block: object, ...deltas: object[]): object[] => [
    { type: 'content_block_start', index, content_block },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]

  it('writes block after block, each empty at first', () => {
    const events = messagesEventsOf(message)
    expect(datasOf(events)).toEqual([
      {
        type: 'message_start',
        message: { ...message, content: [], stop_reason: null, stop_sequence: null },
      },
      ...block(
        0,
        { type: 'thinking', thinking: '', signature: '' },
        { type: 'thinking_delta', thinking: 'Hm.' },
        { type: 'signature_delta', signature: 's' },
      ),
      ...block(
        1,
        { type: 'thinking', thinking: '', signature: '' },
        { type: 'thinking_delta', thinking: 'Ah.' },
      ),
      ...block(2, { type: 'redacted_thinking', data: 'sealed' }),
      ...block(
        3,
        { type: 'text', text: '', citations: [] },
        { type: 'text_delta', text: 'So' },
        { type: 'citations_delta', citation: quote },
      ),
      ...block(4, { type: 'text', text: '' }, { type: 'text_delta', text: 'Hi' }),
      ...block(
        5,
        { type: 'tool_use', id: 't1', name: 'look', input: {} },
        { type: 'input_json_delta', partial_json: '{"at":1}' },
      ),
      ...block(
        6,
        { type: 'server_tool_use', id: 't2', name: 'web_search', input: {} },
        { type: 'input_json_delta', partial_json: '{}' },
      ),
      { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage },
      { type: 'message_stop' },
    ])
    expect(namesOf(events)).toEqual(datasOf(events).map((data) => (data as JsonRecord)['type']))
    expect(lastFacts(new MessagesEvents(), events)).toEqual({ isFinal: true })
  })

  it('names the stop sequence that ended it', () => {
    const events = datasOf(
      messagesEventsOf({ ...message, content: [], stop_reason: 'stop_sequence', stop_sequence: '.' }),
    )
    expect(events.at(-2)).toEqual({
      type: 'message_delta',
      delta: { stop_reason: 'stop_sequence', stop_sequence: '.' },
      usage,
    })
  })
})

describe('a whole response as a stream', () => {
  const item_id = 'i1'
  const cited = { type: 'output_text', text: 'Hi', annotations: [{ type: 'url_citation' }] }
  const refusal = { type: 'refusal', refusal: 'No.' }
  const message = {
    type: 'message',
    id: item_id,
    status: 'completed',
    role: 'assistant',
    content: [cited, refusal],
  }
  const call = { type: 'function_call', id: 'i2', status: 'completed', name: 'look', arguments: '{"at":1}' }
  const search = { type: 'web_search_call', id: 'i3', status: 'completed' }
  const response = {
    id: 'r1',
    status: 'completed',
    output: [message, call, search],
    usage: { input_tokens: 1 },
  }

  it('writes item after item, each empty at first', () => {
    const events = responsesEventsOf(response)
    const text = { item_id, output_index: 0, content_index: 0 }
    const no = { item_id, output_index: 0, content_index: 1 }
    const input = { item_id: 'i2', output_index: 1 }
    const expected = [
      {
        type: 'response.created',
        response: { id: 'r1', status: 'in_progress', output: [], usage: null },
      },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...message, content: [], status: 'in_progress' },
      },
      {
        type: 'response.content_part.added',
        ...text,
        part: { type: 'output_text', text: '', annotations: [] },
      },
      { type: 'response.output_text.delta', ...text, delta: 'Hi' },
      { type: 'response.output_text.done', ...text, text: 'Hi' },
      { type: 'response.content_part.done', ...text, part: cited },
      { type: 'response.content_part.added', ...no, part: { type: 'refusal', refusal: '' } },
      { type: 'response.refusal.delta', ...no, delta: 'No.' },
      { type: 'response.refusal.done', ...no, refusal: 'No.' },
      { type: 'response.content_part.done', ...no, part: refusal },
      { type: 'response.output_item.done', output_index: 0, item: message },
      {
        type: 'response.output_item.added',
        output_index: 1,
        item: { ...call, arguments: '', status: 'in_progress' },
      },
      { type: 'response.function_call_arguments.delta', ...input, delta: '{"at":1}' },
      { type: 'response.function_call_arguments.done', ...input, arguments: '{"at":1}' },
      { type: 'response.output_item.done', output_index: 1, item: call },
      { type: 'response.output_item.added', output_index: 2, item: { ...search, status: 'in_progress' } },
      { type: 'response.output_item.done', output_index: 2, item: search },
      { type: 'response.completed', response },
    ]
    expect(datasOf(events)).toEqual(expected.map((event, sequence_number) => ({ ...event, sequence_number })))
    expect(events.map(({ event }) => event)).toEqual(expected.map(({ type }) => type))
    expect(lastFacts(new ResponsesEvents(), events)).toMatchObject({ isFinal: true, answerId: 'r1' })
  })

  it('may be incomplete', () => {
    const events = responsesEventsOf({ id: 'r1', status: 'incomplete', output: [] })
    expect(events.map(({ event }) => event)).toEqual(['response.created', 'response.incomplete'])
  })
})

describe('a whole answer of Cohere as a stream', () => {
  const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }
  const parsed = { id: 'c2', type: 'function', function: { name: 'look', arguments: { at: 2 } } }
  const citation = { start: 0, end: 2, text: 'Hi' }
  const answer = {
    id: 'a1',
    finish_reason: 'COMPLETE',
    message: {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.' },
        { type: 'text', text: 'Hi' },
      ],
      tool_plan: 'I look.',
      tool_calls: [call, parsed],
      citations: [citation],
    },
    usage: { tokens: { input_tokens: 1, output_tokens: 2 } },
  }
  const start = {
    type: 'message-start',
    id: 'a1',
    delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } },
  }
  const message = (index: number, type: string, fields: object): object => ({
    ...{ type, index },
    delta: { message: fields },
  })
  const calls = (index: number, own: object, input: string): object[] => [
    message(index, 'tool-call-start', {
      tool_calls: { ...own, function: { name: 'look', arguments: '' } },
    }),
    message(index, 'tool-call-delta', { tool_calls: { function: { arguments: input } } }),
    { type: 'tool-call-end', index },
  ]

  it('writes the plan, the blocks, the calls and the citations', () => {
    const events = cohereEventsOf(answer)
    expect(datasOf(events)).toEqual([
      start,
      { type: 'tool-plan-delta', delta: { message: { tool_plan: 'I look.' } } },
      message(0, 'content-start', { content: { type: 'thinking', thinking: '' } }),
      message(0, 'content-delta', { content: { thinking: 'Hm.' } }),
      { type: 'content-end', index: 0 },
      message(1, 'content-start', { content: { type: 'text', text: '' } }),
      message(1, 'content-delta', { content: { text: 'Hi' } }),
      { type: 'content-end', index: 1 },
      ...calls(0, call, '{"at":1}'),
      ...calls(1, parsed, '{"at":2}'),
      message(0, 'citation-start', { citations: citation }),
      { type: 'citation-end', index: 0 },
      { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage: answer.usage } },
      '[DONE]',
    ])
    expect(events.map(({ event }) => event)).toEqual(
      datasOf(events).map((data) => (data === '[DONE]' ? undefined : (data as JsonRecord)['type'])),
    )
    expect(lastFacts(new CohereEvents(), events)).toEqual({ isFinal: true })
  })

  it('has only a beginning and an end where nothing was said, and the error that ended it', () => {
    const failed = { id: 'a1', finish_reason: 'ERROR', error: 'broken', message: {} }
    expect(datasOf(cohereEventsOf(failed))).toEqual([
      start,
      { type: 'message-end', delta: { finish_reason: 'ERROR', error: 'broken' } },
      '[DONE]',
    ])
  })
})

describe('a whole answer of Google as a stream', () => {
  it('is one event', () => {
    const answer = {
      candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
      usageMetadata: {},
    }
    const events = googleEventsOf(answer)
    expect(events).toEqual([{ data: JSON.stringify(answer) }])
    expect(lastFacts(new GoogleEvents(), events)).toMatchObject({ isContent: true })
  })
})
