import type {
  LanguageModelV4,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider'
import { isContentPart, toTokenUsage, withBrokenInputs } from '@llm-balancer/provider'
import type {
  CallOptions,
  ChatRequest,
  FinishPart,
  FinishReason,
  StreamPart,
  ToolCallContent,
} from '@llm-balancer/provider'
import type { AiSdkTarget } from './ai-sdk-target.ts'
import { askModel } from './ask-model.ts'
import { emptyAnswer, faultOf, isUnfinished, malformedCall } from './fault-of.ts'
import { isCallersCall, readCall, reasonOf } from './read-call.ts'
import { sentWith } from './sent-call.ts'
import { toCallOptions, withoutStore } from './to-call-options.ts'
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
    ask: () => model.doStream(toCallOptions(withoutStore(request, target.provider), options)),
    discard: ({ stream }: LanguageModelV4StreamResult) => void stream.cancel().catch(() => {}),
  })
  const reader = result.stream.getReader()
  const leave = (): void => void reader.cancel(options.signal.reason).catch(() => {})
  options.signal.addEventListener('abort', leave, { once: true })
  try {
    let part = await nextPart(reader, call)
    yield {
      type: 'stream-start',
      warnings: withBrokenInputs(part.type === 'stream-start' ? part.warnings : [], request),
      ...(result.request === undefined ? {} : { request: result.request }),
    }
    const headers = result.response?.headers
    if (headers !== undefined) yield { type: 'response-metadata', headers }
    const progress = new Progress(call)
    for (; part.type !== 'finish'; part = await nextPart(reader, call)) {
      const read = progress.read(part)
      if (read !== undefined && isWanted(read, options)) yield read
    }
    yield* progress.end(part)
  } finally {
    options.signal.removeEventListener('abort', leave)
    leave()
  }
}

/** What is known of an answer while it comes. */
class Progress {
  readonly #call: StreamCall
  /** Calls that are malformed unless the answer turns out to have been cut off. */
  readonly #held: ToolCallContent[] = []
  #hasBegun = false
  #hasContent = false
  #hasCalls = false

  constructor(call: StreamCall) {
    this.#call = call
  }

  /** The part to give in the place of one; undefined while that is not known. */
  read(part: Exclude<StreamPart, FinishPart>): Exclude<StreamPart, FinishPart> | undefined {
    this.#hasBegun ||= part.type !== 'stream-start'
    this.#hasContent ||= isContentPart(part)
    if (part.type !== 'tool-call') return part
    this.#hasCalls ||= isCallersCall(part)
    const call = readCall(part, this.#call.request, writing)
    if (call === undefined) this.#held.push(part)
    return call
  }

  /** The parts that end the answer. @throws ProviderError when it is invalid, or was cut off */
  end(finish: FinishPart): StreamPart[] {
    const { target, request, options } = this.#call
    const { finishReason } = finish
    const fault = this.#hasBegun ? faultOf(target, finishReason, !this.#hasContent) : emptyAnswer(target)
    if (fault !== undefined) throw fault
    if (isUnfinished(finishReason)) throw failureOf(target, { kind: 'stream-interrupted' })
    const calls = this.#held.map((part) => readCall(part, request, finishReason))
    if (calls.includes(undefined)) throw malformedCall(target)
    options.report?.({ usage: toTokenUsage(finish.usage) })
    const reason = reasonOf(finishReason, this.#hasCalls)
    return [...calls.filter((call) => call !== undefined), { ...finish, finishReason: reason }]
  }
}

const writing: FinishReason = { unified: 'other', raw: undefined }

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
    throw toProviderError(error, target, sentWith(call))
  }
  options.signal.throwIfAborted()
  if (part === undefined) throw failureOf(target, { kind: 'stream-interrupted' })
  if (part.type === 'error') throw toProviderError(part.error, target, sentWith(call))
  return part
}

/** The start has been given already; raw chunks are given on request only. */
function isWanted(part: Exclude<StreamPart, FinishPart>, { includeRaw }: CallOptions): boolean {
  return part.type !== 'stream-start' && (part.type !== 'raw' || includeRaw === true)
}
