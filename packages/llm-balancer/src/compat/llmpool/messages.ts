import { defined, finite, mustBe, readOptions, readProperty, required } from '@llm-balancer/core/options'
import type { OptionTable } from '@llm-balancer/core/options'
import { imageAt, type ChatRequest } from '@llm-balancer/provider'
import { checkMessages } from '../../requests/check-messages.ts'
import { wholeFrom } from '../common-options.ts'
import type { PoolChatRequest, PoolImagePart, PoolMessage, PoolTextPart } from './types.ts'

/** The kinds of content parts. */
export const MESSAGE_TYPES = { TEXT: 'text', IMAGE_URL: 'image_url' } as const

/** A message of text alone. */
export function createTextMessage(role: PoolMessage['role'], text: string): PoolMessage {
  return { role, content: text }
}

/** A message of a text and an image. @param image the address of the image, and how closely OpenAI looks at it */
export function createImageMessage(
  role: PoolMessage['role'],
  text: string,
  ...[url, detail]: [url: string, detail?: PoolImagePart['image_url']['detail']]
): PoolMessage & { readonly content: readonly (PoolTextPart | PoolImagePart)[] } {
  const image: PoolImagePart = { type: 'image_url', image_url: { url, ...defined({ detail }) } }
  return { role, content: [{ type: 'text', text }, image] }
}

type CheckedRequest = Omit<PoolChatRequest, 'messages'> & Pick<ChatRequest, 'messages'>

const table: OptionTable<CheckedRequest> = {
  messages: [(...[name, value, owner]) => checkMessages(name, toChatMessages(value), owner), required],
  temperature: [finite],
  max_tokens: [wholeFrom(1)],
  stream: [mustBe('false; chat gives whole answers', (value) => value === false)],
}
const hints = { prompt: 'messages', model: 'providers[].model' }

/** A request in the unified chat types. @throws TypeError or RangeError naming what is wrong, never what is in it */
export function toChatRequest(request: PoolChatRequest): ChatRequest {
  const { messages, temperature, max_tokens } = readOptions<CheckedRequest>('chat', request, table, { hints })
  return { messages, ...defined({ temperature, maxOutputTokens: max_tokens }) }
}

/** What is no message, or no part, stays as it is, and is refused by the check. */
function toChatMessages(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages
  return messages.map((message: unknown) => {
    const [role, content] = [readProperty(message, 'role'), readProperty(message, 'content')]
    if (!Array.isArray(content)) return message
    const text = content.map((part) => readProperty(part, 'text')).join('')
    return { role, content: role === 'system' ? text : content.map(toPart) }
  })
}

const toPart = (part: unknown): unknown =>
  readProperty(part, 'type') === 'image_url' ? imageAt(readProperty(part, 'image_url')) : part
