import { asRecords } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import { digestOf } from '@llm-balancer/provider/balanced'

/** A digest that grows with the messages of a conversation. */
export interface ConversationDigest {
  readonly value: string
  add(message: JsonRecord): void
}

/**
 * Begins a digest. It tells conversations apart by the roles, texts and calls of their messages, and not by the fields that a client may
 * add or lose.
 */
export function createDigest(): ConversationDigest {
  let value = ''
  return {
    get value() {
      return value
    },
    add({ role, content, tool_calls: calls, tool_call_id: result }) {
      const called = asRecords(calls).map(({ id, function: target }) => [id, target])
      value = digestOf(JSON.stringify([value, role, content ?? '', called, result])).toString(36)
    },
  }
}
