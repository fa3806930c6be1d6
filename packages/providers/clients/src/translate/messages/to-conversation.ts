import { asRecord, asRecords, asText } from '@llm-balancer/provider'
import type {
  ChatMessage,
  JsonRecord,
  ToolPart,
  ToolResultContent,
  ToolResultOutput,
  UserPart,
} from '@llm-balancer/provider'
import { fileOf, inlineFile } from '../files.ts'
import { recordsOf, shownType, textIn, untranslatable } from '../untranslatable.ts'
import { cacheOptions } from './cache-options.ts'
import { toAssistant } from './to-assistant.ts'

/**
 * Anthropic's messages. Results of tools, which stand in a message of the user's there, become one of their own.
 *
 * @throws TypeError naming what cannot be translated
 */
export function toConversation(messages: unknown): ChatMessage[] {
  const toolNames = new Map<string, string>()
  return recordsOf(messages, '"messages"').flatMap((message): ChatMessage[] => {
    const { role, content } = message
    if (role === 'assistant') {
      for (const { type, id, name } of Array.isArray(content) ? asRecords(content) : [])
        if (type === 'tool_use') toolNames.set(asText(id), asText(name))
      return [toAssistant(content)]
    }
    if (role === 'system') return [{ role, content: textOfBlocks(content) }]
    if (role !== 'user') throw untranslatable(`a message of role ${shownType(role)}`)
    if (!Array.isArray(content)) return [{ role, content: textIn(content, 'a content') }]
    return toUser(recordsOf(content, 'a content'), toolNames)
  })
}

function toUser(blocks: readonly JsonRecord[], names: ReadonlyMap<string, string>): ChatMessage[] {
  const results = blocks.filter(({ type }) => type === 'tool_result').map((block) => toResult(block, names))
  const parts = blocks.filter(({ type }) => type !== 'tool_result').map(toUserPart)
  return [
    ...(results.length === 0 ? [] : [{ role: 'tool', content: results } as const]),
    ...(parts.length === 0 ? [] : [{ role: 'user', content: parts } as const]),
  ]
}

function toResult(block: JsonRecord, names: ReadonlyMap<string, string>): ToolPart {
  const toolCallId = asText(block['tool_use_id'])
  return {
    type: 'tool-result',
    toolCallId,
    toolName: names.get(toolCallId) ?? '',
    output: toOutput(block),
    ...cacheOptions(block),
  }
}

function toOutput({ content, is_error: isError }: JsonRecord): ToolResultOutput {
  if (isError === true) return { type: 'error-text', value: textOfBlocks(content) }
  if (!Array.isArray(content)) return { type: 'text', value: textIn(content, 'a result') }
  const value = recordsOf(content, 'a result').map((block): ToolResultContent => toUserPart(block))
  return value.every((part) => part.type === 'text')
    ? { type: 'text', value: textOfBlocks(content) }
    : { type: 'content', value }
}

/** A text, or text blocks, joined. @throws TypeError for other blocks */
function textOfBlocks(content: unknown): string {
  if (!Array.isArray(content)) return textIn(content, 'a content')
  return recordsOf(content, 'a content')
    .map(({ type, text }) => {
      if (type === 'text') return asText(text)
      throw untranslatable(`text with a block of type ${shownType(type)}`)
    })
    .join('')
}

function toUserPart(block: JsonRecord): UserPart {
  return { ...toPart(block), ...cacheOptions(block) }
}

function toPart(block: JsonRecord): UserPart {
  const { type, text, source, title, context, citations } = block
  if (asText(context) !== '') throw untranslatable('"context" of a document')
  if (asRecord(citations)['enabled'] === true) throw untranslatable('"citations" of a document')
  if (type === 'text') return { type: 'text', text: asText(text) }
  if (type !== 'image' && type !== 'document')
    throw untranslatable(`a content block of type ${shownType(type)}`)
  const { type: kind, url, data, media_type: given, file_id: id } = asRecord(source)
  const mediaType = asText(given) || (type === 'image' ? 'image' : 'application/pdf')
  if (kind === 'text')
    return {
      type: 'file',
      mediaType: 'text/plain',
      data: { type: 'text', text: asText(data) },
      ...titled(title),
    }
  if (kind === 'url') return fileOf({ url, filename: title, mediaType })
  if (kind === 'base64' || kind === 'file') return inlineFile({ data, id, filename: title, mediaType })
  throw untranslatable(`a source of type ${shownType(kind)}`)
}

function titled(title: unknown): { readonly filename?: string } {
  return typeof title === 'string' && title !== '' ? { filename: title } : {}
}
