import type { BaseChatModelParams } from '@langchain/core/language_models/chat_models'
import { createBalancer } from '@llm-balancer/core'
import type { Balancer, BalancerOptions } from '@llm-balancer/core'
import { checkKnown, checkText } from '@llm-balancer/core/options'
import { compact } from '@llm-balancer/provider'
import type { ChatModel } from '@llm-balancer/provider'
import {
  checkListOptions,
  overBalancer,
  overLLMBalancer,
  toTargets,
  type ChatService,
  type LLMBalancerLike,
  type ModelEntry,
} from '@llm-balancer/provider/balanced'
import { BalancedChatModel } from './model/balanced-chat-model.ts'
import { chatSettings, modelHints as hints, readSettings, type ChatSettings } from './model/call-options.ts'

/** What a balanced chat model spreads its calls over. */
export type BalancedChatSource =
  | Balancer<ChatModel>
  | LLMBalancerLike
  | ChatModel
  | readonly ModelEntry<ChatModel>[]

/** Settings of {@link balancedChatModel}: those of requests, and LangChain's for every model. */
export interface BalancedChatModelOptions extends ChatSettings {
  /** Its name in traces and in the keys of a cache. @default 'balanced' */
  readonly modelId?: string | undefined
  /** Handlers of all calls. @default none */
  readonly callbacks?: BaseChatModelParams['callbacks']
  /** Tags of all calls in traces. @default none */
  readonly tags?: BaseChatModelParams['tags']
  /** Metadata of all calls in traces. @default none */
  readonly metadata?: BaseChatModelParams['metadata']
  /** Prints every call. @default false */
  readonly verbose?: BaseChatModelParams['verbose']
  /** Where answers are kept for the same call again; `true` for the memory of this process. @default none */
  readonly cache?: BaseChatModelParams['cache']
  /** `stream` gives whole answers. @default false */
  readonly disableStreaming?: BaseChatModelParams['disableStreaming']
  /** The form of a message's content; 'v1' always makes it a list of standard blocks. @default 'v0' */
  readonly outputVersion?: BaseChatModelParams['outputVersion']
}

/** Settings of a balanced chat model over a list: its own, and those of `createBalancer`. */
export interface BalancedChatListOptions
  extends BalancedChatModelOptions, Omit<BalancerOptions<ChatModel>, 'targets' | 'classifyResponse'> {}

/**
 * A chat model for LangChain whose calls are spread over several targets: a balancer of the core, the umbrella's `LLMBalancer`,
 * one chat model, or a list of them with the settings of `createBalancer`. A target that fails is replaced without the caller
 * noticing, in a stream until its first content. LangChain's own retries are off: the balancer is the one owner of retries.
 *
 * Which target served is in `response_metadata.llmBalancer`, see `Trail`. A call throws the balancer's error, a
 * `ContextOverflowError` for a prompt that is too long, a TypeError or RangeError for bad options or messages, and the signal's
 * reason when the caller aborts.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function balancedChatModel(
  source: BalancedChatSource,
  options?: BalancedChatModelOptions,
): BalancedChatModel
export function balancedChatModel(
  source: readonly ModelEntry<ChatModel>[],
  options?: BalancedChatListOptions,
): BalancedChatModel
export function balancedChatModel(
  source: BalancedChatSource,
  options: BalancedChatListOptions = {},
): BalancedChatModel {
  if (isList(source)) checkListOptions(owner, options, { own: ownNames, hints })
  else checkKnown(`${owner} over a balancer`, options, ownNames, { hints })
  const { modelId = 'balanced', ...rest } = options
  checkText('modelId', modelId, owner)
  const [params, others] = split(rest, paramNames)
  const [, settings] = split(others, chatSettings)
  const service = isList(source)
    ? overBalancer(createBalancer({ ...settings, targets: toTargets(owner, source, toChatModel) }))
    : serviceOf(source)
  return new BalancedChatModel({
    service,
    modelId,
    settings: readSettings(owner, options),
    params: compact(params),
  })
}

const owner = 'balancedChatModel'

const paramNames = [
  'callbacks',
  'tags',
  'metadata',
  'verbose',
  'cache',
  'disableStreaming',
  'outputVersion',
] as const satisfies readonly (keyof BalancedChatModelOptions)[]

/** The settings of a balanced chat model over a balancer, which has all the others. */
const ownNames: readonly string[] = ['modelId', ...chatSettings, ...paramNames]

function serviceOf(source: Exclude<BalancedChatSource, readonly unknown[]>): ChatService {
  if (typeof source === 'object' && (source as unknown) !== null) {
    if ('runWithTrail' in source) return overBalancer(source)
    if ('modelId' in source)
      return overBalancer(createBalancer({ targets: toTargets(owner, [source], toChatModel) }))
    if ('generate' in source) return overLLMBalancer(source)
  }
  throw new TypeError(`${owner}: "source" must be a balancer, a chat model or a list of chat models`)
}

/** For the type checker `Array.isArray` does not narrow to a readonly list. */
function isList(source: BalancedChatSource): source is readonly ModelEntry<ChatModel>[] {
  return Array.isArray(source)
}

function toChatModel(model: ChatModel): ChatModel {
  const { generate, stream } = Object(model) as Partial<ChatModel>
  if (typeof generate === 'function' && typeof stream === 'function') return model
  throw new TypeError(`${owner}: each model of "source" must be a chat model`)
}

/** The options of some names, and the others. */
function split<All extends object, Name extends keyof All>(
  options: All,
  names: readonly Name[],
): [Pick<All, Name>, Omit<All, Name>] {
  const entries = Object.entries(options)
  const isNamed = ([name]: readonly [string, unknown]): boolean => names.includes(name as Name)
  return [
    Object.fromEntries(entries.filter(isNamed)) as Pick<All, Name>,
    Object.fromEntries(entries.filter((entry) => !isNamed(entry))) as Omit<All, Name>,
  ]
}
