import { compact, parseJsonText } from '@llm-balancer/provider'
import type { FinishPart, ProviderMetadata, StreamPart } from '@llm-balancer/provider'
import { fileUrl, sse, type AnswerContext, type ToldFailure } from '@llm-balancer/provider/answers'
import { ownErrorBody } from '../failure-response.ts'
import type { WebFormat, WebWriter } from './web-format.ts'

/** The AI SDK's UI message stream, version 1: what `useChat` reads. */
export const uiMessageFormat: WebFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  headers: { 'x-vercel-ai-ui-message-stream': 'v1' },
  open: (context) => new UiMessageWriter(context),
  errorBody: ownErrorBody,
}

/** The end of every stream of this protocol. */
const done = sse('[DONE]')

class UiMessageWriter implements WebWriter {
  readonly #context: AnswerContext
  #hasBegun = false

  constructor(context: AnswerContext) {
    this.#context = context
  }

  write(part: StreamPart): string {
    const written = part.type === 'finish' ? finish(part) : chunksOf(part)
    return written === '' ? '' : this.#start() + written
  }

  fail({ message }: ToldFailure): string {
    return `${this.#start()}${sse({ type: 'error', errorText: message })}${done}`
  }

  restart(): string {
    return this.#start() + sse({ type: 'reset-step' })
  }

  #start(): string {
    if (this.#hasBegun) return ''
    this.#hasBegun = true
    return sse({ type: 'start', messageId: this.#context.newId('msg_') }) + sse({ type: 'start-step' })
  }
}

function finish({ finishReason }: FinishPart): string {
  return sse({ type: 'finish-step' }) + sse({ type: 'finish', finishReason: finishReason.unified }) + done
}

/** The chunks for one part of the answer. */
function chunksOf(part: StreamPart): string {
  switch (part.type) {
    case 'text-start':
    case 'text-delta':
    case 'text-end':
    case 'reasoning-start':
    case 'reasoning-delta':
    case 'reasoning-end':
    case 'custom':
      return sse(part)
    case 'tool-input-start': {
      const { type, id: toolCallId, ...others } = part
      return sse({ type, toolCallId, ...others })
    }
    case 'tool-input-delta':
      return sse({ type: part.type, toolCallId: part.id, inputTextDelta: part.delta })
    case 'tool-call':
      return toolCall(part)
    case 'tool-result':
      return toolResult(part)
    case 'tool-approval-request':
      return sse({ type: part.type, approvalId: part.approvalId, toolCallId: part.toolCallId })
    case 'file':
    case 'reasoning-file':
      return sse({ type: part.type, mediaType: part.mediaType, url: fileUrl(part), ...metadataOf(part) })
    case 'source':
      return source(part)
    default:
      return ''
  }
}

function toolCall(part: Extract<StreamPart, { readonly type: 'tool-call' }>): string {
  const { toolCallId, toolName, input: text, providerExecuted, dynamic } = part
  const call = { toolCallId, toolName, ...compact({ providerExecuted, dynamic }), ...metadataOf(part) }
  const parsed = text.trim() === '' ? { value: {} } : parseJsonText(text)
  if (parsed !== undefined) return sse({ type: 'tool-input-available', ...call, input: parsed.value })
  const errorText = 'the arguments of the call are no JSON'
  return sse({ type: 'tool-input-error', ...call, input: text, errorText })
}

function toolResult(part: Extract<StreamPart, { readonly type: 'tool-result' }>): string {
  const { toolCallId, result, isError = false, preliminary, dynamic } = part
  const told = { toolCallId, providerExecuted: true, ...compact({ dynamic }), ...metadataOf(part) }
  if (!isError)
    return sse({ type: 'tool-output-available', ...told, output: result, ...compact({ preliminary }) })
  const errorText = typeof result === 'string' ? result : JSON.stringify(result)
  return sse({ type: 'tool-output-error', ...told, errorText })
}

function source(part: Extract<StreamPart, { readonly type: 'source' }>): string {
  const { id: sourceId, title } = part
  const shared = { sourceId, ...compact({ title }), ...metadataOf(part) }
  if (part.sourceType === 'url') return sse({ type: 'source-url', ...shared, url: part.url })
  const { mediaType, filename } = part
  return sse({ type: 'source-document', ...shared, mediaType, ...compact({ filename }) })
}

function metadataOf({ providerMetadata }: { readonly providerMetadata?: ProviderMetadata }): object {
  return compact({ providerMetadata })
}
