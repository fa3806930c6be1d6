import type {
  LanguageModelV4,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider'
import { isContentPart, toTokenUsage } from '@llm-balancer/provider'
import type { CallOptions, ChatRequest, FinishPart, StreamPart } from '@llm-balancer/provider'
import type { AiSdkTarget } from './ai-sdk-target.ts'
import { askModel, secretsOf } from './ask-model.ts'
import { emptyAnswer, faultOf } from './fault-of.ts'
import { toCallOptions } from './to-call-options.ts'
import { failureOf, toProviderError } from './to-provider-error.ts'

/** One streamed call of an AI SDK model. */
export interface StreamCall {
  readonly model: LanguageModelV4
  readonly target: AiSdkTarget
  readonly request: ChatRequest
  readonly options: CallOptions & { readonly signal: AbortSignal }
}

/** Calls an AI SDK model and gives the parts of its answer. @throws ProviderError, or the signal's reason */
export async function* readParts(call: StreamCall): AsyncGenerator<StreamPart, void, undefined> {
  const { model, target, request, options } = call
  const result = await askModel({
    target,
    request,
    options,
    ask: () => model.doStream(toCallOptions(request, options)),
    discard: ({ stream }: LanguageModelV4StreamResult) => void stream.cancel().catch(() => {}),
  })
  const reader = result.stream.getReader()
  const leave = (): void => void reader.cancel(options.signal.reason).catch(() => {})
  options.signal.addEventListener('abort', leave, { once: true })
  try {
    let part = await nextPart(reader, call)
    yield {
      type: 'stream-start',
      warnings: part.type === 'stream-start' ? part.warnings : [],
      ...(result.request === undefined ? {} : { request: result.request }),
    }
    const headers = result.response?.headers
    if (headers !== undefined) yield { type: 'response-metadata', headers }
    let hasBegun = false
    let hasContent = false
    for (; part.type !== 'finish'; part = await nextPart(reader, call)) {
      hasBegun ||= part.type !== 'stream-start'
      hasContent ||= isContentPart(part)
      if (isWanted(part, options)) yield part
    }
    const fault = hasBegun ? faultOf(target, part.finishReason, !hasContent) : emptyAnswer(target)
    if (fault !== undefined) throw fault
    options.report?.({ usage: toTokenUsage(part.usage) })
    yield part
  } finally {
    options.signal.removeEventListener('abort', leave)
    leave()
  }
}

async function nextPart(
  reader: ReadableStreamDefaultReader<LanguageModelV4StreamPart>,
  call: StreamCall,
): Promise<StreamPart> {
  const { target, options } = call
  let part: LanguageModelV4StreamPart | undefined
  try {
    part = (await reader.read()).value
  } catch (error) {
    options.signal.throwIfAborted()
    throw toProviderError(error, target, secretsOf(call))
  }
  options.signal.throwIfAborted()
  if (part === undefined) throw failureOf(target, { kind: 'stream-interrupted' })
  if (part.type === 'error') throw toProviderError(part.error, target, secretsOf(call))
  return part
}

/** The start has been given already; raw chunks are given on request only. */
function isWanted(part: Exclude<StreamPart, FinishPart>, { includeRaw }: CallOptions): boolean {
  return part.type !== 'stream-start' && (part.type !== 'raw' || includeRaw === true)
}
