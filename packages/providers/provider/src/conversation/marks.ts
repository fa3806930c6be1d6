import type { ChatRequest } from '../chat/chat-request.ts'
import type { JsonObject } from '../chat/json.ts'
import type { AssistantPart, ChatMessage } from '../chat/message.ts'
import { asRecord } from '../read/as-value.ts'
import type { Mark } from './issuer-memory.ts'

/**
 * The fields of metadata that vendors issue, in the names of the AI SDK and of the wire. Ids and encrypted content of OpenAI's Responses
 * are bound to an organization; signatures of Claude's and Gemini's thoughts are good at all of the vendor's hosts.
 */
const reaches: Readonly<Record<string, Mark['reach']>> = {
  itemId: 'account',
  reasoningEncryptedContent: 'account',
  encryptedContent: 'account',
  encrypted_content: 'account',
  signature: 'vendor',
  redactedData: 'vendor',
  thoughtSignature: 'vendor',
}

/** Fields of a request's options that name what is stored: the answer that it continues, or a conversation. */
const continued = ['previousResponseId', 'previous_response_id', 'conversation']

/** Most requests continue nothing: nothing is made for them. */
const none: readonly never[] = []

/** What vendors have issued of the metadata of a part. */
export function marksIn(metadata: Readonly<Record<string, unknown>> | undefined): Mark[] {
  if (metadata === undefined) return []
  return Object.values(metadata).flatMap((own) =>
    Object.entries(asRecord(own)).flatMap(([name, text]): Mark[] => {
      const reach = Object.hasOwn(reaches, name) ? reaches[name] : undefined
      return reach !== undefined && typeof text === 'string' && text !== '' ? [{ text, reach }] : []
    }),
  )
}

/** What a request sends back of earlier answers, oldest first. */
export function marksOf({ messages }: ChatRequest): readonly Mark[] {
  let marks: Mark[] | undefined
  for (const { role, content } of messages) {
    if (role !== 'assistant' || typeof content === 'string') continue
    for (const part of content)
      if (part.providerOptions !== undefined) (marks ??= []).push(...marksIn(part.providerOptions))
  }
  return marks ?? none
}

/** The ids of what is stored and continued by a request. */
export function continuedBy({ providerOptions }: ChatRequest): readonly string[] {
  if (providerOptions === undefined) return none
  let ids: string[] | undefined
  for (const own of Object.values(providerOptions)) {
    const fields = asRecord(own)
    for (const name of continued) {
      const id = idOf(fields[name])
      if (id !== undefined) (ids ??= []).push(id)
    }
  }
  return ids ?? none
}

function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
  return typeof id === 'string' ? id : undefined
}

/** A request without the marks that its target cannot use; its other messages and parts are the same. */
export function withoutMarks(request: ChatRequest, mayUse: (mark: Mark) => boolean): ChatRequest {
  const isFree = (part: AssistantPart): boolean => marksIn(part.providerOptions).every(mayUse)
  const messages = request.messages.map((message): ChatMessage => {
    const { role, content } = message
    if (role !== 'assistant' || typeof content === 'string' || content.every(isFree)) return message
    return { ...message, content: content.flatMap((part) => (isFree(part) ? [part] : unmarked(part))) }
  })
  return { ...request, messages }
}

/** What only its vendor can read is nothing without its marks. */
function unmarked(part: AssistantPart): AssistantPart[] {
  if (part.type === 'custom') return []
  const options = Object.entries(part.providerOptions ?? {})
  const left = options.map(([vendor, own]) => [vendor, withoutFields(own)] as const)
  return [{ ...part, providerOptions: Object.fromEntries(left) }]
}

function withoutFields(own: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(asRecord(own)).filter(([name]) => !Object.hasOwn(reaches, name)),
  ) as JsonObject
}
