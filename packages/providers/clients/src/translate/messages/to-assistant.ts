import { asText, compact, toAssistantMessage } from '@llm-balancer/provider'
import type { AssistantMessage, Content, JsonRecord, ProviderMetadata } from '@llm-balancer/provider'
import { unpack } from '@llm-balancer/provider/answers'
import { recordsOf, shownType, textIn, untranslatable } from '../untranslatable.ts'

/**
 * An earlier answer of Anthropic's form. Signatures and redacted thoughts are the places where clients carry what vendors want
 * back; those of a real Claude go back to Claude.
 */
export function toAssistant(blocks: unknown): AssistantMessage {
  if (!Array.isArray(blocks)) return { role: 'assistant', content: textIn(blocks, 'an earlier answer') }
  const content: Content[] = []
  for (const block of recordsOf(blocks, 'an earlier answer')) {
    if (block['type'] === 'redacted_thinking') addRedacted(content, block['data'])
    else content.push(toContent(block))
  }
  return toAssistantMessage({ content })
}

function toContent(block: JsonRecord): Content {
  const { type, text, thinking, signature, id, name, input } = block
  switch (type) {
    case 'text':
      return { type, text: asText(text) }
    case 'thinking':
      return {
        type: 'reasoning',
        text: asText(thinking),
        ...compact({ providerMetadata: metadataOf(signature) }),
      }
    case 'tool_use':
      return {
        type: 'tool-call',
        toolCallId: asText(id),
        toolName: asText(name),
        input: JSON.stringify(input ?? {}),
      }
    default:
      throw untranslatable(`an earlier answer with a block of type ${shownType(type)}`)
  }
}

function metadataOf(signature: unknown): ProviderMetadata | undefined {
  const carried = unpack(signature)
  if (carried !== undefined) return carried.metadata
  return typeof signature === 'string' && signature !== '' ? { anthropic: { signature } } : undefined
}

/** A packed text belongs to the part before it that it names. */
function addRedacted(content: Content[], data: unknown): void {
  const carried = unpack(data)
  if (carried === undefined) {
    content.push({
      type: 'reasoning',
      text: '',
      providerMetadata: { anthropic: { redactedData: asText(data) } },
    })
    return
  }
  const { metadata: providerMetadata, of } = carried
  const place = content.findLastIndex((part) =>
    part.type === 'tool-call' ? part.toolCallId === of : of === part.type,
  )
  const part = content[place]
  if (part !== undefined) content[place] = { ...part, providerMetadata }
  else if (of === undefined) content.push({ type: 'reasoning', text: '', providerMetadata })
}
