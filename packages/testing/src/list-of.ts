import { mustBe, type Check } from '@llm-balancer/core/options'

/** A check of a list, every entry of which passes `check`. @param mayBeEmpty whether a list without entries will do */
export function listOf(check: Check, mayBeEmpty = true): Check {
  const checkList = mustBe(
    mayBeEmpty ? 'an array' : 'an array with at least one entry',
    (value) => Array.isArray(value) && (mayBeEmpty || value.length > 0),
  )
  return (name, value, owner) => {
    const entries = checkList(name, value, owner) as readonly unknown[]
    return entries.map((entry, index) => check(`${name}[${index}]`, entry, owner))
  }
}
