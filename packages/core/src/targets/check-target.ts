import type { TargetOptions } from '../contracts/target-options.ts'
import {
  atLeastOne,
  checkString,
  finite,
  hasMethods,
  mustBe,
  numberWithin,
  positive,
} from '../options/checks.ts'
import { describeValue } from '../options/describe-value.ts'
import { optionsOf, readOptions, type OptionTable } from '../options/read-options.ts'
import { priceTable } from '../prices/price-table.ts'
import { checkTexts } from '../options/shape-checks.ts'
import { checkTimeouts } from './check-timeouts.ts'

const checkArray = mustBe('an array of guards', Array.isArray)
const checkGuard = hasMethods('availableAt', 'acquire')
const targetTable: OptionTable<TargetOptions<unknown>> = {
  id: [],
  client: [],
  weight: [finite],
  priority: [numberWithin({ min: -Infinity, max: Infinity })],
  tags: [checkTexts],
  lacks: [checkTexts],
  cost: [optionsOf(priceTable)],
  contextWindow: [positive],
  model: [checkString],
  provider: [checkString],
  pool: [checkString],
  guards: [
    (name, value, owner) => {
      const guards = checkArray(name, value, owner) as readonly unknown[]
      for (const guard of guards) checkGuard(`${name}[]`, guard, owner)
      return value
    },
  ],
  timeouts: [checkTimeouts],
  maxAttempts: [atLeastOne],
  concurrency: [atLeastOne],
}

/** Checks a target's settings. @throws TypeError or RangeError naming the target and the setting that is wrong */
export function checkTarget(target: object, id: unknown): void {
  if (typeof id !== 'string' || id === '')
    throw new TypeError(`a target needs an "id" that is not empty, got ${describeValue(id)}`)
  readOptions(`target "${id}"`, target, targetTable)
}
