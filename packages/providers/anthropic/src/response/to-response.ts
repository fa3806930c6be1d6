import {
  asText,
  citedSources,
  hasError,
  isEmptyAnswer,
  isJsonRecord,
  textOf,
  toResponseMetadata,
} from '@llm-balancer/provider'
import type { Completion, HttpClient, JsonAnswer, JsonRecord } from '@llm-balancer/provider'
import { errorIn } from './error-in.ts'
import { isCallersCall, toContent } from './to-content.ts'
import { toFinish } from './to-finish.ts'

/**
 * Reads a whole answer.
 *
 * @throws ProviderError for an error object, or `invalid-response`.
 */
export function toResponse(http: HttpClient, answer: JsonAnswer): Completion {
  const { body } = answer
  const { content: given } = body
  // Some servers write the text alone.
  const blocks = typeof given === 'string' ? [{ type: 'text', text: given }] : given
  if (hasError(body) || body['type'] === 'error') throw errorIn(http, answer, body)
  const parts = Array.isArray(blocks)
    ? named(blocks.filter(isJsonRecord)).map((block) => toContent(block, toFinish(body).finishReason))
    : [undefined]
  const finish = toFinish(body, parts.some(isCallersCall))
  const known = new Set<string>()
  const content = parts
    .filter((part) => part !== undefined)
    .flatMap((part) => [part, ...citedSources(part.type === 'text' ? (part.citations ?? []) : [], known)])
  if (parts.includes(undefined) || isEmptyAnswer({ content, ...finish })) {
    throw http.failure('invalid-response', answer)
  }
  const response = toResponseMetadata(body)
  return { content, text: textOf({ content }), ...finish, response }
}

/** The blocks, each call with an id of its own: some servers give none, or several calls the same. */
function named(blocks: readonly JsonRecord[]): JsonRecord[] {
  const known = new Set<string>()
  return blocks.map((block, place) => {
    if (!asText(block['type']).endsWith('tool_use')) return block
    const given = asText(block['id'])
    const id = given === '' || known.has(given) ? `call-${place}` : given
    known.add(id)
    return { ...block, id }
  })
}
