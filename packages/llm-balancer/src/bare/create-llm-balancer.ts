import { hasMethods, mustBe, readProperty, type Check } from '@llm-balancer/core/options'
import type { Vendor } from '@llm-balancer/provider'
import { createLLMBalancerWith } from '../create-llm-balancer-with.ts'
import type { LLMBalancer } from '../llm-balancer.ts'
import type { LLMBalancerOptions } from '../options/llm-balancer-options.ts'
import { vendorRegistry } from '../vendors/vendor-registry.ts'

/** Settings of `createLLMBalancer` of `llm-balancer/bare`. */
export interface BareLLMBalancerOptions extends LLMBalancerOptions {
  /**
   * The vendors that provider entries can name: `vendor` of `@llm-balancer/openai/vendor` and the like. Without them
   * providers are ready-made models, balancers, and instances of a `BaseProvider`.
   *
   * @default []
   */
  readonly vendors?: readonly Vendor[]
}

const owner = 'createLLMBalancer'
const checkList = mustBe('an array of vendors', Array.isArray)
const checkVendor = hasMethods('chat')

const checkVendors: Check = (name, value, caller) => {
  const vendors = checkList(name, value, caller) as readonly unknown[]
  for (const [index, vendor] of vendors.entries()) checkVendor(`${name}[${String(index)}]`, vendor, caller)
  return value
}

/**
 * `createLLMBalancer` without any vendor built in, for programs that load only what they use.
 *
 * @throws TypeError or RangeError naming the option, or the provider and its option, that is wrong
 *
 * @example
 * import { openai } from '@llm-balancer/openai'
 * const llm = createLLMBalancer({ providers: [{ name: 'main', model: openai({ apiKey, model: 'gpt-5.4-mini' }), weight: 2 }] })
 */
export function createLLMBalancer(options: BareLLMBalancerOptions): LLMBalancer {
  const given = readProperty(options, 'vendors') ?? []
  const vendors = checkVendors('vendors', given, owner) as readonly Vendor[]
  return createLLMBalancerWith(vendorRegistry(vendors), options, ['vendors'])
}
