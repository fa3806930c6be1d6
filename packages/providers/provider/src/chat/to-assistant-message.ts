import type { Content } from './content.ts'
import type { ProviderOptions } from './json.ts'
import type { AssistantMessage, AssistantPart } from './message.ts'

/**
 * An answer as a message, to go on with the conversation. Metadata travels back as `providerOptions`, since some vendors
 * need it again (signatures of reasoning). Sources and the vendor's own tool results are left out.
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
      const { type, toolCallId, toolName, input } = part
      return part.providerExecuted === true ? [] : [{ type, toolCallId, toolName, input, ...back }]
    }
    case 'source':
    case 'tool-result':
    case 'tool-approval-request':
      return []
  }
}
