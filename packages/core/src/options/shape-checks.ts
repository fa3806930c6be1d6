import { hasMethods, mustBe, subjectOf, type Check } from './checks.ts'
import { describeValue } from './describe-value.ts'

/** Any object but an array. */
export const checkObject: Check = mustBe('an object', (value) => describeValue(value) === 'an object')

/** Any array. */
export const checkArray: Check = mustBe('an array', Array.isArray)

/** An array of strings, which may be empty. */
export const checkTexts: Check = mustBe(
  'an array of strings',
  (value) => Array.isArray(value) && value.every((text) => typeof text === 'string'),
)

const checkGuard = hasMethods('availableAt', 'acquire')

/** An array of guards; the message names an invalid one by its place. */
export const checkGuards: Check = (name, value, owner) => {
  if (!Array.isArray(value))
    throw new TypeError(`${subjectOf(name, owner)} must be an array of guards, got ${describeValue(value)}`)
  for (const [index, guard] of value.entries()) checkGuard(`${name}[${String(index)}]`, guard, owner)
  return value as unknown
}
