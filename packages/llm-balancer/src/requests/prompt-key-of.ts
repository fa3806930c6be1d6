import { readProperty } from '@llm-balancer/core/options'
import type { ChatRequest } from '@llm-balancer/provider'

/** So much of each text is read: conversations that begin alike for longer than that are told apart by their lengths. */
const mostCharacters = 2048
/** So many messages are looked at for the first one of the user, and so many tools and parts. */
const mostLooked = 32

/**
 * A name for how the prompt of a conversation begins: a hash of its system messages, its tools and the first message of the user, which
 * stay the same from turn to turn. For caches, not for secrets: it is a few bits of the texts, and never shown.
 */
export function promptKeyOf({ messages, tools = [] }: ChatRequest): string {
  const hash = new TextHash()
  for (const tool of tools.slice(0, mostLooked)) hash.add(readProperty(tool, 'name'))
  for (const message of messages.slice(0, mostLooked)) {
    const role = readProperty(message, 'role')
    hash.add(role)
    hash.add(readProperty(message, 'content'))
    if (role === 'user') break
  }
  return hash.text
}

/** FNV-1a over UTF-16 code units, twice from different beginnings, so that 50 000 conversations have names of their own. */
class TextHash {
  #one = 0x811c9dc5
  #other = 0x050c5d1f

  get text(): string {
    return `${(this.#one >>> 0).toString(36)}-${(this.#other >>> 0).toString(36)}`
  }

  /** A text, or a list of parts of which the texts count. */
  add(content: unknown): void {
    if (typeof content === 'string') this.#addText(content)
    else if (Array.isArray(content))
      for (const part of content.slice(0, mostLooked)) {
        this.#addText(String(readProperty(part, 'type')))
        const text = readProperty(part, 'text')
        if (typeof text === 'string') this.#addText(text)
      }
  }

  #addText(text: string): void {
    const end = Math.min(text.length, mostCharacters)
    for (let index = 0; index < end; index += 1) this.#mix(text.charCodeAt(index))
    this.#mix(text.length)
  }

  #mix(code: number): void {
    this.#one = Math.imul(this.#one ^ code, 0x01000193)
    this.#other = Math.imul(this.#other ^ (code + 0x9e37), 0x01000193)
  }
}
