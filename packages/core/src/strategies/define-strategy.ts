import type { Strategy, StrategyEnvironment } from '../contracts/strategy.ts'
import { systemRandom, type Random } from '../time/random.ts'

/**
 * A strategy that belongs to the first balancer that binds it. `make` is given that balancer's random numbers, or
 * the machine's before a balancer has bound the strategy.
 */
export function defineStrategy(name: string, make: (random: Random) => Omit<Strategy, 'name'>): Strategy {
  let owner: StrategyEnvironment | undefined
  const strategy = make(() => (owner?.random ?? systemRandom)())
  return {
    name,
    ...strategy,
    bind(environment) {
      if (owner !== undefined) {
        throw new TypeError(
          `${name}: this strategy belongs to a balancer already, make one for each balancer`,
        )
      }
      owner = environment
      strategy.bind?.(environment)
    },
  }
}
