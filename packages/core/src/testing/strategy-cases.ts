import type { Strategy } from '../contracts/strategy.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import { checkFunction, oneOf } from '../options/checks.ts'
import type { ContractCase } from './contract-case.ts'
import { choiceCases } from './strategy/choice-cases.ts'
import { meterCases } from './strategy/meter-cases.ts'
import { ownershipCases } from './strategy/ownership-cases.ts'
import { spreadCases, type Spread } from './strategy/spread-cases.ts'

/** Settings of {@link strategyCases}. */
export interface StrategyCasesOptions {
  /**
   * How the strategy spreads calls over targets that differ in nothing but weight. `none` for one that prefers some
   * targets on purpose, as `failover` does: then shares are not checked.
   *
   * @default 'by-weight'
   */
  readonly spread?: Spread
}

const table: OptionTable<Required<StrategyCasesOptions>> = {
  spread: [oneOf('by-weight', 'even', 'none'), 'by-weight'],
}

/**
 * The test cases that every strategy has to pass, for any test runner: what the contract promises of its choices, its
 * state, its random numbers and its meter, and how it spreads calls. The same at every run, without timers.
 *
 * @param make gives a new strategy, as for a new balancer; called several times per case
 * @throws TypeError naming the option that is wrong
 * @example
 * for (const { name, run } of strategyCases(() => myStrategy())) it(name, run)
 */
export function strategyCases(make: () => Strategy, options: StrategyCasesOptions = {}): ContractCase[] {
  checkFunction('make', make, 'strategyCases')
  const { spread } = readOptions('strategyCases', options, table)
  return [
    ...ownershipCases(make),
    ...choiceCases(make),
    ...meterCases(make),
    ...(spread === 'none' ? [] : spreadCases(make, spread)),
  ]
}
