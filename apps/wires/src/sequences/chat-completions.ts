/**
 * Chat completions as vendors and servers describe them.
 * Sources: https://platform.openai.com/docs/api-reference/chat-streaming, https://platform.openai.com/docs/guides/function-calling,
 * https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-streaming, https://api-docs.deepseek.com/guides/reasoning_model,
 * https://platform.moonshot.ai/docs/api/chat, https://openrouter.ai/docs/api-reference/streaming, https://docs.vllm.ai/en/latest/features/tool_calling.html,
 * https://github.com/ggml-org/llama.cpp/tree/master/tools/server
 */
import type { Wire } from '../wire.ts'
import { calls, data, says, streamed, whole } from './sequence.ts'

const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm' }

const chunk = (delta: object, finish_reason: string | null = null, more: object = {}): object => ({
  ...head,
  choices: [{ index: 0, delta, finish_reason, ...more }],
})
const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 }
const counted = { ...head, choices: [], usage }
const call = (index: number, fields: object): object => ({ tool_calls: [{ index, ...fields }] })
const begun = (index: number, id: string, name: string, input = ''): object =>
  call(index, { id, type: 'function', function: { name, arguments: input } })
const more = (index: number, text: string): object => call(index, { function: { arguments: text } })
const role = chunk({ role: 'assistant', content: '' })
const weather = 'weather({"city":"Oslo"})'
const time = 'time({"zone":"CET"})'

const answer = (message: object, finish_reason: string, fields: object = {}): object => ({
  ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm', usage, ...fields },
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
})

const ofOpenAI: Wire[] = [
  streamed({
    surface: 'openai',
    name: 'parallel-calls',
    body: data(
      chunk({ role: 'assistant', content: null }),
      ...[chunk(begun(0, 'call_1', 'weather')), chunk(more(0, '{"city"')), chunk(more(0, ':"Oslo"}'))],
      ...[chunk(begun(1, 'call_2', 'time')), chunk(more(1, '{"zone":"CET"}'))],
      ...[chunk({}, 'tool_calls'), counted, '[DONE]'],
    ),
    expected: calls([weather, time], 9, 4),
  }),
  streamed({
    surface: 'openai',
    name: 'interleaved-calls',
    body: data(
      ...[role, chunk(begun(0, 'call_1', 'weather')), chunk(begun(1, 'call_2', 'time'))],
      ...[
        chunk(more(0, '{"city":')),
        chunk(more(1, '{"zone":')),
        chunk(more(0, '"Oslo"}')),
        chunk(more(1, '"CET"}')),
      ],
      ...[chunk({}, 'tool_calls'), counted, '[DONE]'],
    ),
    expected: calls([weather, time], 9, 4),
  }),
  streamed({
    surface: 'openai',
    name: 'obfuscated-chunks',
    body: data(
      { ...(role as typeof head), obfuscation: 'a1b2' },
      { ...(chunk({ content: 'Hi' }) as typeof head), obfuscation: 'c3' },
      ...[chunk({}, 'stop'), counted, '[DONE]'],
    ),
    expected: says('Hi', 9, 4),
  }),
  streamed({
    surface: 'openai',
    name: 'length-without-text',
    body: data(role, chunk({}, 'length'), counted, '[DONE]'),
    expected: { text: '', calls: [], finish: ['length'], usage: { input: 9, output: 4 } },
  }),
  whole({
    surface: 'openai',
    name: 'old-function-call',
    body: answer(
      { content: null, function_call: { name: 'weather', arguments: '{"city":"Oslo"}' } },
      'function_call',
    ),
    expected: calls([weather], 9, 4),
  }),
  streamed({
    surface: 'openai',
    name: 'old-function-call-stream',
    body: data(
      chunk({ role: 'assistant', content: null, function_call: { name: 'weather', arguments: '' } }),
      ...[
        chunk({ function_call: { arguments: '{"city":' } }),
        chunk({ function_call: { arguments: '"Oslo"}' } }),
      ],
      ...[chunk({}, 'function_call'), counted, '[DONE]'],
    ),
    expected: calls([weather], 9, 4),
  }),
]

const ofAzure: Wire[] = [
  streamed({
    surface: 'azure-openai',
    name: 'prompt-filter-first',
    body: data(
      {
        ...head,
        choices: [],
        prompt_filter_results: [{ prompt_index: 0, content_filter_results: { hate: { filtered: false } } }],
      },
      ...[
        role,
        chunk({ content: 'Hi' }, null, { content_filter_results: {} }),
        chunk({}, 'stop'),
        counted,
        '[DONE]',
      ],
    ),
    expected: says('Hi', 9, 4),
  }),
  streamed({
    surface: 'azure-openai',
    name: 'filtered-in-the-middle',
    body: data(role, chunk({ content: 'Hi' }), chunk({}, 'content_filter'), counted, '[DONE]'),
    expected: { text: 'Hi', calls: [], finish: ['content-filter'], usage: { input: 9, output: 4 } },
  }),
]

