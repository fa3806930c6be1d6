import {
  checkBoolean,
  finite,
  numberWithin,
  readOptions,
  readProperty,
  required,
  subjectOf,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { ChatMessage, ChatRequest } from '@llm-balancer/provider'
import { checkMessages } from '../../requests/check-messages.ts'

/** The kinds of content parts. */
export const MESSAGE_TYPES = { TEXT: 'text', IMAGE_URL: 'image_url' } as const

/** A piece of text. */
export interface PoolTextPart {
  readonly type: 'text'
  readonly text: string
}

/** An image: a `data:` address that holds it, or an address that the vendor fetches. */
export interface PoolImagePart {
  readonly type: 'image_url'
  readonly image_url: {
    readonly url: string
    /** How closely OpenAI looks at it. @default the vendor's choice */
    readonly detail?: 'low' | 'high' | 'auto' | undefined
  }
}

/** One message of a chat. */
export interface PoolMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string | readonly (PoolTextPart | PoolImagePart)[]
}

/** What `chat` is asked. */
export interface PoolChatRequest {
  /** At least one. */
  readonly messages: readonly PoolMessage[]
  /** Randomness of the answer, ≥ 0; 0 is sent. @default the provider's */
  readonly temperature?: number | undefined
  /** Most tokens the answer may have, a whole number ≥ 1. @default the provider's */
  readonly max_tokens?: number | undefined
}

/** An answer. */
export interface PoolChatResponse {
  /** The vendor's id of the answer, where it gave one. */
  readonly id?: string
  readonly content: string
  /** The model as it was configured. */
  readonly model: string
  /** Name of the provider that served. */
  readonly provider: string
  /** 0 where the vendor reported none, unless `useTokenCounting` estimates it. */
  readonly usage: {
    readonly prompt_tokens: number
    readonly completion_tokens: number
    readonly total_tokens: number
  }
  /** When it came, in seconds since 1970. */
  readonly created: number
}

/** A message of text alone. */
export function createTextMessage(role: PoolMessage['role'], text: string): PoolMessage {
  return { role, content: text }
}

/** A message of a text and an image. @param image the address of the image, and how closely OpenAI looks at it */
export function createImageMessage(
  role: PoolMessage['role'],
  text: string,
  ...image: [url: string, detail?: PoolImagePart['image_url']['detail']]
): PoolMessage & { readonly content: readonly (PoolTextPart | PoolImagePart)[] } {
  const [url, detail] = image
  const image_url = detail === undefined ? { url } : { url, detail }
  return {
    role,
    content: [
      { type: 'text', text },
      { type: 'image_url', image_url },
    ],
  }
}

type GivenRequest = Pick<PoolChatRequest, 'temperature' | 'max_tokens'> & {
  readonly messages: readonly ChatMessage[]
  readonly stream?: false
}

const table: OptionTable<GivenRequest> = {
  messages: [(...[name, value, owner]) => checkMessages(name, toChatMessages(value), owner), required],
  temperature: [finite],
  max_tokens: [numberWithin({ min: 1, max: Infinity, integer: true })],
  stream: [
    (name, value, owner) => {
      if (checkBoolean(name, value, owner) === false) return value
      throw new TypeError(`${subjectOf(name, owner)} must be false; chat gives whole answers`)
    },
  ],
}
const hints = { maxTokens: 'max_tokens', prompt: 'messages', model: 'providers[].model' }

/** A request in the unified chat types. @throws TypeError or RangeError naming what is wrong, never what is in it */
export function toChatRequest(request: PoolChatRequest): ChatRequest {
  const { messages, temperature, max_tokens } = readOptions<GivenRequest>('chat', request, table, { hints })
  return {
    messages,
    ...(temperature === undefined ? {} : { temperature }),
    ...(max_tokens === undefined ? {} : { maxOutputTokens: max_tokens }),
  }
}

/** What is no message, or no part, stays as it is, and is refused by the check. */
function toChatMessages(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages
  return messages.map((message: unknown) => {
    const [role, content] = [readProperty(message, 'role'), readProperty(message, 'content')]
    if (!Array.isArray(content)) return message
    const parts = content.map(toPart)
    return {
      role,
      content: role === 'system' ? parts.map((part) => readProperty(part, 'text')).join('') : parts,
    }
  })
}

function toPart(part: unknown): unknown {
  const image = readProperty(part, 'image_url')
  if (readProperty(part, 'type') !== MESSAGE_TYPES.IMAGE_URL) return part
  const [url, detail] = [readProperty(image, 'url'), readProperty(image, 'detail')]
  return {
    type: 'file',
    mediaType: 'image/*',
    data: { type: 'url', url },
    // What is OpenAI's own goes over the part as OpenAI has it.
    ...(detail === undefined ? {} : { providerOptions: { openai: { image_url: { url, detail } } } }),
  }
}
