import { addToolResult, asRecord, asText, toAssistantMessage } from '@llm-balancer/provider'
import type {
  AssistantPart,
  ChatMessage,
  Content,
  JsonRecord,
  ToolResultContent,
  ToolResultOutput,
  UserPart,
} from '@llm-balancer/provider'
import { fileOf, imageOf, inlineFile } from '../files.ts'
import { recordsOf, shownType, textIn, untranslatable } from '../untranslatable.ts'
import { carriedIn, toThoughts } from './carried-items.ts'

/**
 * The input of Responses: a text, or items. Items of one answer that follow each other (thoughts, texts, calls) become one message.
 *
 * @throws TypeError naming what cannot be translated
 */
export function toConversation(input: unknown): ChatMessage[] {
  if (!Array.isArray(input)) return [{ role: 'user', content: textIn(input, '"input"') }]
  const conversation: ChatMessage[] = []
  const toolNames = new Map<string, string>()
  for (const item of recordsOf(input, '"input"')) {
    const { type = 'message', role } = item
    if (type === 'function_call') toolNames.set(asText(item['call_id']), asText(item['name']))
    if (type === 'function_call_output') {
      const toolCallId = asText(item['call_id'])
      const toolName = toolNames.get(toolCallId) ?? ''
      addToolResult(conversation, {
        type: 'tool-result',
        toolCallId,
        toolName,
        output: toOutput(item['output']),
      })
    } else if (type === 'message' && role !== 'assistant') conversation.push(toMessage(item))
    else addAnswer(conversation, toContent(item))
  }
  return conversation
}

function toMessage({ role, content }: JsonRecord): ChatMessage {
  const parts = Array.isArray(content)
    ? recordsOf(content, 'a content').map(toUserPart)
    : textIn(content, 'a content')
  if (role === 'user') return { role, content: parts }
  if (role !== 'system' && role !== 'developer') throw untranslatable(`a message of role ${shownType(role)}`)
  if (typeof parts === 'string') return { role: 'system', content: parts }
  const texts = parts.map((part) => {
    if (part.type === 'text') return part.text
    throw untranslatable('a system message with a file')
  })
  return { role: 'system', content: texts.join('') }
}

/** An item of an earlier answer. */
function toContent(item: JsonRecord): Content[] {
  const { type = 'message', content, call_id: toolCallId, name: toolName, arguments: input } = item
  switch (type) {
    case 'message':
      return toTexts(content).map((part) => ({ ...part, ...carriedIn(item, part) }))
    case 'reasoning':
      return toThoughts(item)
    case 'function_call': {
      const call = { toolCallId: asText(toolCallId), toolName: asText(toolName), input: asText(input) }
      return [{ type: 'tool-call', ...call, ...carriedIn(item) }]
    }
    default:
      throw untranslatable(`an item of type ${shownType(type)}`)
  }
}

function toTexts(content: unknown): Extract<Content, { readonly type: 'text' }>[] {
  if (!Array.isArray(content)) return asText(content) === '' ? [] : [{ type: 'text', text: asText(content) }]
  return recordsOf(content, 'an earlier answer').map(({ type, text, refusal }) => {
    if (type === 'refusal')
      return { type: 'text', text: asText(refusal), providerMetadata: { openai: { refusal: true } } }
    if (type === 'output_text' || type === 'input_text') return { type: 'text', text: asText(text) }
    throw untranslatable(`an earlier answer with a part of type ${shownType(type)}`)
  })
}

function addAnswer(conversation: ChatMessage[], content: readonly Content[]): void {
  const { content: parts } = toAssistantMessage({ content }) as { readonly content: readonly AssistantPart[] }
  const last = conversation.at(-1)
  if (last?.role === 'assistant' && typeof last.content !== 'string')
    conversation[conversation.length - 1] = { role: 'assistant', content: [...last.content, ...parts] }
  else if (parts.length > 0) conversation.push({ role: 'assistant', content: parts })
}

function toOutput(output: unknown): ToolResultOutput {
  if (!Array.isArray(output)) return { type: 'text', value: textIn(output, 'a result') }
  return {
    type: 'content',
    value: recordsOf(output, 'a result').map((part): ToolResultContent => toUserPart(part)),
  }
}

function toUserPart(part: JsonRecord): UserPart {
  const { type, text, image_url: url, file_data: data, file_url: address, file_id: id, filename } = part
  switch (type) {
    case 'input_text':
    case 'output_text':
      return { type: 'text', text: asText(text) }
    case 'input_image':
      return imageOf({ url, id, detail: part['detail'] })
    case 'input_file':
      return typeof address === 'string'
        ? fileOf({ url: address, filename, mediaType: 'application/pdf' })
        : inlineFile({ data, id, filename, mediaType: 'application/pdf' })
    case 'input_audio': {
      const { data: sound, format } = asRecord(part['input_audio'])
      return inlineFile({
        data: sound,
        mediaType: format === 'mp3' ? 'audio/mpeg' : `audio/${asText(format)}`,
      })
    }
    default:
      throw untranslatable(`a content part of type ${shownType(type)}`)
  }
}
