import { mustBe, type Check } from '../options/checks.ts'
import { describeValue } from '../options/describe-value.ts'
import { readOptions } from '../options/read-options.ts'
import { readProperty } from '../options/read-property.ts'
import { budgetOf, budgetTable } from './create-retry-budget.ts'

const methods = ['withdraw', 'deposit']

/** A `RetryBudget`, or false for none. */
export const checkBudget: Check = mustBe(
  'a retry budget or false',
  (value) => value === false || methods.every((name) => typeof readProperty(value, name) === 'function'),
)

/** The same, or plain settings of a budget, of which it makes one. */
export const checkBudgetOrSettings: Check = (name, value, owner) => {
  const isMade = methods.some((method) => readProperty(value, method) !== undefined)
  if (isMade || describeValue(value) !== 'an object') return checkBudget(name, value, owner)
  const settings = owner === undefined ? {} : { prefix: `${name}.` }
  return budgetOf(readOptions(owner ?? name, value, budgetTable, settings))
}
