/**
 * Answers of `generateContent`. Sources: https://ai.google.dev/api/generate-content, https://ai.google.dev/gemini-api/docs/thinking,
 * https://ai.google.dev/gemini-api/docs/function-calling, https://ai.google.dev/gemini-api/docs/code-execution
 */
import type { Wire } from '../wire.ts'
import { calls, data, says, streamed, whole } from './sequence.ts'

const usage = { promptTokenCount: 9, candidatesTokenCount: 3, thoughtsTokenCount: 1, totalTokenCount: 13 }
const chunk = (parts: readonly object[], finishReason?: string, more: object = {}): object => ({
  candidates: [
    { content: { parts, role: 'model' }, index: 0, ...(finishReason === undefined ? {} : { finishReason }) },
  ],
  ...{ usageMetadata: usage, modelVersion: 'm', responseId: 'r1', ...more },
})
const sequence = (name: string, chunks: readonly object[], expected: Wire['expected']): Wire =>
  streamed({ surface: 'google', name, body: data(...chunks), expected })

const weather = { functionCall: { name: 'weather', args: { city: 'Oslo' } } }
const grounded = {
  groundingMetadata: { groundingChunks: [{ web: { uri: 'https://oslo.example', title: 'Oslo' } }] },
}

export const google: readonly Wire[] = [
  sequence(
    'thoughts-first',
    [chunk([{ text: 'Think.', thought: true }]), chunk([{ text: 'H' }]), chunk([{ text: 'i' }], 'STOP')],
    says('Hi', 9, 4),
  ),
  sequence(
    'signature-last',
    [chunk([{ text: 'Hi' }]), chunk([{ text: '', thoughtSignature: 'c2ln' }], 'STOP')],
    says('Hi', 9, 4),
  ),
  sequence(
    'two-calls',
    [
      chunk([weather, { functionCall: { name: 'time', args: { zone: 'CET' } } }]),
      chunk([{ text: '' }], 'STOP'),
    ],
    calls(['weather({"city":"Oslo"})', 'time({"zone":"CET"})'], 9, 4),
  ),
  sequence(
    'call-without-arguments',
    [chunk([{ functionCall: { name: 'now' } }], 'STOP')],
    calls(['now({})'], 9, 4),
  ),
  sequence(
    'code-that-ran',
    [
      chunk([{ executableCode: { language: 'PYTHON', code: 'print(1)' } }]),
      chunk([{ codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1\n' } }]),
      chunk([{ text: 'Hi' }], 'STOP'),
    ],
    says('Hi', 9, 4),
  ),
  sequence('grounded', [chunk([{ text: 'Hi' }], 'STOP', { ...grounded })], says('Hi', 9, 4)),
  sequence('filtered-in-the-middle', [chunk([{ text: 'Hi' }]), chunk([], 'SAFETY')], {
    text: 'Hi',
    calls: [],
    finish: ['content-filter'],
    usage: { input: 9, output: 4 },
  }),
  sequence('no-room-after-thoughts', [chunk([{ text: 'Think.', thought: true }]), chunk([], 'MAX_TOKENS')], {
    text: '',
    calls: [],
    finish: ['length'],
    usage: { input: 9, output: 4 },
  }),
  sequence('no-finish', [chunk([{ text: 'Hi' }])], { failure: 'stream-interrupted' }),
  sequence('malformed-call', [chunk([], 'MALFORMED_FUNCTION_CALL')], { failure: 'invalid-response' }),
  sequence(
    'error-in-the-middle',
    [
      chunk([{ text: 'Hi' }]),
      { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } },
    ],
    {
      failure: 'overloaded',
    },
  ),
  whole({
    surface: 'google',
    name: 'whole-call',
    body: chunk([weather], 'STOP'),
    expected: calls(['weather({"city":"Oslo"})'], 9, 4),
  }),
]
