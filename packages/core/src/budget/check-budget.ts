import { mustBe, type Check } from '../options/checks.ts'
import { readProperty } from '../options/read-property.ts'

/** A `RetryBudget`, or false for none. */
export const checkBudget: Check = mustBe(
  'a retry budget or false',
  (value) =>
    value === false ||
    ['withdraw', 'deposit'].every((name) => typeof readProperty(value, name) === 'function'),
)
