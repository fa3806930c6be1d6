import { asRecord, asText } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'

/** The tool that an item calls. */
export type ToolOfItem = {
  /**
   * Who runs it: the vendor, in one item with its result; the caller, who must answer; or neither, for an item that is
   * not a call, and for calls of the vendor that come in several items.
   */
  readonly runs: 'vendor' | 'caller' | undefined
  /** The id that the call and its result share. */
  readonly toolCallId: string
  /** The function's name, or the kind of tool: `web_search`. */
  readonly toolName: string
}

/**
 * Reads which tool an item calls, and who runs it. Functions and tools with free text are the caller's. Of the others only calls that
 * need an answer have an id beside their item's; the vendor answers commands in one of its containers itself.
 */
export function toolOf({ type, id, call_id: callId, name, environment }: JsonRecord): ToolOfItem {
  const kind = asText(type)
  const isElsewhere = asRecord(environment)['type'] === 'container_reference'
  const isCallers = kind === 'function_call' || kind === 'custom_tool_call' || typeof callId === 'string'
  const runs = !isCallers ? 'vendor' : isElsewhere ? undefined : 'caller'
  return {
    runs: kind.endsWith('_call') ? runs : undefined,
    toolCallId: asText(callId) || asText(id),
    toolName: asText(name) || kind.replace(/_call$/, ''),
  }
}
