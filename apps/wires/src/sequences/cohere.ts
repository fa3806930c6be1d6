/**
 * Chat of Cohere's. Sources: https://docs.cohere.com/v2/docs/streaming, https://docs.cohere.com/v2/docs/tool-use-streaming,
 * https://docs.cohere.com/v2/docs/reasoning
 */
import type { Wire } from '../wire.ts'
import { calls, named, says, streamed, whole } from './sequence.ts'

type Event = { readonly type: string } & Readonly<Record<string, unknown>>

const usage = {
  billed_units: { input_tokens: 5, output_tokens: 4 },
  tokens: { input_tokens: 9, output_tokens: 4 },
}
const event = (type: string, index: number, message?: object): Event => ({
  type,
  index,
  ...(message === undefined ? {} : { delta: { message } }),
})
const start: Event = {
  type: 'message-start',
  id: '1',
  delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } },
}
const written = (index: number, type: 'text' | 'thinking', ...pieces: readonly string[]): Event[] => [
  event('content-start', index, { content: { type, [type]: '' } }),
  ...pieces.map((piece) => event('content-delta', index, { content: { [type]: piece } })),
  event('content-end', index),
]
const call = (index: number, name: string, ...pieces: readonly string[]): Event[] => [
  event('tool-call-start', index, {
    tool_calls: { id: `${name}_1`, type: 'function', function: { name, arguments: '' } },
  }),
  ...pieces.map((piece) =>
    event('tool-call-delta', index, { tool_calls: { function: { arguments: piece } } }),
  ),
  event('tool-call-end', index),
]
const end = (finish_reason: string): Event => ({ type: 'message-end', delta: { finish_reason, usage } })
const sequence = (name: string, events: readonly Event[], expected: Wire['expected']): Wire =>
  streamed({ surface: 'cohere', name, body: `${named(...events)}data: [DONE]\n\n`, expected })

export const cohere: readonly Wire[] = [
  sequence(
    'plan-and-two-calls',
    [
      ...[start, event('tool-plan-delta', 0, { tool_plan: 'I look it up.' })],
      ...[
        ...call(0, 'weather', '{"city"', ':"Oslo"}'),
        ...call(1, 'time', '{"zone":"CET"}'),
        end('TOOL_CALL'),
      ],
    ],
    calls(['weather({"city":"Oslo"})', 'time({"zone":"CET"})'], 9, 4),
  ),
  sequence(
    'thinking-first',
    [start, ...written(0, 'thinking', 'Think.'), ...written(1, 'text', 'H', 'i'), end('COMPLETE')],
    says('Hi', 9, 4),
  ),
  sequence(
    'cited',
    [
      ...[start, ...written(0, 'text', 'Hi')],
      event('citation-start', 0, {
        citations: {
          start: 0,
          end: 2,
          text: 'Hi',
          sources: [{ type: 'document', id: 'd', document: { id: 'd', title: 'Oslo' } }],
          type: 'TEXT_CONTENT',
        },
      }),
      ...[event('citation-end', 0), end('COMPLETE')],
    ],
    says('Hi', 9, 4),
  ),
  sequence('too-long', [start, ...written(0, 'text', 'Hi'), end('MAX_TOKENS')], {
    text: 'Hi',
    calls: [],
    finish: ['length'],
    usage: { input: 9, output: 4 },
  }),
  sequence('timed-out', [start, ...written(0, 'text', 'Hi'), end('TIMEOUT')], { failure: 'timeout' }),
  whole({
    surface: 'cohere',
    name: 'whole-calls',
    body: {
      ...{ id: '1', finish_reason: 'TOOL_CALL', usage },
      message: {
        role: 'assistant',
        tool_plan: 'I look it up.',
        tool_calls: [
          { id: 'weather_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        ],
      },
    },
    expected: calls(['weather({"city":"Oslo"})'], 9, 4),
  }),
]
