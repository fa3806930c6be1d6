import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { RunOptions } from '@llm-balancer/core'
import { checkKnown } from '@llm-balancer/core/options'
import type { ChatRequest } from '@llm-balancer/provider'

/** Options of a single call for the balancer, as `providerOptions.llmBalancer`. */
export type BalancedCallOptions = {
  /** Only targets with one of these ids or tags. @default all */
  readonly only?: string | readonly string[]
  /** No target with one of these ids or tags. @default none */
  readonly exclude?: string | readonly string[]
  /** Only this target, by id: no other takes over. */
  readonly pin?: string
  /** Calls with the same key should land on the same target. Used by `affinity`. */
  readonly affinityKey?: string
  /** Total time of the call in ms, above 0. @default the balancer's */
  readonly deadlineMs?: number
  /** Most attempts, a whole number ≥ 1. @default the balancer's */
  readonly maxAttempts?: number
}

const known: readonly (keyof BalancedCallOptions)[] = [
  'only',
  'exclude',
  'pin',
  'affinityKey',
  'deadlineMs',
  'maxAttempts',
]

/** A call as the targets see it, and its options for the balancer. */
export type SplitCall = { readonly request: ChatRequest; readonly options: RunOptions }

/** Takes a call of the AI SDK apart. @throws TypeError naming an unknown option */
export function splitCall({
  prompt: messages,
  includeRawChunks: _,
  abortSignal,
  providerOptions,
  ...settings
}: LanguageModelV4CallOptions): SplitCall {
  const { options, ...others } = takeRunOptions({ abortSignal, providerOptions })
  return { request: { ...settings, ...others, messages }, options }
}

/**
 * The options of a call for the balancer, which checks their values, and the provider options that are for the targets.
 *
 * @throws TypeError naming an unknown option
 */
export function takeRunOptions({
  abortSignal: signal,
  providerOptions = {},
}: {
  readonly abortSignal: AbortSignal | undefined
  readonly providerOptions: LanguageModelV4CallOptions['providerOptions']
}): { options: RunOptions; providerOptions: NonNullable<LanguageModelV4CallOptions['providerOptions']> } {
  const { llmBalancer = {}, ...others } = providerOptions
  checkKnown('providerOptions.llmBalancer', llmBalancer, known)
  return { options: { ...llmBalancer, signal }, providerOptions: others }
}
