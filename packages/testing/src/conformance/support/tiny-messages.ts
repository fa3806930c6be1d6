/** How the small adapter says a conversation in the words of chat completions. */
import type { ChatMessage } from '@llm-balancer/provider'
import type { Flaw } from './flaw.ts'

export function tinyMessages(messages: readonly ChatMessage[], flaw: Flaw | undefined): unknown[] {
  return messages.flatMap((message) => {
    const along = flaw === 'sends what other vendors noted' ? message.providerOptions : {}
    return toWire(message, flaw).map((wire) => ({ ...wire, ...along }))
  })
}

function toWire(message: ChatMessage, flaw: Flaw | undefined): object[] {
  const { role, content } = message
  if (typeof content === 'string') return [{ role, content }]
  if (role === 'tool') {
    return content.flatMap((part) =>
      part.type === 'tool-result'
        ? [
            {
              role,
              tool_call_id: toolId(part.toolCallId, flaw),
              content: 'value' in part.output ? part.output.value : '',
            },
          ]
        : [],
    )
  }
  const calls = content.flatMap((part) => {
    if (part.type !== 'tool-call' || part.providerExecuted === true) return []
    const { toolCallId, toolName: name, input } = part
    const id = flaw === 'makes up ids' ? `call_${Math.abs(Math.sin(counter++))}` : toolId(toolCallId, flaw)
    return [{ id, type: 'function', function: { name, arguments: JSON.stringify(input) } }]
  })
  return [
    {
      role,
      content: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
      ...(calls.length > 0 && { tool_calls: calls }),
    },
  ]
}

let counter = 0

function toolId(id: string, flaw: Flaw | undefined): string {
  return flaw === 'cleans ids until they are alike' ? id.replace(/\W/g, '_').slice(0, 40) : id
}
