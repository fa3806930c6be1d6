import { readProperty } from '@llm-balancer/core/options'
import { abortableStream, ProviderError, toTokenUsage } from '@llm-balancer/provider'
import type {
  CallOptions,
  ChatModel,
  ChatRequest,
  ChatResponse,
  StreamPart,
  Usage,
} from '@llm-balancer/provider'
import type { LLMRequest, LLMResponse, LLMUsage } from '../requests/llm-request.ts'
import type { BaseProvider } from './base-provider.ts'
import { fromChatRequest } from './from-chat-request.ts'
import { replyFault } from './reply-fault.ts'
import { toFinishReason } from './to-finish-reason.ts'

/** A custom provider as a model. */
export function customModel(provider: BaseProvider): ChatModel {
  const { name, model: modelId } = provider.config
  const generate = async (request: ChatRequest, options: CallOptions = {}): Promise<ChatResponse> => {
    const { simple, warnings } = fromChatRequest(request)
    const answer = check(await ask(provider, simple, signalOf(options)), provider)
    const usage = usageOf(answer.usage)
    options.report?.({ usage: toTokenUsage(usage) })
    return {
      content: [{ type: 'text', text: answer.content }],
      text: answer.content,
      finishReason: toFinishReason(answer),
      usage,
      warnings,
      request: {},
      response: { modelId: answer.model },
    }
  }
  return {
    provider: name,
    modelId,
    generate,
    stream: (request, options = {}) =>
      abortableStream(options.signal, (signal) =>
        provider.makeStreamRequest === undefined
          ? wholeAsStream(generate(request, { ...options, signal }))
          : piecesAsStream(provider, request, signal),
      ),
    async probe(options = {}) {
      const signal = signalOf(options)
      if (provider.probe === undefined)
        await provider.makeRequest({ prompt: 'Health check', maxTokens: 1 }, { signal })
      else await provider.probe({ signal })
    },
  }
}

async function ask(
  provider: BaseProvider,
  ...[request, signal]: [LLMRequest, AbortSignal]
): Promise<LLMResponse> {
  try {
    return await provider.makeRequest(request, { signal })
  } catch (error) {
    throw replyFault(error, signal)
  }
}

function signalOf({ signal }: CallOptions): AbortSignal {
  return signal ?? new AbortController().signal
}

async function* wholeAsStream(answering: Promise<ChatResponse>): AsyncGenerator<StreamPart, void, undefined> {
  const { text, usage, finishReason, warnings } = await answering
  yield { type: 'stream-start', warnings }
  yield* textBlock([text])
  yield { type: 'finish', usage, finishReason }
}

async function* piecesAsStream(
  provider: BaseProvider,
  ...[request, signal]: [ChatRequest, AbortSignal]
): AsyncGenerator<StreamPart, void, undefined> {
  const { simple, warnings } = fromChatRequest(request)
  const streaming = { ...simple, stream: true }
  let isEmpty = true
  yield { type: 'stream-start', warnings }
  try {
    for await (const part of textBlock(provider.makeStreamRequest?.(streaming, { signal }) ?? [])) {
      isEmpty &&= part.type !== 'text-delta'
      yield part
    }
  } catch (error) {
    throw replyFault(error, signal)
  }
  if (isEmpty) throw noText(provider)
  yield { type: 'finish', usage: usageOf(undefined), finishReason: toFinishReason({}) }
}

async function* textBlock(
  pieces: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<StreamPart, void, undefined> {
  yield { type: 'text-start', id: '0' }
  for await (const delta of pieces) {
    if (typeof delta === 'string' && delta !== '') yield { type: 'text-delta', id: '0', delta }
  }
  yield { type: 'text-end', id: '0' }
}

/** @throws ProviderError when the answer has no text, so that another provider is asked */
function check(answer: LLMResponse, provider: BaseProvider): LLMResponse {
  const content = readProperty(answer, 'content')
  if (typeof content === 'string' && content !== '') return answer
  throw noText(provider)
}

function noText({ config: { name, model } }: BaseProvider): ProviderError {
  return new ProviderError({
    kind: 'invalid-response',
    provider: name,
    modelId: model,
    message: 'gave no text',
  })
}

function usageOf(usage: LLMUsage | undefined): Usage {
  const input = usage?.promptTokens
  const output = usage?.completionTokens
  return {
    inputTokens: { total: input, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: output, text: undefined, reasoning: undefined },
  }
}
