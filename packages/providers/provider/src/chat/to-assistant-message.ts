import type { Content } from './content.ts'
import type { ProviderOptions } from './json.ts'
import type { AssistantMessage, AssistantPart } from './message.ts'

/**
 * An answer as a message that continues the conversation. Metadata goes back as `providerOptions`, since some vendors need
 * it again (signatures of reasoning), and so do the calls and results of the vendor's own tools. Sources and approval
 * requests are left out.
 */
export function toAssistantMessage(answer: { readonly content: readonly Content[] }): AssistantMessage {
  return { role: 'assistant', content: answer.content.flatMap(toParts) }
}

function toParts(part: Content): AssistantPart[] {
  const back: { readonly providerOptions?: ProviderOptions } =
    part.providerMetadata === undefined ? {} : { providerOptions: part.providerMetadata }
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return [{ type: part.type, text: part.text, ...back }]
    case 'file':
    case 'reasoning-file':
      return [{ type: part.type, data: part.data, mediaType: part.mediaType, ...back }]
    case 'custom':
      return [{ type: 'custom', kind: part.kind, ...back }]
    case 'tool-call': {
      const { type, toolCallId, toolName, input, providerExecuted } = part
      const own = providerExecuted === true ? { providerExecuted } : {}
      return [{ type, toolCallId, toolName, input, ...own, ...back }]
    }
    case 'tool-result': {
      const { type, toolCallId, toolName, result, isError } = part
      const output = { type: isError === true ? 'error-json' : 'json', value: result } as const
      return [{ type, toolCallId, toolName, output, ...back }]
    }
    case 'source':
    case 'tool-approval-request':
      return []
  }
}
