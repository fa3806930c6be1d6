import { checkFunction, checkOneOf } from '@llm-balancer/core/options'
import { systemRandom, type Random } from '@llm-balancer/core/time'
import type { LoadBalancerStats, LoadBalancingStrategy, ProviderConfig } from './types.ts'

type Choose = (providers: ProviderConfig[], stats: LoadBalancerStats) => ProviderConfig | undefined

/** By the caller's function; the first one where it gives none. */
export class CustomStrategy implements LoadBalancingStrategy {
  readonly #choose: Choose

  constructor(choose: Choose) {
    this.#choose = choose
  }

  selectProvider(providers: readonly ProviderConfig[], stats: LoadBalancerStats = {}): ProviderConfig {
    const [first] = providers
    if (first === undefined) throw new RangeError('selectProvider: there are no providers to choose from')
    return this.#choose([...providers], stats) ?? first
  }
}

/** In sequence. */
export class RoundRobinStrategy extends CustomStrategy {
  constructor() {
    let turn = -1
    super((providers) => {
      turn = (turn + 1) % providers.length
      return providers[turn]
    })
  }
}

/** The first healthy one, or else the first. */
export class FailoverStrategy extends CustomStrategy {
  constructor() {
    super((providers, stats) => providers.find(({ name }) => stats[name]?.isHealthy !== false))
  }
}

/** At random, in proportion to the weights; weight 0 is not drawn unless there is no other. */
export class WeightedStrategy extends CustomStrategy {
  /** @param _providers not needed: the weights of those to choose from count */
  constructor(_providers?: readonly ProviderConfig[], random: Random = systemRandom) {
    super((providers) => {
      let left = random() * providers.reduce((sum, { weight = 1 }) => sum + weight, 0)
      return providers.find(({ weight = 1 }) => (left -= weight) < 0)
    })
  }
}

const strategies = {
  'round-robin': () => new RoundRobinStrategy(),
  failover: () => new FailoverStrategy(),
  weighted: () => new WeightedStrategy(),
  custom: (choose: unknown) =>
    new CustomStrategy(checkFunction('customStrategy', choose, 'createStrategy') as Choose),
}
const types = Object.keys(strategies) as readonly (keyof typeof strategies)[]

/** The strategy of a name. @throws TypeError for another name, and for `custom` without a function */
export function createStrategy(
  strategyType: string,
  _providers: readonly ProviderConfig[],
  customStrategy?: (providers: ProviderConfig[]) => ProviderConfig,
): LoadBalancingStrategy {
  const make = strategies[checkOneOf('strategyType', strategyType as never, types, 'createStrategy')]
  return make(customStrategy)
}
