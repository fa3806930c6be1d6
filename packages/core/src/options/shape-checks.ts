import { hasMethods, mustBe, subjectOf, type Check } from './checks.ts'
import { describeValue } from './describe-value.ts'

/** Any object but an array. */
export const checkObject: Check = mustBe('an object', (value) => describeValue(value) === 'an object')

/** Any array. */
export const checkArray: Check = mustBe('an array', Array.isArray)

const areTexts: Check = mustBe(
  'an array of strings',
  (value) => Array.isArray(value) && value.every((text) => typeof text === 'string'),
)

/** An array of strings, which may be empty. Gives a copy, which its user cannot change any more. */
export const checkTexts: Check = (name, value, owner) => areTexts(name, copyOfList(value), owner)

/** A copy of an array; any other value as it is. */
export function copyOfList(value: unknown): unknown {
  return Array.isArray(value) ? [...(value as readonly unknown[])] : value
}

const checkGuard = hasMethods('availableAt', 'acquire')

/** An array of guards; the message names an invalid one by its place. */
export const checkGuards: Check = (name, value, owner) => {
  if (!Array.isArray(value))
    throw new TypeError(`${subjectOf(name, owner)} must be an array of guards, got ${describeValue(value)}`)
  for (const [index, guard] of value.entries()) checkGuard(`${name}[${String(index)}]`, guard, owner)
  return value as unknown
}
