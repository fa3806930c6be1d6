import type { ChatResponse, ResponseMetadata } from '../chat/chat-response.ts'
import type { Content } from '../chat/content.ts'
import { compact } from '../read/compact.ts'
import type { EmitPart } from './part-reader.ts'

/** A whole answer as its vendor gave it. */
export type WholeAnswer = Pick<ChatResponse, 'content' | 'finishReason' | 'usage' | 'providerMetadata'> & {
  readonly response: ResponseMetadata
}

/** Emits the parts of a whole answer, as its stream would have had them; `collect` puts them together again. */
export function emitAnswer(answer: WholeAnswer, emit: EmitPart): void {
  const { content, finishReason, usage, providerMetadata, response } = answer
  emit({ type: 'response-metadata', ...response })
  for (const [index, part] of content.entries()) emitContent(String(index), part, emit)
  emit(compact({ type: 'finish', finishReason, usage, providerMetadata }))
}

function emitContent(id: string, part: Content, emit: EmitPart): void {
  if (part.type === 'text' || part.type === 'reasoning') {
    const { type, text, ...rest } = part
    emit({ type: `${type}-start`, id })
    if (text !== '') emit({ type: `${type}-delta`, id, delta: text })
    emit({ type: `${type}-end`, id, ...rest })
    return
  }
  if (part.type === 'tool-call') {
    const { toolCallId, toolName, input, providerExecuted, dynamic } = part
    emit(compact({ type: 'tool-input-start', id: toolCallId, toolName, providerExecuted, dynamic }))
    emit({ type: 'tool-input-delta', id: toolCallId, delta: input })
    emit({ type: 'tool-input-end', id: toolCallId })
  }
  emit(part)
}
