import type { EmbeddingModelV4 } from '@ai-sdk/provider'
import { createBalancer } from '@llm-balancer/core'
import type { Balancer, BalancerOptions } from '@llm-balancer/core'
import { checkKnown, checkNumber, checkText, readProperty } from '@llm-balancer/core/options'
import type { EmbeddingModel } from '@llm-balancer/provider'
import { fromAiSdkEmbedding } from './from-ai-sdk-embedding.ts'
import { limitsOf, maxInputBytes } from './model/embedding-limits.ts'
import type { EmbeddingLimits } from './model/embedding-limits.ts'
import { callOf, checkListOptions, describeEntry, toTargets, toTrail } from '@llm-balancer/provider/balanced'
import type { ModelEntry } from '@llm-balancer/provider/balanced'
import { takeRunOptions } from './model/split-call.ts'
import { toApiCallError } from './model/to-api-call-error.ts'

/** An embedding model in a list of targets: an AI SDK model, or one of this family. */
export type EmbeddingEntry = ModelEntry<EmbeddingModelV4 | EmbeddingModel>

/** What a balanced embedding model spreads its calls over. */
export type EmbeddingSource = Balancer<EmbeddingModel> | readonly EmbeddingEntry[]

/** Settings of {@link balancedEmbeddingModel} over a balancer, which does not show its targets. */
export interface BalancedEmbeddingOptions {
  /** Its name in the AI SDK. @default 'balanced' */
  readonly modelId?: string | undefined
  /** Most texts that every target takes in one call, above 0; `ai` splits longer lists. */
  readonly maxEmbeddingsPerCall: number
}

/** Settings of a balanced embedding model over a list: its own, and those of `createBalancer`. */
export interface BalancedEmbeddingListOptions extends Omit<
  BalancerOptions<EmbeddingModel>,
  'targets' | 'classifyResponse'
> {
  /** Its name in the AI SDK. @default 'balanced' */
  readonly modelId?: string | undefined
  /** Most texts of one call, above 0. @default the smallest of the targets' own */
  readonly maxEmbeddingsPerCall?: number | undefined
}

/**
 * An embedding model for the AI SDK whose calls are spread over several targets. All of them have to serve the same model:
 * vectors of different ones cannot be compared. Metadata, options of a call and errors are those of `balancedModel`.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function balancedEmbeddingModel(
  source: Balancer<EmbeddingModel>,
  options: BalancedEmbeddingOptions,
): EmbeddingModelV4
export function balancedEmbeddingModel(
  source: readonly EmbeddingEntry[],
  options?: BalancedEmbeddingListOptions,
): EmbeddingModelV4
export function balancedEmbeddingModel(
  source: EmbeddingSource,
  options: BalancedEmbeddingListOptions = {},
): EmbeddingModelV4 {
  if (isBalancerOf(source)) checkKnown(`${owner} over a balancer`, options, ownNames)
  else checkListOptions(owner, options, { own: ownNames })
  const { modelId = 'balanced', maxEmbeddingsPerCall, ...settings } = options
  checkText('modelId', modelId, owner)
  if (maxEmbeddingsPerCall !== undefined)
    checkNumber('maxEmbeddingsPerCall', maxEmbeddingsPerCall, { min: 1, max: Infinity, integer: true }, owner)
  if (!isBalancerOf(source)) {
    const balancer = createBalancer({ ...settings, targets: toTargets(owner, source, toEmbeddingModel) })
    const limits = limitsOf(source.map((entry) => describeEntry(entry).model))
    return modelOver(balancer, { modelId, limits, maxEmbeddingsPerCall })
  }
  if (maxEmbeddingsPerCall === undefined) {
    throw new TypeError(
      `${owner}: "maxEmbeddingsPerCall" is missing; a balancer does not show its targets' own`,
    )
  }
  return modelOver(source, { modelId, limits: limitsOf([]), maxEmbeddingsPerCall })
}

const owner = 'balancedEmbeddingModel'

/** The settings of a balanced embedding model over a balancer, which has all the others. */
const ownNames: readonly (keyof BalancedEmbeddingOptions)[] = ['modelId', 'maxEmbeddingsPerCall']

/** @throws TypeError for what is neither a balancer nor a list */
function isBalancerOf(source: EmbeddingSource): source is Balancer<EmbeddingModel> {
  if (typeof readProperty(source, 'runWithTrail') === 'function') return true
  if (Array.isArray(source)) return false
  throw new TypeError(`${owner}: "source" must be a balancer or a list of models`)
}

function toEmbeddingModel(model: EmbeddingModelV4 | EmbeddingModel): EmbeddingModel {
  return typeof model === 'object' && 'embed' in model ? model : fromAiSdkEmbedding(model)
}

/** The description of a balanced embedding model. */
type Description = {
  readonly modelId: string
  readonly limits: EmbeddingLimits
  readonly maxEmbeddingsPerCall: number | undefined
}

function modelOver(balancer: Balancer<EmbeddingModel>, description: Description): EmbeddingModelV4 {
  const { modelId, limits } = description
  const model: EmbeddingModelV4 = {
    specificationVersion: 'v4',
    provider: 'llm-balancer',
    modelId,
    // eslint-disable-next-line no-restricted-syntax -- made once per model
    get maxEmbeddingsPerCall() {
      return description.maxEmbeddingsPerCall ?? limits.values()
    },
    // eslint-disable-next-line no-restricted-syntax -- made once per model
    get supportsParallelCalls() {
      return limits.parallel()
    },
    async doEmbed({ abortSignal, ...call }) {
      let asked: string | undefined
      try {
        const { options, providerOptions } = takeRunOptions({
          abortSignal,
          providerOptions: call.providerOptions,
        })
        const request = { ...call, providerOptions }
        const { value, attempts } = await balancer.runWithTrail((target, attempt) => {
          asked = attempt.target.id
          return target.embed(request, callOf(attempt))
        }, options)
        const { request: _, providerMetadata, ...result } = value
        return { ...result, providerMetadata: { ...providerMetadata, llmBalancer: toTrail(attempts) } }
      } catch (error) {
        abortSignal?.throwIfAborted()
        throw toApiCallError(error, { modelId, target: asked })
      }
    },
  }
  return Object.defineProperty(model, maxInputBytes, { get: () => limits.bytes() })
}
