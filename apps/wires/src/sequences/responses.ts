/**
 * OpenAI's Responses. Sources: https://platform.openai.com/docs/api-reference/responses-streaming,
 * https://platform.openai.com/docs/guides/function-calling?api-mode=responses
 */
import type { Wire } from '../wire.ts'
import { calls, named, says, streamed } from './sequence.ts'

type Event = { readonly type: string } & Readonly<Record<string, unknown>>

const usage = {
  ...{ input_tokens: 9, output_tokens: 4, total_tokens: 13 },
  ...{ input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } },
}
const response = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  model: 'm',
  error: null,
  incomplete_details: null,
  tools: [],
  output: [],
}
const created: Event = {
  type: 'response.created',
  response: { ...response, status: 'in_progress', usage: null },
}
const ended = (output: readonly object[], status = 'completed', more: object = {}): Event => ({
  type: `response.${status}`,
  response: { ...response, status, output, usage, ...more },
})

const part = (text: string): object => ({ type: 'output_text', text, annotations: [], logprobs: [] })
const message = (text?: string): object => ({
  ...{
    type: 'message',
    id: 'msg_1',
    role: 'assistant',
    status: text === undefined ? 'in_progress' : 'completed',
  },
  content: text === undefined ? [] : [part(text)],
})
const writes = (output_index: number, ...pieces: readonly string[]): Event[] => {
  const place = { output_index, item_id: 'msg_1', content_index: 0 }
  const text = pieces.join('')
  return [
    { type: 'response.output_item.added', output_index, item: message() },
    { type: 'response.content_part.added', ...place, part: part('') },
    ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...place, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part: part(text) },
    { type: 'response.output_item.done', output_index, item: message(text) },
  ]
}
const callItem = (id: string, name: string, input: string): object => ({
  ...{ type: 'function_call', id: `fc_${id}`, call_id: `call_${id}`, name, arguments: input },
  status: input === '' ? 'in_progress' : 'completed',
})
const callsOut = (output_index: number, id: string, name: string, ...pieces: readonly string[]): Event[] => {
  const place = { output_index, item_id: `fc_${id}` }
  const input = pieces.join('')
  return [
    { type: 'response.output_item.added', output_index, item: callItem(id, name, '') },
    ...pieces.map((delta) => ({ type: 'response.function_call_arguments.delta', ...place, delta })),
    { type: 'response.function_call_arguments.done', ...place, name, arguments: input },
    { type: 'response.output_item.done', output_index, item: callItem(id, name, input) },
  ]
}
const reasoning = { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Think.' }] }

const sequence = (name: string, events: readonly Event[], expected: Wire['expected']): Wire =>
  streamed({
    surface: 'openai-responses',
    name,
    body: named(...events.map((event, sequence_number) => ({ ...event, sequence_number }))),
    expected,
  })

export const responses: readonly Wire[] = [
  sequence('text', [created, ...writes(0, 'H', 'i'), ended([message('Hi')])], says('Hi', 9, 4)),
  sequence(
    'two-calls',
    [
      ...[
        created,
        ...callsOut(0, '1', 'weather', '{"city"', ':"Oslo"}'),
        ...callsOut(1, '2', 'time', '{"zone":"CET"}'),
      ],
      ended([callItem('1', 'weather', '{"city":"Oslo"}'), callItem('2', 'time', '{"zone":"CET"}')]),
    ],
    calls(['weather({"city":"Oslo"})', 'time({"zone":"CET"})'], 9, 4),
  ),
  sequence(
    'summary-first',
    [
      created,
      { type: 'response.output_item.added', output_index: 0, item: { ...reasoning, summary: [] } },
      {
        type: 'response.reasoning_summary_part.added',
        output_index: 0,
        item_id: 'rs_1',
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
      },
      {
        type: 'response.reasoning_summary_text.delta',
        output_index: 0,
        item_id: 'rs_1',
        summary_index: 0,
        delta: 'Think.',
      },
      {
        type: 'response.reasoning_summary_text.done',
        output_index: 0,
        item_id: 'rs_1',
        summary_index: 0,
        text: 'Think.',
      },
      { type: 'response.output_item.done', output_index: 0, item: reasoning },
      ...writes(1, 'Hi'),
      ended([reasoning, message('Hi')]),
    ],
    says('Hi', 9, 4),
  ),
  sequence(
    'too-long',
    [
      created,
      ...writes(0, 'Hi'),
      ended([message('Hi')], 'incomplete', { incomplete_details: { reason: 'max_output_tokens' } }),
    ],
    { text: 'Hi', calls: [], finish: ['length'], usage: { input: 9, output: 4 } },
  ),
  sequence(
    'failed',
    [created, ended([], 'failed', { error: { code: 'server_error', message: 'It broke.' } })],
    { failure: 'server' },
  ),
  sequence(
    'error-event',
    [created, { type: 'error', code: 'rate_limit_exceeded', message: 'Rate limit reached', param: null }],
    {
      failure: 'rate-limit',
    },
  ),
  sequence('no-end', [created, ...writes(0, 'Hi')], { failure: 'stream-interrupted' }),
  sequence('nothing-at-all', [created, ended([])], { failure: 'invalid-response' }),
  sequence(
    'final-output-in-other-places',
    [created, ...writes(1, 'Hi'), ended([message('Hi')])],
    says('Hi', 9, 4),
  ),
]
