import { economical } from '@llm-balancer/cost'
import type { Budget, BudgetTarget, SoftBudgetEvent } from '@llm-balancer/cost'
import { lowestCost } from '@llm-balancer/core'
import type { Clock, Guard, Strategy } from '@llm-balancer/core'
import { toBudget, type BudgetSetting } from './budget-setting.ts'

/** The budgets of a balancer. */
export class ProviderBudgets {
  readonly #budgets: readonly Budget[]

  constructor(settings: readonly BudgetSetting[], clock: Clock) {
    this.#budgets = settings.map((setting) => toBudget(setting, clock))
  }

  /** Keep one target within all of them. */
  guards(target: BudgetTarget): readonly Guard[] {
    return this.#budgets.map((budget) => budget.guard(target))
  }

  /**
   * A strategy that goes to where it is cheaper when a budget asks for that.
   *
   * @param nameOf the provider entry of a target, by its id
   */
  strategy(strategy: Strategy, nameOf: (targetId: string) => string): Strategy {
    if (!this.#budgets.some(({ then }) => then === 'cheaper')) return strategy
    const providerOf = ({ id }: { readonly id: string }): string => nameOf(id)
    return economical({ strategy, cheapest: lowestCost(), budgets: this.#budgets, providerOf })
  }

  /** Calls `listener` when the soft share of one has been spent. Gives back a function that ends it. */
  onSoft(listener: (event: SoftBudgetEvent) => void): () => void {
    const ends = this.#budgets.map((budget) => budget.onSoft(listener))
    return () => {
      for (const end of ends) end()
    }
  }
}
