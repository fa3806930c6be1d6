import type { BaseChatModelCallOptions, BindToolsInput } from '@langchain/core/language_models/chat_models'
import { checkObject, nearestWord, numberWithin, oneOf, type Check } from '@llm-balancer/core/options'
import type { ChatRequest } from '@llm-balancer/provider'
import type { BalancedCallOptions } from '@llm-balancer/provider/balanced'

/** Settings of requests, in the words of `ChatRequest`: of a model for all of its calls, or of one call. */
export type ChatSettings = Pick<
  ChatRequest,
  | 'maxOutputTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'seed'
  | 'reasoning'
  | 'providerOptions'
  | 'headers'
>

/** The form of an answer as OpenAI names it, which LangChain's agents hand to every model. */
export type WireResponseFormat =
  | { readonly type: 'text' | 'json_object' }
  | {
      readonly type: 'json_schema'
      readonly json_schema: {
        readonly name?: string
        readonly description?: string
        readonly schema?: object
        readonly strict?: boolean | null
      }
    }

/** Options of one call, by `invoke(input, options)` or `withConfig(options)`. */
export interface BalancedChatCallOptions extends BaseChatModelCallOptions, ChatSettings {
  /** Tools, in any of LangChain's forms; `bindTools` sets them. @default none */
  readonly tools?: BindToolsInput[] | undefined
  /** Asks for arguments of tools that always fit their schemas, where the vendor can. @default the tool's own */
  readonly strict?: boolean | undefined
  /** What the answer looks like; `withStructuredOutput` sets it. @default text */
  readonly response_format?: WireResponseFormat | undefined
  /** Which targets may serve, how long, how often. @default the balancer decides */
  readonly llmBalancer?: BalancedCallOptions | undefined
}

const tokens = numberWithin({ min: 1, max: Infinity, integer: true })
const anyNumber = numberWithin({ min: -Infinity, max: Infinity })

const checks: Readonly<Record<keyof ChatSettings, Check>> = {
  maxOutputTokens: tokens,
  temperature: numberWithin({ min: 0, max: Infinity }),
  topP: numberWithin({ min: 0, max: 1 }),
  topK: tokens,
  presencePenalty: anyNumber,
  frequencyPenalty: anyNumber,
  seed: numberWithin({ min: -Infinity, max: Infinity, integer: true }),
  reasoning: oneOf('provider-default', 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'),
  providerOptions: checkObject,
  headers: checkObject,
}

/** The names of {@link ChatSettings}. */
export const chatSettings = Object.keys(checks) as readonly (keyof ChatSettings)[]

/** What integrations of vendors call the settings of a model, with the name that takes its place. */
export const modelHints: Readonly<Record<string, string>> = {
  maxTokens: 'maxOutputTokens',
  max_tokens: 'maxOutputTokens',
  maxCompletionTokens: 'maxOutputTokens',
  max_completion_tokens: 'maxOutputTokens',
  top_p: 'topP',
  top_k: 'topK',
  reasoningEffort: 'reasoning',
  reasoning_effort: 'reasoning',
  defaultHeaders: 'headers',
  maxRetries: 'retry',
}

/** The same for the options of a call. */
const callHints: Readonly<Record<string, string>> = {
  ...modelHints,
  stopSequences: 'stop',
  toolChoice: 'tool_choice',
  responseFormat: 'response_format',
}

const ownNames = [...chatSettings, 'tools', 'strict', 'stop', 'llmBalancer']

/** Names of LangChain's that look like one of ours. */
const foreignNames = new Set(['store', 'tags', 'tool_choice', 'response_format'])

/**
 * Refuses names that were probably meant for a setting. Others are left alone: LangChain and LangGraph put their own settings
 * among the options of a call.
 *
 * @throws TypeError naming the option and the right one
 */
export function checkCallNames(owner: string, options: object): void {
  for (const name of Object.keys(options)) {
    if (ownNames.includes(name) || foreignNames.has(name)) continue
    const right = Object.hasOwn(callHints, name) ? callHints[name] : nearestWord(name, ownNames)
    if (right !== undefined) throw new TypeError(`${owner}: unknown option "${name}"; use "${right}"`)
  }
}

/**
 * The settings among the options of a call or a model, checked; those that are undefined are left out.
 *
 * @throws TypeError or RangeError naming the one that is wrong
 */
export function readSettings(owner: string, options: ChatSettings): ChatSettings {
  return Object.fromEntries(
    chatSettings.flatMap((name) => {
      const value = options[name]
      return value === undefined ? [] : [[name, checks[name](name, value, owner)]]
    }),
  )
}
