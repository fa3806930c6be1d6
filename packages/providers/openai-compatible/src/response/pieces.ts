import { asRecord, asRecords, asText, toMetadata } from '@llm-balancer/provider'
import type { JsonRecord, ProviderMetadata } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'

/** A piece of a message's content. */
export type Piece = {
  readonly type: 'text' | 'reasoning'
  readonly text: string
  readonly providerMetadata?: ProviderMetadata
}

/** Fields of a message that hold reasoning, on most servers. */
export const usualReasoningFields: readonly string[] = ['reasoning_content', 'reasoning']

/**
 * Reads the texts of a message or a delta, in order. `content` may be a list of parts, as Mistral's reasoning models have
 * it. What is empty and unsigned is left out.
 */
export function piecesOf(message: JsonRecord, dialect: Dialect): Piece[] {
  const { provider, reasoningFields = usualReasoningFields } = dialect
  const { content, refusal, audio } = message
  const pieces: Piece[] = []
  const add = (type: Piece['type'], said: unknown, providerMetadata?: ProviderMetadata): void => {
    const text = asText(said)
    if (providerMetadata !== undefined) pieces.push({ type, text, providerMetadata })
    else if (text !== '') pieces.push({ type, text })
  }
  const field = reasoningFields.find((name) => asText(message[name]) !== '')
  if (field !== undefined) add('reasoning', message[field])
  for (const part of Array.isArray(content) ? (content as unknown[]) : [content]) {
    const { type = 'text', thinking, text = asText(part), ...rest } = asRecord(part)
    // Further fields of a thought, such as a signature, have to go back to the vendor.
    if (thinking !== undefined) add('reasoning', thoughtOf(thinking), toMetadata(provider, rest))
    else if (/reasoning|thinking|thought/.test(asText(type))) add('reasoning', textOf(text))
    else if (asText(type).endsWith('text')) add('text', textOf(text))
  }
  add('text', asRecord(audio)['transcript'])
  const isRefused = typeof refusal !== 'boolean' && asText(refusal) !== ''
  if (isRefused) add('text', refusal, { [provider]: { refusal: true } })
  return pieces
}

/** The text of a message or a delta that holds nothing else, as most of a stream do; undefined for any other. */
export function onlyTextOf(
  message: JsonRecord,
  { reasoningFields = usualReasoningFields }: Dialect,
): string | undefined {
  const { content } = message
  if (typeof content !== 'string') return undefined
  for (const name in message) {
    const isRich = richFields.has(name) || reasoningFields.includes(name)
    if (isRich && !isNothing(message[name])) return undefined
  }
  return content
}

/** True for what servers write in a field that has nothing: OpenAI gives an empty list of annotations with every answer. */
function isNothing(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Fields of a message that may hold more than its text. */
const richFields = new Set(['refusal', 'audio', 'annotations', 'images', 'tool_calls', 'function_call'])

/** A text, or one of the form of the Assistants API. */
function textOf(text: unknown): string {
  return asText(text) || asText(asRecord(text)['value'])
}

function thoughtOf(thinking: unknown): string {
  const texts = asRecords(thinking).map(({ text }) => asText(text))
  return asText(thinking) + texts.join('')
}
