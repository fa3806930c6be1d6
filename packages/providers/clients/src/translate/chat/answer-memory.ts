/**
 * What vendors want back of an answer with tool calls (signed thoughts, signatures of calls) travels in `extra_content`, which some clients
 * do not keep: OpenAI's own `runTools` rebuilds each answer from the fields that it knows. So it is kept here too, by the calls and by the
 * conversation before them, until it is asked for.
 */
import { asRecord, asRecords, asText, parseJsonObject } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import { ConversationDigest } from './conversation-digest.ts'

/** Most characters that are kept, all answers together; the oldest go first. */
const mostCharacters = 4_000_000

/** Keeps the carried fields of answers with tool calls, within bounds. */
export class AnswerMemory {
  readonly #answers = new Map<string, JsonRecord>()
  readonly #sizes = new Map<string, number>()
  readonly #most: number
  #size = 0

  /** @param most characters that are kept */
  constructor(most: number = mostCharacters) {
    this.#most = most
  }

  /** Keeps an answer to a conversation, unless it has nothing to carry. */
  keep(messages: unknown, answer: JsonRecord): void {
    const key = isCarrying(answer) ? keyOf(digestOf(asRecords(messages)), answer) : undefined
    if (key === undefined) return
    const size = JSON.stringify(answer).length
    this.#forget(key)
    this.#answers.set(key, answer)
    this.#sizes.set(key, size)
    this.#size += size
    for (const oldest of this.#answers.keys()) {
      if (this.#size <= this.#most) break
      this.#forget(oldest)
    }
  }

  /** The messages of a request, with what their answers have carried and the client has not kept. */
  restored(messages: unknown): unknown {
    if (this.#answers.size === 0 || !Array.isArray(messages)) return messages
    const digest = new ConversationDigest()
    return asRecords(messages).map((message) => {
      const key =
        message['role'] === 'assistant' && !isCarrying(message) ? keyOf(digest.value, message) : undefined
      digest.add(message)
      const known = key === undefined ? undefined : this.#answers.get(key)
      return known === undefined ? message : withCarried(message, known)
    })
  }

  #forget(key: string): void {
    this.#answers.delete(key)
    this.#size -= this.#sizes.get(key) ?? 0
    this.#sizes.delete(key)
  }
}

/** The digest of a conversation. */
function digestOf(messages: readonly JsonRecord[]): string {
  const digest = new ConversationDigest()
  for (const message of messages) digest.add(message)
  return digest.value
}

/** An answer is known by the conversation before it and by its calls; one without calls has no key. */
function keyOf(before: string, answer: JsonRecord): string | undefined {
  const calls = asRecords(answer['tool_calls'])
  if (calls.length === 0) return undefined
  return JSON.stringify([before, calls.map(calledIn)])
}

/** A call as clients keep it: its id, its name, and its arguments however they are written. */
function calledIn({ id, function: target }: JsonRecord): unknown[] {
  const { name, arguments: input } = asRecord(target)
  return [id, name, parseJsonObject(asText(input)) ?? input ?? '']
}

function isCarrying(message: JsonRecord): boolean {
  const holders = [message, ...asRecords(message['tool_calls'])]
  return holders.some((holder) => holder['extra_content'] !== undefined)
}

function withCarried(message: JsonRecord, known: JsonRecord): JsonRecord {
  const calls = asRecords(known['tool_calls'])
  return {
    ...message,
    extra_content: known['extra_content'],
    tool_calls: asRecords(message['tool_calls']).map((call, place) => ({
      ...call,
      extra_content: asRecord(calls[place])['extra_content'],
    })),
  }
}
