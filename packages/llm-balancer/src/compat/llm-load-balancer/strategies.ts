import { checkFunction, checkOneOf } from '@llm-balancer/core/options'
import { systemRandom, type Random } from '@llm-balancer/core/time'
import type { ProviderConfig } from './provider-config.ts'
import type { LoadBalancerStats } from './provider-stats.ts'

/**
 * Chooses one of some providers, by itself: for code that made its choices with the strategies of `llm-load-balancer`. A
 * balancer does not use these; it chooses by `strategy` in its options.
 */
export interface LoadBalancingStrategy {
  /** @throws RangeError when there are no providers */
  selectProvider(providers: readonly ProviderConfig[], stats?: LoadBalancerStats): ProviderConfig
}

type ChooseProvider = (providers: ProviderConfig[]) => ProviderConfig

/** In sequence. */
export class RoundRobinStrategy implements LoadBalancingStrategy {
  #next = 0

  selectProvider(providers: readonly ProviderConfig[]): ProviderConfig {
    const chosen = providers[this.#next % providers.length]
    this.#next = (this.#next + 1) % Math.max(1, providers.length)
    return chosen ?? noProviders()
  }
}

/** The first healthy one, or else the first. */
export class FailoverStrategy implements LoadBalancingStrategy {
  selectProvider(providers: readonly ProviderConfig[], stats: LoadBalancerStats = {}): ProviderConfig {
    const isHealthy = ({ name }: ProviderConfig): boolean => stats[name]?.isHealthy !== false
    return providers.find(isHealthy) ?? providers[0] ?? noProviders()
  }
}

/** At random, in proportion to the weights; weight 0 is not drawn unless there is no other. */
export class WeightedStrategy implements LoadBalancingStrategy {
  readonly #random: Random

  /** @param _providers not needed: the weights of those to choose from count */
  constructor(_providers?: readonly ProviderConfig[], random: Random = systemRandom) {
    this.#random = random
  }

  selectProvider(providers: readonly ProviderConfig[]): ProviderConfig {
    const total = providers.reduce((sum, { weight = 1 }) => sum + weight, 0)
    let left = this.#random() * total
    const chosen = providers.find(({ weight = 1 }) => (left -= weight) < 0)
    return chosen ?? providers[0] ?? noProviders()
  }
}

/** By the caller's function. */
export class CustomStrategy implements LoadBalancingStrategy {
  readonly #choose: ChooseProvider

  constructor(choose: ChooseProvider) {
    this.#choose = choose
  }

  selectProvider(providers: readonly ProviderConfig[]): ProviderConfig {
    if (providers.length === 0) return noProviders()
    return this.#choose([...providers])
  }
}

/** The strategy of a name. @throws TypeError for another name, and for `custom` without a function */
export function createStrategy(
  strategyType: string,
  providers: readonly ProviderConfig[],
  customStrategy?: ChooseProvider,
): LoadBalancingStrategy {
  const types = ['round-robin', 'failover', 'weighted', 'custom'] as const
  switch (checkOneOf('strategyType', strategyType, types, 'createStrategy')) {
    case 'round-robin':
      return new RoundRobinStrategy()
    case 'failover':
      return new FailoverStrategy()
    case 'weighted':
      return new WeightedStrategy(providers)
    case 'custom':
      return new CustomStrategy(
        checkFunction('customStrategy', customStrategy, 'createStrategy') as ChooseProvider,
      )
  }
}

function noProviders(): never {
  throw new RangeError('selectProvider: there are no providers to choose from')
}
