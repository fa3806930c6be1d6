import type { LoadMeter, Measurement, Strategy, TargetState } from '@llm-balancer/core'
import {
  checkArray,
  checkFunction,
  defined,
  hasMethods,
  readOptions,
  required,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { Budget } from '../budget/budget.ts'

/** Settings of `economical`. */
export interface EconomicalOptions {
  /** Chooses while enough is left. */
  readonly strategy: Strategy
  /** Chooses when a budget of the call is nearly spent: `lowestCost()` of the core. */
  readonly cheapest: Strategy
  /** Those with `then: 'cheaper'` count. */
  readonly budgets: readonly Pick<Budget, 'then' | 'isSoft'>[]
  /** The word that budgets by provider count a target under. @default its `provider`, else its id */
  readonly providerOf?: ((target: TargetState) => string) | undefined
}

const checkBudget = hasMethods('isSoft')
const checkBudgets: Check = (name, value, owner) => {
  const budgets = checkArray(name, value, owner) as readonly unknown[]
  for (const [index, budget] of budgets.entries()) checkBudget(`${name}[${String(index)}]`, budget, owner)
  return budgets
}
const table: OptionTable<EconomicalOptions> = {
  strategy: [hasMethods('pick'), required],
  cheapest: [hasMethods('pick'), required],
  budgets: [checkBudgets, required],
  providerOf: [checkFunction, ({ id, provider }: TargetState): string => provider ?? id],
}

/**
 * A strategy that saves: when the target that it would choose belongs to a budget whose soft share is spent, the call goes to the cheapest
 * target instead. Both strategies learn from all calls.
 *
 * @throws TypeError naming the option that is wrong
 *
 * @example
 * const budget = createBudget({ by: 'tenant', usdPerDay: 5, then: 'cheaper' })
 * const strategy = economical({ strategy: peakEwma(), cheapest: lowestCost(), budgets: [budget] })
 */
export function economical(options: EconomicalOptions): Strategy {
  const { strategy, cheapest, budgets, providerOf } = readOptions('economical', options, table)
  const saving = budgets.filter(({ then }) => then === 'cheaper')
  return {
    name: 'economical',
    bind(environment) {
      strategy.bind?.(environment)
      cheapest.bind?.(environment)
    },
    pick(candidates, call, now) {
      const chosen = strategy.pick(candidates, call, now)
      if (candidates.length === 1) return chosen
      const key = { tenant: call.tenant, provider: providerOf?.(chosen) }
      const isSaving = saving.some((budget) => budget.isSoft(key, now))
      return isSaving ? cheapest.pick(candidates, call, now) : chosen
    },
    ...meterOf(strategy.meter, cheapest.meter),
    ...defined({ ranksFailing: strategy.ranksFailing }),
    forget(target) {
      strategy.forget?.(target)
      cheapest.forget?.(target)
    },
  }
}

/** Both meters learn; what the first one says is the load. */
function meterOf(first: LoadMeter | undefined, second: LoadMeter | undefined): { meter?: LoadMeter } {
  const meter = first ?? second
  if (meter === undefined) return {}
  if (first === undefined || second === undefined) return { meter }
  return {
    meter: {
      load: (target, now, call) => first.load(target, now, call),
      ...(first.explain === undefined
        ? {}
        : { explain: (target, now, call) => first.explain?.(target, now, call) }),
      started: (target, call, now) =>
        both(first.started?.(target, call, now), second.started?.(target, call, now)),
      exportState: (target, now) => first.exportState?.(target, now) ?? second.exportState?.(target, now),
      importState(target, state, at) {
        first.importState?.(target, state, at)
        second.importState?.(target, state, at)
      },
    },
  }
}

function both(one: Measurement | undefined, other: Measurement | undefined): Measurement | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return {
    firstContent(now) {
      try {
        one.firstContent?.(now)
      } finally {
        other.firstContent?.(now)
      }
    },
    finished(outcome, now) {
      try {
        one.finished(outcome, now)
      } finally {
        other.finished(outcome, now)
      }
    },
  }
}
