import { compact, ownOptions, toolInputText, withOwnOptions } from '@llm-balancer/provider'
import type { AssistantMessage, AssistantPart, ToolCallPart, Warn } from '@llm-balancer/provider'
import type { AssistantTurn, ToolCallBody } from './chat-body.ts'
import { toTextBlocks } from './to-text-blocks.ts'

/**
 * Turns an earlier answer into a turn; into none when Cohere can use nothing of it. Reasoning goes back as the block that its
 * metadata names; other vendors' reasoning, tools and files become warnings. Beside tool calls text is the plan.
 */
export function toAssistantTurn(message: AssistantMessage, warn: Warn): AssistantTurn[] {
  const { content, providerOptions } = message
  const parts: readonly AssistantPart[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : content
  const calls = parts.filter((part) => part.type === 'tool-call' && part.providerExecuted !== true)
  const blocks: NonNullable<AssistantTurn['content']> = []
  const citations: object[] = []
  let plan = ''
  for (const part of parts) {
    const { type, citations: cited, ...own } = ownOptions('cohere', part.providerOptions)
    const isReasoning = part.type === 'reasoning'
    // The positions of citations do not fit a text that goes back as a plan.
    const isMoved = part.type === 'text' && calls.length > 0
    if (isMoved || (isReasoning && type === 'tool_plan')) plan += part.text
    else if (part.type === 'text')
      blocks.push(...toTextBlocks(part.text, { providerOptions: { cohere: own } }))
    else if (isReasoning && type === 'thinking') blocks.push({ type, thinking: part.text })
    else if (!calls.includes(part)) warn(`${part.type} part of an assistant message`, 'left out')
    if (Array.isArray(cited) && !isMoved) citations.push(...(cited as object[]))
  }
  const turn: AssistantTurn = compact({
    role: 'assistant',
    content: nonEmpty(blocks),
    tool_plan: plan === '' ? undefined : plan,
    tool_calls: nonEmpty(calls.map((part) => toCall(part as ToolCallPart))),
    citations: nonEmpty(citations),
  })
  return Object.keys(turn).length > 1 ? [withOwnOptions(turn, 'cohere', providerOptions)] : []
}

function toCall({ toolCallId, toolName, input, providerOptions }: ToolCallPart): ToolCallBody {
  const call: ToolCallBody = {
    id: toolCallId,
    type: 'function',
    function: { name: toolName, arguments: toolInputText(input) },
  }
  return withOwnOptions(call, 'cohere', providerOptions)
}

function nonEmpty<Item>(list: Item[]): Item[] | undefined {
  return list.length > 0 ? list : undefined
}
