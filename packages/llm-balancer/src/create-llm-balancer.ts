import { createLLMBalancerWith } from './create-llm-balancer-with.ts'
import type { LLMBalancer } from './llm-balancer.ts'
import type { LLMBalancerOptions } from './options/llm-balancer-options.ts'
import { vendorRegistry } from './vendors/vendor-registry.ts'
import { vendors } from './vendors/vendors.generated.ts'

const registry = vendorRegistry(vendors)

/**
 * Makes a balancer over LLM providers.
 *
 * @throws TypeError or RangeError naming the option, or the provider and its option, that is wrong
 *
 * @example
 * const llm = createLLMBalancer({ providers: [{ name: 'openai', apiKey, model }, { name: 'claude', apiKey: other, model: 'claude-sonnet-5-5' }] })
 * const { content } = await llm.request({ prompt: 'Hello' })
 */
export function createLLMBalancer(options: LLMBalancerOptions): LLMBalancer {
  return createLLMBalancerWith(registry, options)
}
