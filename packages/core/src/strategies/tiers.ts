import type { LoadMeter, Strategy, StrategyEnvironment } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { describeValue } from '../options/describe-value.ts'
import { checkStrategy } from './check-strategy.ts'
import { defineStrategy } from './define-strategy.ts'
import { FirstTier } from './first-tier.ts'
import { weightedRoundRobin } from './weighted-round-robin.ts'

/**
 * The strategy of each tier: a function that makes one for a priority, or a list by priority (`[peakEwma(), failover()]`
 * is for priorities 0 and 1). A priority that a list leaves out gets `weightedRoundRobin()`. No instance twice.
 */
export type TierStrategies =
  | ((priority: number) => Strategy)
  | readonly Strategy[]
  | Readonly<Record<number, Strategy>>

/**
 * Priority groups, each with a strategy of its own: a call goes to the lowest priority number that has an eligible
 * target, and that tier's strategy chooses among the targets of that priority. Each strategy learns from its own tier's
 * attempts only. Costs what the tier's strategy costs, and O(n) when candidates of several priorities have changed.
 *
 * @throws TypeError when a strategy or a priority is invalid, or an instance is given twice
 */
export function tiers(strategies: TierStrategies): Strategy {
  const byPriority = new Map<number, Strategy>()
  const make = typeof strategies === 'function' ? strategies : weightedRoundRobin
  let environment: StrategyEnvironment | undefined

  const add = (priority: number, strategy: Strategy): Strategy => {
    checkTier(priority, strategy, byPriority)
    if (environment !== undefined) strategy.bind?.(environment)
    byPriority.set(priority, strategy)
    return strategy
  }
  const strategyOf = (priority: number): Strategy => byPriority.get(priority) ?? add(priority, make(priority))
  if (typeof strategies !== 'function') {
    for (const [priority, strategy] of entriesOf(strategies)) add(priority, strategy)
  }

  return defineStrategy('tiers', () => {
    const first = new FirstTier()
    let last: Strategy | undefined
    return {
      meter: fanOut((target) => strategyOf(target.priority).meter),
      bind(given) {
        environment = given
        for (const strategy of byPriority.values()) strategy.bind?.(given)
      },
      pick(candidates, call, now) {
        const tier = first.of(candidates)
        last = strategyOf(tier.at(0).priority)
        return last.pick(tier, call, now)
      },
      explain: () => last?.explain?.(),
      forget(target) {
        first.clear()
        for (const strategy of byPriority.values()) strategy.forget?.(target)
      },
    }
  })
}

/** Reports each attempt to the meter of its own tier; a tier that measures nothing has a load of 0. */
function fanOut(meterOf: (target: TargetState) => LoadMeter | undefined): LoadMeter {
  return {
    load: (target, now, call) => meterOf(target)?.load(target, now, call) ?? 0,
    explain: (target, now, call) => meterOf(target)?.explain?.(target, now, call),
    started: (target, call, now) => meterOf(target)?.started?.(target, call, now),
    exportState: (target, now) => meterOf(target)?.exportState?.(target, now),
    importState: (target, state, at) => meterOf(target)?.importState?.(target, state, at),
  }
}

function entriesOf(strategies: unknown): [number, Strategy][] {
  if (typeof strategies !== 'object' || strategies === null) {
    throw new TypeError(
      `tiers: the strategies must be a function or a list, got ${describeValue(strategies)}`,
    )
  }
  return Object.entries(strategies).map(([name, strategy]) => {
    const priority = Number(name)
    if (name.trim() === '' || !Number.isFinite(priority)) {
      throw new TypeError(`tiers: a priority must be a finite number, got "${name}"`)
    }
    return [priority, strategy as Strategy]
  })
}

function checkTier(priority: number, strategy: Strategy, tiers: ReadonlyMap<number, Strategy>): void {
  const name = `tiers[${priority}]`
  checkStrategy(name, strategy)
  if ([...tiers.values()].includes(strategy))
    throw new TypeError(`${name}: this strategy serves another tier already, make one for each tier`)
}
