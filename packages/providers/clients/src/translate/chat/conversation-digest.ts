import { asRecords } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import { digestOf } from '@llm-balancer/provider/balanced'

/**
 * A digest that grows with the messages of a conversation. It tells conversations apart by the roles, texts and calls of their messages,
 * and not by the fields that a client may add or lose.
 */
export class ConversationDigest {
  #value = ''

  get value(): string {
    return this.#value
  }

  add({ role, content, tool_calls: calls, tool_call_id: result }: JsonRecord): void {
    const called = asRecords(calls).map(({ id, function: target }) => [id, target])
    const text = JSON.stringify([this.#value, role, content ?? '', called, result])
    this.#value = digestOf(text).toString(36)
  }
}
