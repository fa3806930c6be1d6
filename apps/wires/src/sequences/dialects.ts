/**
 * What Mistral, Groq and Together add to chat completions.
 * Sources: https://docs.mistral.ai/capabilities/reasoning, https://docs.mistral.ai/capabilities/function_calling,
 * https://console.groq.com/docs/reasoning, https://console.groq.com/docs/tool-use, https://docs.together.ai/docs/inference-rest
 */
import type { Wire } from '../wire.ts'
import { calls, data, says, streamed, whole } from './sequence.ts'

const head = { id: '1', object: 'chat.completion.chunk', created: 1, model: 'm' }
const chunk = (delta: object, finish_reason: string | null = null, more: object = {}): object => ({
  ...head,
  choices: [{ index: 0, delta, finish_reason }],
  ...more,
})
const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 }
const call = { id: 'abcdefghi', function: { name: 'weather', arguments: '{"city":"Oslo"}' }, index: 0 }
const weather = 'weather({"city":"Oslo"})'

export const dialects: readonly Wire[] = [
  streamed({
    surface: 'mistral',
    name: 'whole-call-in-one-chunk',
    body: data(
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: '', tool_calls: [{ ...call, type: 'function' }] }, 'tool_calls', { usage }),
      '[DONE]',
    ),
    expected: calls([weather], 9, 4),
  }),
  whole({
    surface: 'mistral',
    name: 'thinking-in-parts',
    body: {
      ...{ id: '1', object: 'chat.completion', created: 1, model: 'm', usage },
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: [{ type: 'text', text: 'Think.' }], closed: true },
              { type: 'text', text: 'Hi' },
            ],
          },
          finish_reason: 'stop',
        },
      ],
    },
    expected: says('Hi', 9, 4),
  }),
  streamed({
    surface: 'mistral',
    name: 'model-length',
    body: data(
      chunk({ role: 'assistant', content: 'Hi' }),
      chunk({ content: '' }, 'model_length', { usage }),
      '[DONE]',
    ),
    expected: { text: 'Hi', calls: [], finish: ['length'], usage: { input: 9, output: 4 } },
  }),
  streamed({
    surface: 'groq',
    name: 'usage-in-x-groq',
    body: data(
      chunk({ role: 'assistant', content: '' }, null, { x_groq: { id: 'req_1' } }),
      ...[chunk({ reasoning: 'Think.', channel: 'analysis' }), chunk({ content: 'Hi' })],
      chunk({}, 'stop', { x_groq: { id: 'req_1', usage } }),
      '[DONE]',
    ),
    expected: says('Hi', 9, 4),
  }),
  streamed({
    surface: 'groq',
    name: 'whole-calls',
    body: data(
      chunk({ role: 'assistant', content: null }),
      chunk({ tool_calls: [{ ...call, type: 'function' }] }),
      chunk({}, 'tool_calls', { x_groq: { id: 'req_1', usage } }),
      '[DONE]',
    ),
    expected: calls([weather], 9, 4),
  }),
  streamed({
    surface: 'together',
    name: 'usage-with-the-finish',
    body: data(
      chunk({ role: 'assistant', content: 'Hi' }, null, { usage: null }),
      chunk({ content: '' }, 'stop', { usage }),
      '[DONE]',
    ),
    expected: says('Hi', 9, 4),
  }),
  streamed({
    surface: 'together',
    name: 'error-in-the-middle',
    body: data(chunk({ role: 'assistant', content: 'Hi' }), {
      error: { message: 'The server is overloaded or not ready yet', type: 'server_error', code: null },
    }),
    expected: { failure: 'overloaded' },
  }),
]
