import type { LanguageModelV4 } from '@ai-sdk/provider'
import { createBalancer } from '@llm-balancer/core'
import type { AttemptRecord, BalancedStream, Balancer, BalancerOptions } from '@llm-balancer/core'
import { checkKnown, checkText } from '@llm-balancer/core/options'
import type { ChatModel, StreamPart } from '@llm-balancer/provider'
import {
  checkListOptions,
  overBalancer,
  overLLMBalancer,
  toTargets,
  toTrail,
} from '@llm-balancer/provider/balanced'
import type { ChatService, LLMBalancerLike, ModelEntry } from '@llm-balancer/provider/balanced'
import { fromAiSdk } from './from-ai-sdk.ts'
import { readAnswer } from './model/read-answer.ts'
import { splitCall } from './model/split-call.ts'
import { toApiCallError } from './model/to-api-call-error.ts'

/** A chat model in a list of targets: an AI SDK model, or one of this family. */
export type ChatEntry = ModelEntry<LanguageModelV4 | ChatModel>

/** What a balanced model spreads its calls over. */
export type ChatSource = Balancer<ChatModel> | LLMBalancerLike | readonly ChatEntry[]

/** Settings of {@link balancedModel}. */
export interface BalancedModelOptions {
  /** Its name in the AI SDK, for example in telemetry. @default 'balanced' */
  readonly modelId?: string | undefined
  /**
   * Addresses of files that every target fetches for itself, by media type. Others are downloaded by `ai`, once, and any
   * target can read them. @default none
   */
  readonly supportedUrls?: LanguageModelV4['supportedUrls'] | undefined
}

/** Settings of a balanced model over a list: its own, and those of `createBalancer`. */
export interface BalancedListOptions
  extends BalancedModelOptions, Omit<BalancerOptions<ChatModel>, 'targets' | 'classifyResponse'> {}

/**
 * A language model for the AI SDK whose calls are spread over several targets: a balancer of the core, the umbrella's
 * `LLMBalancer`, or a list of models with the settings of `createBalancer`. A target that fails is replaced without the
 * caller noticing, in a stream until its first content. Which target served is in `providerMetadata.llmBalancer`, see
 * {@link Trail}; a call sets options for the balancer in `providerOptions.llmBalancer`, see {@link BalancedCallOptions}.
 *
 * Its calls throw an `APICallError` that `ai` does not retry, with a {@link FailedCallData} as `data`; a TypeError or RangeError
 * for bad options of a call; the signal's reason when the caller aborts.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function balancedModel(source: ChatSource, options?: BalancedModelOptions): LanguageModelV4
export function balancedModel(source: readonly ChatEntry[], options?: BalancedListOptions): LanguageModelV4
export function balancedModel(source: ChatSource, options: BalancedListOptions = {}): LanguageModelV4 {
  if (isList(source)) checkListOptions(owner, options, { own: ownNames })
  else checkKnown(`${owner} over a balancer`, options, ownNames)
  const { modelId = 'balanced', supportedUrls = {}, ...settings } = options
  checkText('modelId', modelId, owner)
  return modelOver(serviceOf(source, settings), { modelId, supportedUrls })
}

const owner = 'balancedModel'

/** The settings of a balanced model over a balancer, which has all the others. */
const ownNames: readonly (keyof BalancedModelOptions)[] = ['modelId', 'supportedUrls']

function serviceOf(
  source: ChatSource,
  settings: Omit<BalancedListOptions, keyof BalancedModelOptions>,
): ChatService {
  if (isList(source))
    return overBalancer(createBalancer({ ...settings, targets: toTargets(owner, source, toChatModel) }))
  if (isObject(source)) {
    if ('runWithTrail' in source) return overBalancer(source)
    if ('generate' in source && !('modelId' in source)) return overLLMBalancer(source)
  }
  throw new TypeError('balancedModel: "source" must be a balancer or a list of models')
}

function isObject(source: unknown): boolean {
  return typeof source === 'object' && source !== null
}

/** For the type checker `Array.isArray` does not narrow to a readonly list. */
function isList(source: ChatSource): source is readonly ChatEntry[] {
  return Array.isArray(source)
}

function toChatModel(model: LanguageModelV4 | ChatModel): ChatModel {
  return typeof model === 'object' && 'generate' in model ? model : fromAiSdk(model)
}

function modelOver(
  service: ChatService,
  { modelId, supportedUrls }: Required<Pick<LanguageModelV4, 'modelId' | 'supportedUrls'>>,
): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'llm-balancer',
    modelId,
    supportedUrls,
    async doGenerate(call) {
      const { toError, ...facts } = beginCall(modelId)
      try {
        const { response, attempts } = await service.generate({
          ...splitCall(call),
          ...facts,
          includeRaw: false,
        })
        const { text: _, providerMetadata, ...result } = response
        return { ...result, providerMetadata: { ...providerMetadata, llmBalancer: toTrail(attempts) } }
      } catch (error) {
        call.abortSignal?.throwIfAborted()
        throw toError(error)
      }
    },
    async doStream(call) {
      const { toError, ...facts } = beginCall(modelId)
      const { includeRawChunks: includeRaw = false, abortSignal } = call
      const leaving = new AbortController()
      const signal =
        abortSignal === undefined ? leaving.signal : AbortSignal.any([abortSignal, leaving.signal])
      let answer: BalancedStream<StreamPart> | undefined
      try {
        answer = service.stream({
          ...splitCall({ ...call, abortSignal: signal }),
          ...facts,
          includeRaw,
        })
        const leave = (): void => leaving.abort()
        return await readAnswer(answer, { signal, leave, toError })
      } catch (error) {
        signal.throwIfAborted()
        throw toError(error, answer?.attempts)
      }
    },
  }
}

/** Remembers which target was called last, for the error that the call may end with. */
function beginCall(modelId: string): {
  asks: (id: string) => void
  toError: (error: unknown, records?: readonly AttemptRecord[]) => unknown
} {
  let target: string | undefined
  return {
    asks: (id) => {
      target = id
    },
    toError: (error, records) => toApiCallError(error, { modelId, target, records }),
  }
}