const ofServers: Wire[] = [
  streamed({
    surface: 'openai-compatible',
    name: 'reasoning-content',
    body: data(
      chunk({ role: 'assistant', content: null, reasoning_content: 'Think.' }),
      ...[
        chunk({ content: 'Hi', reasoning_content: null }),
        chunk({ content: '' }, 'stop'),
        counted,
        '[DONE]',
      ],
    ),
    expected: says('Hi', 9, 4),
  }),
  streamed({
    surface: 'openai-compatible',
    name: 'usage-in-the-choice',
    body: data(role, chunk({ content: 'Hi' }), chunk({}, 'stop', { usage }), '[DONE]'),
    expected: says('Hi', 9, 4),
  }),
  streamed({
    surface: 'openai-compatible',
    name: 'usage-in-every-chunk',
    body: data(
      { ...(chunk({ content: 'H' }) as typeof head), usage: { prompt_tokens: 9, completion_tokens: 1 } },
      { ...(chunk({ content: 'i' }, 'stop') as typeof head), usage },
      { ...head, choices: [], usage: { prompt_tokens: 0, completion_tokens: 0 } },
      '[DONE]',
    ),
    expected: says('Hi', 9, 4),
  }),
  streamed({
    surface: 'openai-compatible',
    name: 'comments-between',
    body: `: PROCESSING\n\n${data(role)}: PROCESSING\n\n${data(chunk({ content: 'Hi' }))}data: : keepalive\n\n${data(chunk({}, 'stop'), counted, '[DONE]')}`,
    expected: says('Hi', 9, 4),
  }),
  streamed({
    surface: 'openai-compatible',
    name: 'scalars-for-text',
    body: data(
      role,
      chunk({ content: 'costs ' }),
      chunk({ content: 6 }),
      chunk({ content: ' euro' }, 'stop'),
      counted,
      '[DONE]',
    ),
    expected: says('costs 6 euro', 9, 4),
  }),
  streamed({
    surface: 'openai-compatible',
    name: 'two-calls-at-one-place',
    body: data(
      ...[
        role,
        chunk(begun(0, '', 'weather', '{"city":"Oslo"}')),
        chunk(begun(0, '', 'time', '{"zone":"CET"}')),
      ],
      ...[chunk({}, 'tool_calls'), counted, '[DONE]'],
    ),
    expected: calls([weather, time], 9, 4),
  }),
  streamed({
    surface: 'openai-compatible',
    name: 'call-that-ends-with-stop',
    body: data(
      role,
      chunk(begun(0, 'call_1', 'weather', '{"city":"Oslo"}')),
      chunk({}, 'stop'),
      counted,
      '[DONE]',
    ),
    expected: calls([weather], 9, 4),
  }),
  streamed({
    surface: 'openai-compatible',
    name: 'thoughts-alone',
    body: data(
      chunk({ role: 'assistant', reasoning_content: 'Think.' }),
      chunk({}, 'stop'),
      counted,
      '[DONE]',
    ),
    expected: says('', 9, 4),
  }),
  streamed({
    surface: 'openai-compatible',
    name: 'nothing-at-all',
    body: data(role, chunk({}, 'stop'), counted, '[DONE]'),
    expected: { failure: 'invalid-response' },
  }),
  streamed({
    surface: 'openai-compatible',
    name: 'error-in-the-middle',
    body: data(role, chunk({ content: 'Hi' }), {
      error: { message: 'The server is overloaded or not ready yet', type: 'server_error' },
    }),
    expected: { failure: 'overloaded' },
  }),
  streamed({
    surface: 'openai-compatible',
    name: 'whole-answer-to-a-stream',
    body: JSON.stringify(answer({ content: 'Hi' }, 'stop')),
    expected: says('Hi', 9, 4),
  }),
  whole({
    surface: 'openai-compatible',
    name: 'counts-as-texts',
    body: answer({ content: 'Hi' }, 'stop', { usage: { prompt_tokens: '9', completion_tokens: '4' } }),
    expected: says('Hi', 9, 4),
  }),
  whole({
    surface: 'openai-compatible',
    name: 'counts-in-other-words',
    body: answer({ content: 'Hi' }, 'stop', { usage: { input_tokens: 9, output_tokens: 4 } }),
    expected: says('Hi', 9, 4),
  }),
  whole({
    surface: 'openai-compatible',
    name: 'empty-object',
    body: {},
    expected: { failure: 'invalid-response' },
  }),
]

export const chatCompletions: readonly Wire[] = [...ofOpenAI, ...ofAzure, ...ofServers]
