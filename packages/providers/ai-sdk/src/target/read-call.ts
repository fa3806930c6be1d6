import { parseJsonText, toolCallContent } from '@llm-balancer/provider'
import type { ChatRequest, FinishReason, ToolCallContent } from '@llm-balancer/provider'

/**
 * A call in an answer, with an object of arguments; undefined for a malformed one. A tool that the vendor runs, or that only it has,
 * may take anything.
 */
export function readCall(
  call: ToolCallContent,
  request: Pick<ChatRequest, 'tools'>,
  reason: FinishReason,
): ToolCallContent | undefined {
  if (call.providerExecuted === true) return call
  const { toolCallId: id, toolName: name, input } = call
  const isVendors = request.tools?.some((tool) => tool.type === 'provider' && tool.name === name) === true
  if (isVendors) return reason.unified === 'length' || parseJsonText(input) !== undefined ? call : undefined
  const read = toolCallContent({ id, name, input }, reason)
  if (read === undefined) return undefined
  return read.input === input ? call : { ...call, input: read.input }
}

/** True for a call that the caller has to answer. */
export function isCallersCall(part: {
  readonly type: string
  readonly providerExecuted?: boolean | undefined
}): boolean {
  return part.type === 'tool-call' && part.providerExecuted !== true
}

/** The reason of an answer with calls: some models give `stop`, or a word of their own. */
export function reasonOf(finishReason: FinishReason, hasCalls: boolean): FinishReason {
  const saysNothing = finishReason.unified === 'stop' || finishReason.unified === 'other'
  return saysNothing && hasCalls ? { ...finishReason, unified: 'tool-calls' } : finishReason
}
