import { asRecord, asRecords, asText, toAssistantMessage } from '@llm-balancer/provider'
import type { AssistantMessage, Content, JsonRecord, ProviderMetadata } from '@llm-balancer/provider'
import { unpack } from '@llm-balancer/provider/answers'
import { shownType, untranslatable } from '../untranslatable.ts'
import { textOfParts } from './text-of-parts.ts'

/**
 * An earlier answer of chat completions. `extra_content`, which clients send back as they got it, has what the vendors want
 * back of its parts.
 */
export function toAssistant(message: JsonRecord): AssistantMessage {
  if (message['audio'] !== undefined && message['audio'] !== null)
    throw untranslatable('"audio" of an earlier answer')
  if (message['function_call'] !== undefined && message['function_call'] !== null)
    throw untranslatable('"function_call"')
  const { reasoning_content: thoughts, refusal } = message
  const content: Content[] = reasoningOf(message)
  if (content.length === 0 && asText(thoughts) !== '')
    content.push({ type: 'reasoning', text: asText(thoughts) })
  const text = textOfParts(message['content'])
  if (text !== '') content.push({ type: 'text', text, ...carriedIn(message, 'text') })
  if (asText(refusal) !== '')
    content.push({ type: 'text', text: asText(refusal), providerMetadata: { openai: { refusal: true } } })
  for (const call of asRecords(message['tool_calls'])) content.push(toCall(call))
  return toAssistantMessage({ content })
}

function toCall(call: JsonRecord): Content {
  const { id, type = 'function', function: target } = call
  if (type !== 'function') throw untranslatable(`a tool call of type ${shownType(type)}`)
  const { name, arguments: input } = asRecord(target)
  return {
    type: 'tool-call',
    toolCallId: asText(id),
    toolName: asText(name),
    input: asText(input),
    ...carriedIn(call),
  }
}

/** The packed texts beside a message or a call. */
function packedIn(holder: JsonRecord): readonly unknown[] {
  const own = asRecord(holder['extra_content'])['llm_balancer']
  return Array.isArray(own) ? own : [own]
}

function carriedIn(holder: JsonRecord, of?: string): { readonly providerMetadata?: ProviderMetadata } {
  const carried = packedIn(holder).map(unpack)
  const found = carried.find((one) => one !== undefined && one.of === of)
  return found === undefined ? {} : { providerMetadata: found.metadata }
}

/** Thoughts with what proves that they are the vendor's own. */
function reasoningOf(message: JsonRecord): Content[] {
  const thoughts = asRecords(packedIn(message)).filter(({ type }) => type === 'reasoning')
  return thoughts.flatMap(({ text, metadata }) => {
    const carried = unpack(metadata)
    return carried === undefined
      ? []
      : [{ type: 'reasoning' as const, text: asText(text), providerMetadata: carried.metadata }]
  })
}
