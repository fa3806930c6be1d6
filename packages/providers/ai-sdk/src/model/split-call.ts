import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { RunOptions } from '@llm-balancer/core'
import type { ChatRequest } from '@llm-balancer/provider'
import { toRunOptions } from '@llm-balancer/provider/balanced'

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
  const options = toRunOptions('providerOptions.llmBalancer', llmBalancer, signal)
  return { options, providerOptions: others }
}
