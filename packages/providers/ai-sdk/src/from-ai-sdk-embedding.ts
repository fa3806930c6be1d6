import type { EmbeddingModelV4, EmbeddingModelV4Result } from '@ai-sdk/provider'
import { compact } from '@llm-balancer/provider'
import type { EmbeddingModel, EmbedRequest } from '@llm-balancer/provider'
import { toAiSdkTarget } from './target/ai-sdk-target.ts'
import type { FromAiSdkSettings } from './target/ai-sdk-target.ts'
import { askModel } from './target/ask-model.ts'
import { toTransport } from './target/to-call-options.ts'
import { failureOf } from './target/to-provider-error.ts'

/**
 * An AI SDK embedding model (`EmbeddingModelV4`) as a target of any balancer; its failures are those of `fromAiSdk`. A
 * model that has to look up how many texts one call may have counts as unlimited.
 *
 * @throws TypeError when it is no model of this specification, or a setting is wrong
 */
export function fromAiSdkEmbedding(
  model: EmbeddingModelV4,
  settings: FromAiSdkSettings = {},
): EmbeddingModel {
  const target = toAiSdkTarget(model, settings, {
    owner: 'fromAiSdkEmbedding',
    wrap: 'wrapEmbeddingModel',
    call: 'doEmbed',
  })
  return {
    provider: target.provider,
    modelId: target.modelId,
    // eslint-disable-next-line no-restricted-syntax -- made once per model
    get maxEmbeddingsPerCall() {
      const limit = model.maxEmbeddingsPerCall
      return typeof limit === 'number' ? limit : Infinity
    },
    async embed(request, options = {}) {
      const values = textsOf(target.provider, request)
      const { dimensions, providerOptions } = request
      const transport = toTransport({
        headers: request.headers,
        own: options.headers,
        signal: options.signal,
      })
      const ask = (): PromiseLike<EmbeddingModelV4Result> =>
        model.doEmbed({
          ...(compact({ dimensions, providerOptions }) as object),
          ...(transport as { headers?: Record<string, string> }),
          values,
        })
      const { response = {}, ...result } = await askModel({ target, request, options, ask })
      if (result.embeddings.length !== request.values.length) {
        throw failureOf(target, {
          kind: 'invalid-response',
          message: 'the answer holds not one vector per text',
        })
      }
      if (result.usage !== undefined) options.report?.({ usage: { inputTokens: result.usage.tokens } })
      return { ...result, request: {}, response }
    },
  }
}

/** @throws TypeError when there is no text */
function textsOf(provider: string, { values }: EmbedRequest): string[] {
  if (values.length === 0) throw new TypeError(`${provider}: "values" must be a list of at least one text`)
  return [...values]
}
