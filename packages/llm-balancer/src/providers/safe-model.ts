import { BalancerError, classifyError } from '@llm-balancer/core'
import { readProperty } from '@llm-balancer/core/options'
import { mapBatches } from '@llm-balancer/core/streams'
import { ProviderError } from '@llm-balancer/provider'
import type { CallOptions, ChatModel, ChatRequest, EmbeddingModel, StreamPart } from '@llm-balancer/provider'
import { redact, type Unshown } from '../errors/redact.ts'
import { safeError } from '../errors/safe-error.ts'
import { textIn } from './from-chat-request.ts'

/** Settings of {@link safeModel}. */
export type SafetyOptions = {
  /** Keys and header values that must not show up anywhere. */
  readonly secrets: readonly string[]
  /** True when errors of this family, too, are made by code that is not: what they hold is not known to be clean. */
  readonly isOwn: boolean
  /** Unix time in ms, for dates in the headers of errors. */
  readonly now: () => number
}

/**
 * A model whose failures are safe to show. An adapter's errors are clean as they are; any other error is replaced by a
 * `ProviderError` of the kind that its shape says, with a copy as its cause that holds no key, no header and no prompt.
 * Streams begin without the request that was sent.
 */
export function safeModel(model: ChatModel, options: SafetyOptions): ChatModel {
  const cleanedFor = cleanerOf(model, options)
  const cleaned = (error: unknown, call?: CallOptions, request?: ChatRequest): unknown =>
    cleanedFor(error, call, (request?.messages ?? []).map(textIn))
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
    stream: (request, call) =>
      mapBatches(() => model.stream(request, call), {
        map: withoutRequest,
        mapError: (error) => cleaned(error, call, request),
      }),
    async probe(call) {
      try {
        await probe(model, call)
      } catch (error) {
        throw cleaned(error, call)
      }
    },
  }
}

/** An embedding model whose failures are safe to show, as those of {@link safeModel}. */
export function safeEmbedding(embedding: EmbeddingModel, options: SafetyOptions): EmbeddingModel {
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

type Named = Pick<ChatModel, 'provider' | 'modelId'>

/** Cleans what a model throws; the reason of the caller's own signal stays as it is. */
function cleanerOf(
  model: Named,
  { secrets, isOwn, now }: SafetyOptions,
): (error: unknown, call: CallOptions | undefined, prompts: readonly string[]) => unknown {
  return (error, { signal } = {}, prompts) => {
    if (signal?.aborted === true && error === signal.reason) return error
    if (!BalancerError.isInstance(error)) return replaced(error, model, { secrets, prompts, now })
    return isOwn ? rebuilt(error, model, { secrets, prompts, now }) : error
  }
}

type Cleaning = Unshown & Pick<SafetyOptions, 'now'>

/** A provider error in the place of any other error, which becomes its cause as a safe copy. */
function replaced(
  error: unknown,
  { provider, modelId }: Named,
  { now, ...unshown }: Cleaning,
): ProviderError {
  const cause = safeError(error, unshown)
  return new ProviderError({
    ...classifyError(error, now()),
    message: cause.message,
    provider,
    modelId,
    cause,
  })
}

/** An error of this family with the same facts and clean texts. */
function rebuilt(
  error: BalancerError,
  { provider, modelId }: Named,
  { now, ...unshown }: Cleaning,
): ProviderError {
  const { cause } = error
  const text = (name: string): string | undefined => {
    const value = readProperty(error, name)
    return typeof value === 'string' ? redact(value, unshown) : undefined
  }
  const message = error.message.replace(`${provider}/${modelId}: `, '').replace(`${provider}: `, '')
  return new ProviderError({
    ...classifyError(error, now()),
    message: redact(message, unshown),
    provider,
    modelId,
    requestId: text('requestId'),
    vendorCode: text('vendorCode'),
    ...(cause === undefined ? {} : { cause: safeError(cause, unshown) }),
  })
}

/** The parts without the request that was sent: an interrupted stream keeps its parts. */
function withoutRequest(parts: readonly StreamPart[]): readonly StreamPart[] {
  if (!parts.some(({ type }) => type === 'stream-start')) return parts
  return parts.map((part) => {
    if (part.type !== 'stream-start') return part
    const { request: _, ...rest } = part
    return rest
  })
}

/** Statuses by which a server says that it has nothing to be probed with, not that it is unhealthy. */
const noProbe: readonly (number | undefined)[] = [404, 405, 501]

/** The model's own health check, or a tiny request where it has none. */
async function probe(model: ChatModel, call: CallOptions | undefined): Promise<void> {
  try {
    if (model.probe !== undefined) {
      await model.probe(call)
      return
    }
  } catch (error) {
    if (!noProbe.includes(classifyError(error, 0).status)) throw error
  }
  await model.generate(tinyRequest, call)
}

const tinyRequest: ChatRequest = { messages: [{ role: 'user', content: 'Health check' }], maxOutputTokens: 1 }
