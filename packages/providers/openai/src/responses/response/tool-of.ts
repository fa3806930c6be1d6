import { asRecord, asText } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'

/** The tool that an item calls. */
export type ToolOfItem = {
  /**
   * Who runs it: the vendor, in one item with its result; the caller, who has to answer; or nobody, for an item that is
   * no call, or one of the vendor's calls that come in several items.
   */
  readonly runs: 'vendor' | 'caller' | undefined
  /** What the call and its result have in common. */
  readonly toolCallId: string
  /** A function's own name, or what the kind of tool is called: `web_search`. */
  readonly toolName: string
}

/**
 * Reads which tool an item calls, and who has to run it. Only calls that somebody has to answer have an id beside their
 * item's; that is the vendor itself for commands in one of its containers.
 */
export function toolOf({ type, id, call_id: callId, name, environment }: JsonRecord): ToolOfItem {
  const kind = asText(type)
  const isElsewhere = asRecord(environment)['type'] === 'container_reference'
  const runs = typeof callId !== 'string' ? 'vendor' : isElsewhere ? undefined : 'caller'
  return {
    runs: kind.endsWith('_call') ? runs : undefined,
    toolCallId: asText(callId) || asText(id),
    toolName: asText(name) || kind.replace(/_call$/, ''),
  }
}
