/**
 * Messages of Anthropic's. Sources: https://docs.claude.com/en/docs/build-with-claude/streaming,
 * https://docs.claude.com/en/docs/build-with-claude/extended-thinking, https://docs.claude.com/en/docs/agents-and-tools/tool-use/web-search-tool
 */
import type { Wire } from '../wire.ts'
import { calls, named, says, streamed, whole } from './sequence.ts'

type Event = { readonly type: string } & Readonly<Record<string, unknown>>

const message = {
  ...{
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [],
    stop_reason: null,
    stop_sequence: null,
  },
  usage: { input_tokens: 9, output_tokens: 1 },
}
const start: Event = { type: 'message_start', message }
const ping: Event = { type: 'ping' }
const block = (index: number, content_block: object): Event => ({
  type: 'content_block_start',
  index,
  content_block,
})
const delta = (index: number, fields: object): Event => ({
  type: 'content_block_delta',
  index,
  delta: fields,
})
const stop = (index: number): Event => ({ type: 'content_block_stop', index })
const text = (index: number, ...pieces: readonly string[]): Event[] => [
  block(index, { type: 'text', text: '' }),
  ...pieces.map((piece) => delta(index, { type: 'text_delta', text: piece })),
  stop(index),
]
const tool = (index: number, name: string, ...pieces: readonly string[]): Event[] => [
  block(index, { type: 'tool_use', id: `toolu_${index}`, name, input: {} }),
  ...pieces.map((partial_json) => delta(index, { type: 'input_json_delta', partial_json })),
  stop(index),
]
const end = (stop_reason: string, usage: object = { output_tokens: 4 }): Event[] => [
  { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage },
  { type: 'message_stop' },
]

const sequence = (name: string, events: readonly Event[], expected: Wire['expected']): Wire =>
  streamed({ surface: 'anthropic', name, body: named(...events), expected })

export const anthropic: readonly Wire[] = [
  sequence('pings-between', [start, ping, ...text(0, 'H', 'i'), ping, ...end('end_turn')], says('Hi', 9, 4)),
  sequence(
    'text-and-call',
    [start, ...text(0, 'Let me see.'), ...tool(1, 'weather', '', '{"ci', 'ty":"Oslo"}'), ...end('tool_use')],
    {
      text: 'Let me see.',
      calls: ['weather({"city":"Oslo"})'],
      finish: ['tool-calls'],
      usage: { input: 9, output: 4 },
    },
  ),
  sequence(
    'call-without-arguments',
    [start, ...tool(0, 'now'), ...end('tool_use')],
    calls(['now({})'], 9, 4),
  ),
  sequence(
    'two-calls',
    [
      start,
      ...tool(0, 'weather', '{"city":"Oslo"}'),
      ...tool(1, 'time', '{"zone":"CET"}'),
      ...end('tool_use'),
    ],
    calls(['weather({"city":"Oslo"})', 'time({"zone":"CET"})'], 9, 4),
  ),
  sequence(
    'thinking-with-signature',
    [
      ...[
        start,
        block(0, { type: 'thinking', thinking: '', signature: '' }),
        delta(0, { type: 'thinking_delta', thinking: 'Think.' }),
      ],
      ...[delta(0, { type: 'signature_delta', signature: 'c2ln' }), stop(0)],
      ...[block(1, { type: 'redacted_thinking', data: 'eA==' }), stop(1)],
      ...[...text(2, 'Hi'), ...end('end_turn')],
    ],
    says('Hi', 9, 4),
  ),
  sequence(
    'web-search',
    [
      ...[start, block(0, { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} })],
      ...[delta(0, { type: 'input_json_delta', partial_json: '{"query":"Oslo"}' }), stop(0)],
      block(1, {
        type: 'web_search_tool_result',
        tool_use_id: 'srvtoolu_1',
        content: [
          {
            type: 'web_search_result',
            title: 'Oslo',
            url: 'https://oslo.example',
            encrypted_content: 'eA==',
            page_age: null,
          },
        ],
      }),
      ...[
        stop(1),
        ...text(2, 'Hi'),
        ...end('end_turn', {
          input_tokens: 9,
          output_tokens: 4,
          server_tool_use: { web_search_requests: 1 },
        }),
      ],
    ],
    says('Hi', 9, 4),
  ),
  sequence(
    'cached-tokens',
    [
      {
        type: 'message_start',
        message: {
          ...message,
          usage: {
            input_tokens: 2,
            cache_read_input_tokens: 6,
            cache_creation_input_tokens: 1,
            output_tokens: 1,
          },
        },
      },
      ...text(0, 'Hi'),
      ...end('end_turn'),
    ],
    says('Hi', 9, 4),
  ),
  sequence(
    'overloaded-in-the-middle',
    [
      start,
      ...text(0, 'Hi').slice(0, 2),
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    ],
    {
      failure: 'overloaded',
    },
  ),
  sequence(
    'unknown-event',
    [start, { type: 'brand_new', index: 0 }, ...text(0, 'Hi'), ...end('end_turn')],
    says('Hi', 9, 4),
  ),
  sequence(
    'another-message',
    [
      start,
      ...text(0, 'Hi').slice(0, 2),
      { type: 'message_start', message: { ...message, id: 'msg_2' } },
      ...text(0, 'Ho'),
      ...end('end_turn'),
    ],
    {
      failure: 'invalid-response',
    },
  ),
  sequence('refusal', [start, ...text(0, 'I'), ...end('refusal')], {
    text: 'I',
    calls: [],
    finish: ['content-filter'],
    usage: { input: 9, output: 4 },
  }),
  whole({
    surface: 'anthropic',
    name: 'paused-turn',
    body: {
      ...message,
      content: [{ type: 'text', text: 'Hi' }],
      stop_reason: 'pause_turn',
      usage: { input_tokens: 9, output_tokens: 4 },
    },
    expected: {
      text: 'Hi',
      calls: [],
      finish: ['other', 'stop', 'pause_turn'],
      usage: { input: 9, output: 4 },
    },
  }),
]
