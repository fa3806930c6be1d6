import { LLMLoadBalancer } from './llm-load-balancer.ts'
import type { LoadBalancerConfig } from './load-balancer-config.ts'

/**
 * Makes a balancer over LLM providers, as `llm-load-balancer` does.
 *
 * @throws TypeError or RangeError naming the option, or the provider and its option, that is wrong
 *
 * @example
 * ```ts
 * const llm = createLLMBalancer({
 *   strategy: 'round-robin',
 *   providers: [{ name: 'openai', apiKey, model: 'gpt-5.4-mini' }],
 *   globalTimeout: 30_000,
 * })
 * const { content } = await llm.request({ prompt: 'Write a funny dad joke.' })
 * ```
 */
export function createLLMBalancer(config: LoadBalancerConfig): LLMLoadBalancer {
  return new LLMLoadBalancer(config)
}
