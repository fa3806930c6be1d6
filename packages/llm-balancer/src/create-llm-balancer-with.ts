import { createBalancer, type Acceptable } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { VendorRegistry } from './entries/entry-environment.ts'
import { ProviderBudgets } from './costs/provider-budgets.ts'
import { ProviderRegistry } from './entries/provider-registry.ts'
import { SharedLimits } from './guards/provider-limits.ts'
import { EventHub } from './events/event-hub.ts'
import type { LLMBalancer } from './llm-balancer.ts'
import { LocalLLMBalancer } from './local-llm-balancer.ts'
import { customStrategy } from './options/custom-strategy.ts'
import { readBalancerOptions, type LLMBalancerOptions } from './options/llm-balancer-options.ts'
import { withOwner } from './options/with-owner.ts'
import { toStrategy } from './options/strategies.ts'

const ownerNames = { owner: 'createLLMBalancer', insteadOf: 'createBalancer' } as const

/**
 * Makes a balancer over LLM providers.
 *
 * @param vendors those that provider entries can name
 * @param own options that the caller reads itself
 * @throws TypeError or RangeError naming the option, or the provider and its option, that is wrong
 */
export function createLLMBalancerWith(
  vendors: VendorRegistry,
  given: LLMBalancerOptions,
  own?: readonly string[],
): LLMBalancer {
  const options = readBalancerOptions(given, own)
  const { clock, random, fetch, circuitBreaker, exposeVendorErrors = false } = options
  const { catalogue, customStrategy: choose } = options
  const events = new EventHub()
  const budgets = new ProviderBudgets(options.budgets ?? [], clock)
  events.hear(budgets)
  const registry = new ProviderRegistry({
    ...{ vendors, clock, random, fetch, circuitBreaker, exposeVendorErrors },
    sharedLimits: new SharedLimits(clock),
    ...{ budgets, catalogue },
    onCircuitEvent: (targetId, event) => {
      events.tellCircuit(targetId, event)
    },
  })
  const targets = options.providers.flatMap((provider) => registry.add(provider).targets)
  const { strategy = choose === undefined ? 'peak-ewma' : 'custom', timeouts, streamDeadlineMs } = options
  const { retry, whenUnavailable = 'wait', hedge, cooling, pools, classify, acceptable } = options
  const made = toStrategy(ownerNames.owner, strategy, () =>
    customStrategy(choose ?? (() => undefined), ({ id }) => registry.describe(id)),
  )
  const balancer = withOwner(ownerNames, () =>
    createBalancer({
      targets: targets.map((target) => target.options()),
      strategy: budgets.strategy(made, (id) => registry.nameOf(id)),
      ...{ clock, timeouts, whenUnavailable },
      ...defined({ retry, hedge, cooling, pools, classify, random }),
      // The operations of this balancer give chat responses; `embed` has a rule of its own.
      ...(acceptable === undefined ? {} : { acceptable: acceptable as Acceptable }),
    }),
  )
  const { models = {} } = options
  const settings = { current: { streamDeadlineMs, deadlineMs: timeouts.deadlineMs, catalogue, models } }
  return new LocalLLMBalancer({ balancer, registry, events, clock, settings })
}
