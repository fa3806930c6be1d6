import { listOf, mustBe, type Check } from '@llm-balancer/core/options'

const checkSome = mustBe(
  'an array with at least one entry',
  (value) => Array.isArray(value) && value.length > 0,
)

/** A check of a list with at least one entry, every one of which passes `check`. */
export function nonEmptyListOf(check: Check): Check {
  const checkAll = listOf(check)
  return (name, value, owner) => checkAll(name, checkSome(name, value, owner), owner)
}
