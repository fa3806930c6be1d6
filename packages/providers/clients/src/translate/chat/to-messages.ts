import { addToolResult, asRecord, asRecords, asText } from '@llm-balancer/provider'
import type { ChatMessage, JsonRecord, ToolPart, UserPart } from '@llm-balancer/provider'
import { imageOf, inlineFile } from '../files.ts'
import { recordsOf, shownType, textIn, untranslatable } from '../untranslatable.ts'
import { textOfParts } from './text-of-parts.ts'
import { toAssistant } from './to-assistant.ts'

/** The messages of chat completions. Results of tools that follow each other become one message. @throws TypeError naming what cannot be translated */
export function toMessages(messages: unknown): ChatMessage[] {
  const conversation: ChatMessage[] = []
  const toolNames = new Map<string, string>()
  for (const message of recordsOf(messages, '"messages"')) {
    if (message['role'] === 'tool') addToolResult(conversation, toResult(message, toolNames))
    else conversation.push(toMessage(message))
    for (const call of asRecords(message['tool_calls']))
      toolNames.set(asText(call['id']), asText(asRecord(call['function'])['name']))
  }
  return conversation
}

function toMessage(message: JsonRecord): ChatMessage {
  const { role, content } = message
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: textOfParts(content) }
    case 'user':
      return { role: 'user', content: toUserContent(content) }
    case 'assistant':
      return toAssistant(message)
    default:
      throw untranslatable(`a message of role ${shownType(role)}`)
  }
}

function toResult(message: JsonRecord, names: ReadonlyMap<string, string>): ToolPart {
  const toolCallId = asText(message['tool_call_id'])
  const output = { type: 'text', value: textOfParts(message['content']) } as const
  return { type: 'tool-result', toolCallId, toolName: names.get(toolCallId) ?? '', output }
}

function toUserContent(content: unknown): string | UserPart[] {
  return Array.isArray(content)
    ? recordsOf(content, 'a content').map(toUserPart)
    : textIn(content, 'a content')
}

function toUserPart(part: JsonRecord): UserPart {
  switch (part['type']) {
    case 'text':
      return { type: 'text', text: asText(part['text']) }
    case 'image_url':
      return imageOf(asRecord(part['image_url']))
    case 'input_audio': {
      const { data, format } = asRecord(part['input_audio'])
      return inlineFile({ data, mediaType: format === 'mp3' ? 'audio/mpeg' : `audio/${asText(format)}` })
    }
    case 'file': {
      const { file_data: data, file_id: id, filename } = asRecord(part['file'])
      return inlineFile({ data, id, filename, mediaType: 'application/pdf' })
    }
    default:
      throw untranslatable(`a content part of type ${shownType(part['type'])}`)
  }
}
