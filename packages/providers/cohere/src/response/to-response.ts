import {
  asRecord,
  asRecords,
  asText,
  citedSources,
  isEmptyAnswer,
  isJsonRecord,
  textOf,
  toMetadata,
  toolCallContent,
  toResponseMetadata,
} from '@llm-balancer/provider'
import type {
  Completion,
  Content,
  FinishReason,
  HttpClient,
  JsonAnswer,
  JsonRecord,
} from '@llm-balancer/provider'
import { argumentsIn } from './arguments-in.ts'
import { toCitations } from './to-citations.ts'
import { citationsOf, toWrittenContent, writtenIn } from './to-content.ts'
import type { WrittenBlock } from './to-content.ts'
import { failureIn, toFinish } from './to-finish.ts'

/**
 * Reads a whole answer.
 *
 * @throws ProviderError for an error in it, or `invalid-response`.
 */
export function toResponse(http: HttpClient, answer: JsonAnswer): Completion {
  const { body } = answer
  const { message } = body
  if (typeof message === 'string') throw http.classify(body, answer)
  const failure = failureIn(http, answer, body)
  if (failure !== undefined) throw failure
  const parts = isJsonRecord(message) ? toParts(message, toFinish(body).finishReason) : [undefined]
  const finish = toFinish(
    body,
    parts.some((part) => part?.type === 'tool-call'),
  )
  const content = parts.filter((part) => part !== undefined)
  if (content.length < parts.length || isEmptyAnswer({ content, ...finish })) {
    throw http.failure('invalid-response', answer)
  }
  const response = toResponseMetadata(body)
  return { content, text: textOf({ content }), ...finish, response }
}

/** The parts of an answer; undefined for a malformed tool call. */
function toParts(message: JsonRecord, reason: FinishReason): (Content | undefined)[] {
  const citations = asRecords(message['citations'])
  const plan: WrittenBlock = { type: 'tool_plan', text: asText(message['tool_plan']) }
  return [
    ...(plan.text === '' ? [] : [toWrittenContent(plan, citationsOf(plan, citations))]),
    ...asRecords(message['content']).map((block, index) => toBlock(block, index, citations)),
    ...citedSources(toCitations(citations)),
    ...asRecords(message['tool_calls']).map((call, index) => {
      const { name } = asRecord(call['function'])
      const callId = asText(call['id']) || `call-${index}`
      return toolCallContent({ id: callId, name: asText(name), input: argumentsIn(call) }, reason)
    }),
  ]
}

function toBlock(block: JsonRecord, index: number, citations: readonly JsonRecord[]): Content {
  const written = writtenIn(block)
  if (written !== undefined) return toWrittenContent(written, citationsOf({ ...written, index }, citations))
  return {
    type: 'custom',
    kind: `cohere.${asText(block['type'])}`,
    providerMetadata: toMetadata('cohere', block) ?? {},
  }
}
