import { economical } from '@llm-balancer/cost'
import type { Budget, BudgetTarget, SoftBudgetEvent } from '@llm-balancer/cost'
import { lowestCost } from '@llm-balancer/core'
import type { Clock, Guard, Strategy } from '@llm-balancer/core'
import type { ExportedSpending } from '../state/balancer-state.ts'
import { isSameData } from '../options/same-data.ts'
import { continueBudget, isSameKind, kindOf, toBudget, type BudgetSetting } from './budget-setting.ts'

/** The budgets of a balancer. */
export class ProviderBudgets {
  readonly #settings: readonly BudgetSetting[]
  readonly #budgets: readonly Budget[]

  /** @param before those of the same balancer so far: what has been spent stays spent where whose budget it is, and for how long, are the same */
  constructor(settings: readonly BudgetSetting[], clock: Clock, before?: ProviderBudgets) {
    this.#settings = settings
    this.#budgets = settings.map((setting, place) => {
      const known = before?.find(setting, place)
      if (known === undefined) return toBudget(setting, clock)
      return isSameData(known.setting, setting) ? known.budget : continueBudget(setting, known.budget, clock)
    })
  }

  /** The budget that a setting continues: that of the same kind, at its place among those of this kind. */
  find(
    setting: BudgetSetting,
    place: number,
  ): { readonly setting: BudgetSetting; readonly budget: Budget } | undefined {
    const at = this.#settings.findIndex((one, index) => index === place && isSameKind(one, setting))
    const other = at >= 0 ? at : this.#settings.findIndex((one) => isSameKind(one, setting))
    const [known, budget] = [this.#settings[other], this.#budgets[other]]
    return known === undefined || budget === undefined ? undefined : { setting: known, budget }
  }

  /** What has been spent, but of budgets that are the user's own. */
  exportState(): readonly ExportedSpending[] {
    return this.#settings.flatMap((setting, place) => {
      const [kind, budget] = [kindOf(setting), this.#budgets[place]]
      return kind === undefined || budget === undefined ? [] : [{ ...kind, spent: budget.exportState() }]
    })
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
