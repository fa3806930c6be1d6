import { BalancerError, classifyError } from '@llm-balancer/core'
import { ProviderError } from '@llm-balancer/provider'
import type { CallOptions, ChatModel, ChatRequest, EmbeddingModel, StreamPart } from '@llm-balancer/provider'
import { LLMError } from '../errors/llm-error.ts'
import { redact, type Unshown } from '../errors/redact.ts'
import { safeError, statusOf } from '../errors/safe-error.ts'
import { textIn } from './from-chat-request.ts'

/** What {@link guardModel} needs to know. */
export type GuardOptions = {
  /** Keys and header values that must not show up anywhere. */
  readonly secrets: readonly string[]
  /** Unix time in ms, for dates in the headers of errors. */
  readonly now: () => number
}

/**
 * A model whose failures are safe to show. Errors of this family say what they are and are clean; any other is replaced by
 * a `ProviderError` of the kind its shape says, with a copy as its cause that holds no key, no header and no prompt. Streams
 * begin without the request that was sent.
 */
export function guardModel(model: ChatModel, options: GuardOptions): ChatModel {
  const cleanedFor = cleanerOf(model, options)
  const cleaned = (error: unknown, call?: CallOptions, request?: ChatRequest): unknown =>
    cleanedFor(error, call, promptsOf(request))
  return {
    provider: model.provider,
    modelId: model.modelId,
    async generate(request, call) {
      try {
        return await model.generate(request, call)
      } catch (error) {
        throw cleaned(error, call, request)
      }
    },
    async *stream(request, call) {
      try {
        for await (const part of model.stream(request, call)) yield withoutRequest(part)
      } catch (error) {
        throw cleaned(error, call, request)
      }
    },
    async probe(call) {
      try {
        await probe(model, call)
      } catch (error) {
        throw cleaned(error, call)
      }
    },
  }
}

/** An embedding model whose failures are safe to show, as those of {@link guardModel}. */
export function guardEmbedding(embedding: EmbeddingModel, options: GuardOptions): EmbeddingModel {
  const { provider, modelId, maxEmbeddingsPerCall } = embedding
  const cleaned = cleanerOf(embedding, options)
  return {
    provider,
    modelId,
    maxEmbeddingsPerCall,
    async embed(request, call) {
      try {
        return await embedding.embed(request, call)
      } catch (error) {
        throw cleaned(error, call, request.values)
      }
    },
  }
}

/** What a model may throw; the reason of the caller's own signal as it is. */
function cleanerOf(
  model: Pick<ChatModel, 'provider' | 'modelId'>,
  { secrets, now }: GuardOptions,
): (error: unknown, call: CallOptions | undefined, prompts: readonly string[]) => unknown {
  return (error, { signal } = {}, prompts) =>
    signal?.aborted === true && error === signal.reason
      ? error
      : clean(error, model, { secrets, prompts, now })
}

/** Parts are kept with a stream that breaks; what was sent is not for keeping. */
function withoutRequest(part: StreamPart): StreamPart {
  if (part.type !== 'stream-start') return part
  const { request: _, ...rest } = part
  return rest
}

/** Statuses by which a server says that it has nothing to be probed with, not that it is ill. */
const noProbe: readonly (number | undefined)[] = [404, 405, 501]

/** The model's own proof of life; where there is none, a tiny request. */
async function probe(model: ChatModel, call: CallOptions | undefined): Promise<void> {
  try {
    if (model.probe !== undefined) {
      await model.probe(call)
      return
    }
  } catch (error) {
    if (!noProbe.includes(statusOf(error))) throw error
  }
  await model.generate(tinyRequest, call)
}

const tinyRequest: ChatRequest = { messages: [{ role: 'user', content: 'Health check' }], maxOutputTokens: 1 }

function clean(
  error: unknown,
  { provider, modelId }: Pick<ChatModel, 'provider' | 'modelId'>,
  { now, ...unshown }: Unshown & Pick<GuardOptions, 'now'>,
): unknown {
  if (LLMError.isInstance(error)) {
    const { message, statusCode, originalError } = error
    const original = BalancerError.isInstance(originalError)
      ? originalError
      : safeOrNone(originalError, unshown)
    return new LLMError(redact(message, unshown), error.provider, statusCode, original)
  }
  if (BalancerError.isInstance(error)) return error
  const cause = safeError(error, unshown)
  return new ProviderError({
    ...classifyError(error, now()),
    message: cause.message,
    provider,
    modelId,
    cause,
  })
}

function safeOrNone(error: unknown, unshown: Unshown): Error | undefined {
  return error === undefined ? undefined : safeError(error, unshown)
}

function promptsOf(request: ChatRequest | undefined): string[] {
  return (request?.messages ?? []).map(textIn)
}
