import { isJsonRecord } from '@llm-balancer/provider'
import type { Answer, ReplyFinish } from '../answer.ts'
import { cohereErrors } from './cohere-errors.ts'
import { blockEvents, typedFrame } from './frame.ts'
import { fieldsOf } from './read-body.ts'
import type { ChatFormat, Problem, Question, StreamEvents } from './wire-format.ts'

type Fields = Readonly<Record<string, unknown>>

/** Cohere has no word for an answer that its filter ended. */
const finishWords: Readonly<Record<ReplyFinish, string>> = {
  stop: 'COMPLETE',
  length: 'MAX_TOKENS',
  'content-filter': 'ERROR',
  'tool-calls': 'TOOL_CALL',
}

/** Chat of Cohere's second version. */
export const cohereChat: ChatFormat = {
  read,
  answer: (answer) => ({
    id: `chat_fake_${answer.number}`,
    finish_reason: finishWords[answer.finish],
    message: {
      role: 'assistant',
      ...(answer.reasoning.length + answer.text.length > 0 && { content: contentOf(answer) }),
      ...(answer.toolCalls.length > 0 && { tool_calls: answer.toolCalls.map(wholeCall) }),
    },
    usage: usage(answer),
  }),
  stream,
  errorEvent(error) {
    const { message } = fieldsOf(cohereErrors.body(error))
    return `${typedFrame({ type: 'message-end', delta: { error: message, finish_reason: 'ERROR' } })}${done}`
  },
}

const done = 'data: [DONE]\n\n'

function read(body: unknown): Question | Problem {
  if (!isJsonRecord(body)) return { problem: 'invalid request: the body is no JSON object' }
  if (typeof body['model'] !== 'string') return { problem: 'invalid request: model is required' }
  if (!Array.isArray(body['messages'])) return { problem: 'invalid request: messages are required' }
  return { model: body['model'], stream: body['stream'] === true, includeUsage: true }
}

function contentOf({ reasoning, text }: Answer): Fields[] {
  return [
    ...(reasoning.length > 0 ? [{ type: 'thinking', thinking: reasoning.join('') }] : []),
    ...(text.length > 0 ? [{ type: 'text', text: text.join('') }] : []),
  ]
}

function stream(answer: Answer): StreamEvents {
  const start = { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] }
  const delta = { finish_reason: finishWords[answer.finish], usage: usage(answer) }
  const contents = [
    ...(answer.reasoning.length > 0 ? [contentEvents('thinking', answer.reasoning, 0)] : []),
    ...(answer.text.length > 0
      ? [contentEvents('text', answer.text, answer.reasoning.length > 0 ? 1 : 0)]
      : []),
  ]
  return {
    preamble: [
      typedFrame({
        type: 'message-start',
        id: `chat_fake_${answer.number}`,
        delta: { message: start },
      }),
    ],
    content: [...contents.flat(), ...answer.toolCalls.flatMap(callEvents)],
    ending: [typedFrame({ type: 'message-end', delta }), done],
  }
}

function contentEvents(type: 'thinking' | 'text', pieces: readonly string[], index: number): string[] {
  const event = (step: string, content: Fields | undefined): string =>
    typedFrame({
      type: `content-${step}`,
      index,
      ...(content !== undefined && { delta: { message: { content } } }),
    })
  return blockEvents({
    start: event('start', { type, [type]: '' }),
    deltas: pieces.map((piece) => event('delta', { [type]: piece })),
    end: event('end', undefined),
  })
}

function callEvents({ id, name, pieces }: Answer['toolCalls'][number], index: number): string[] {
  const event = (step: string, call: Fields | undefined): string =>
    typedFrame({
      type: `tool-call-${step}`,
      index,
      ...(call !== undefined && { delta: { message: { tool_calls: call } } }),
    })
  return blockEvents({
    start: event('start', { id, type: 'function', function: { name, arguments: '' } }),
    deltas: pieces.map((piece) => event('delta', { function: { arguments: piece } })),
    end: event('end', undefined),
  })
}

function wholeCall({ id, name, pieces }: Answer['toolCalls'][number]): Fields {
  return { id, type: 'function', function: { name, arguments: pieces.join('') } }
}

function usage({ usage: { inputTokens, outputTokens, cacheReadTokens } }: Answer): Fields {
  return {
    billed_units: { input_tokens: inputTokens, output_tokens: outputTokens },
    tokens: { input_tokens: inputTokens, output_tokens: outputTokens },
    cached_tokens: cacheReadTokens,
  }
}
