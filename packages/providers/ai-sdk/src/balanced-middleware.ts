import type { LanguageModelV4, LanguageModelV4Middleware } from '@ai-sdk/provider'
import { failover } from '@llm-balancer/core'
import { checkListOptions } from '@llm-balancer/provider/balanced'
import { balancedModel } from './balanced-model.ts'
import type { BalancedListOptions, ChatEntry } from './balanced-model.ts'

/** Settings of {@link balancedMiddleware}: those of a balanced model, without the name, which the wrapped model keeps. */
export type BalancedMiddlewareOptions = Omit<BalancedListOptions, 'modelId'>

/**
 * A middleware for `wrapLanguageModel` of the AI SDK: the wrapped model is the first target, the others follow it.
 * It can wrap several models, each with a balancer of its own; a `strategy` serves one of them.
 *
 * @param others the targets behind the wrapped model
 * @param options as for a list of targets; `strategy` is `failover()` unless given
 * @throws TypeError for an unknown option; TypeError or RangeError at the first call for a bad model or value
 */
export function balancedMiddleware(
  others: readonly ChatEntry[],
  options: BalancedMiddlewareOptions = {},
): LanguageModelV4Middleware {
  checkListOptions('balancedMiddleware', options, { own: ['supportedUrls'] })
  const { supportedUrls = {} } = options
  const balanced = new WeakMap<LanguageModelV4, LanguageModelV4>()
  const behind = (model: LanguageModelV4): LanguageModelV4 => {
    let over = balanced.get(model)
    if (over === undefined) {
      over = balancedModel([model, ...others], { strategy: failover(), ...options })
      balanced.set(model, over)
    }
    return over
  }
  return {
    specificationVersion: 'v4',
    overrideSupportedUrls: () => supportedUrls,
    wrapGenerate: ({ model, params }) => behind(model).doGenerate(params),
    wrapStream: ({ model, params }) => behind(model).doStream(params),
  }
}
