import { isEmptyAnswer, isJsonRecord, textOf, toolCallContent } from '@llm-balancer/provider'
import type {
  Completion,
  Content,
  HttpClient,
  JsonAnswer,
  JsonRecord,
  ToolCallContent,
} from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import { finishReasonFrom } from './finish-reason.ts'
import { messageTexts } from './message-texts.ts'
import { addMetadata, responseMetadata } from './metadata.ts'
import { sourcesOf } from './sources.ts'
import { readToolCall } from './tool-call.ts'
import { usageFrom } from './usage.ts'

/**
 * Reads a whole answer.
 *
 * @throws ProviderError when it is an error after all, or not what it should be: no message, empty, a malformed
 * tool call.
 */
export function readCompletion(answer: JsonAnswer, http: HttpClient, dialect: Dialect): Completion {
  const { body, headers } = answer
  const choices = Array.isArray(body['choices']) ? body['choices'].filter(isJsonRecord) : []
  const [choice] = choices
  if (isError(body)) throw http.classify(body, answer)
  if (choice === undefined || !isJsonRecord(choice['message'])) {
    throw http.failure('invalid-response', answer, 'the answer holds no message')
  }
  const { message, finish_reason: raw } = choice
  const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'] : []
  const finishReason = finishReasonFrom(typeof raw === 'string' ? raw : undefined, calls.length > 0, dialect)
  if (finishReason.unified === 'error') throw http.failure('server', answer)
  const response = { ...responseMetadata(body), headers, body }
  const toolCalls = calls.map((wire, index): ToolCallContent => {
    const { id: callId = `${response.id ?? 'answer'}-call-${index}`, name = '', input } = readToolCall(wire)
    const call = toolCallContent({ id: callId, name, input }, finishReason)
    if (call !== undefined) return call
    throw http.failure('invalid-response', answer, 'the model made a malformed tool call')
  })
  const content = [...textsOf(message, dialect), ...sourcesOf(message), ...toolCalls]
  const saysNothing = finishReason.raw === undefined && content.length === 0
  if (saysNothing || isEmptyAnswer({ content, finishReason })) {
    throw http.failure('invalid-response', answer, 'the answer is empty')
  }
  return {
    content,
    text: textOf({ content }),
    finishReason,
    usage: usageFrom((dialect.usageOf ?? usageField)(body)),
    providerMetadata: { [dialect.provider]: addMetadata({}, body, choice) },
    response,
  }
}

/** True for an error where an answer should be: `{ error: … }`, or `{ object: 'error', … }` (vLLM, Mistral). */
export function isError(body: JsonRecord): boolean {
  return (body['error'] !== undefined && body['error'] !== null) || body['object'] === 'error'
}

/** Where most servers put their count of tokens. */
export function usageField(body: JsonRecord): unknown {
  return body['usage']
}

function textsOf(message: JsonRecord, dialect: Dialect): Content[] {
  const { text, reasoning, refusal } = messageTexts(message, dialect)
  const content: Content[] = []
  if (reasoning !== '') content.push({ type: 'reasoning', text: reasoning })
  if (text !== '') content.push({ type: 'text', text })
  if (refusal !== '') {
    content.push({ type: 'text', text: refusal, providerMetadata: { [dialect.provider]: { refusal: true } } })
  }
  return content
}
