import type { StrategyEnvironment } from '../contracts/strategy.ts'
import { systemRandom, type Random } from '../random.ts'

/** A strategy's tie to the balancer that owns it. */
export interface Binding {
  /** The owner's random numbers; the machine's as long as there is no owner. */
  readonly random: Random
  /** @throws TypeError when the strategy has an owner already */
  readonly bind: (environment: StrategyEnvironment) => void
}

/** The {@link Binding} of the strategy called `name`. */
export function createBinding(name: string): Binding {
  let environment: StrategyEnvironment | undefined
  return {
    random: () => (environment?.random ?? systemRandom)(),
    bind(given) {
      if (environment !== undefined) {
        throw new TypeError(
          `${name}: this strategy belongs to a balancer already, make one for each balancer`,
        )
      }
      environment = given
    },
  }
}
