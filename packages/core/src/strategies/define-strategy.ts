import type { Strategy, StrategyEnvironment } from '../contracts/strategy.ts'
import { checkFunction, checkText } from '../options/checks.ts'
import { defined } from '../options/defined.ts'
import { systemRandom } from '../time/random.ts'

/** Makes a strategy without its name. `environment` may be kept: it is that of the balancer once one has bound the strategy. */
export type MakeStrategy = (environment: Required<StrategyEnvironment>) => Omit<Strategy, 'name'>

/**
 * A strategy that belongs to the first balancer that binds it, so that its state can be plain variables of `make`. Until then its
 * random numbers are the machine's, so that it can be tried without a balancer.
 *
 * @throws TypeError when the name is empty or `make` is no function
 * @example
 * const random = () => defineStrategy('random', ({ random }) => ({
 *   pick: (candidates) => candidates.at(randomIndex(candidates.length, random)),
 * }))
 */
export function defineStrategy(name: string, make: MakeStrategy): Strategy {
  checkText('name', name, 'defineStrategy')
  checkFunction('make', make, 'defineStrategy')
  let owner: StrategyEnvironment | undefined
  const strategy = make({
    random: () => (owner?.random ?? systemRandom)(),
    report: (part, error) => owner?.report?.(part, error),
  })
  return {
    name,
    pick: (candidates, call, now) => strategy.pick(candidates, call, now),
    ...defined({ meter: strategy.meter, ranksFailing: strategy.ranksFailing }),
    ...(strategy.explain === undefined ? {} : { explain: () => strategy.explain?.() }),
    ...(strategy.forget === undefined ? {} : { forget: (target) => strategy.forget?.(target) }),
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
