import {
  checkNumber,
  mustBe,
  readProperty,
  subjectOf,
  type Check,
  type NumberRange,
} from '@llm-balancer/core/options'

const states: readonly unknown[] = ['closed', 'open', 'isolated']
const checkWord = mustBe('"closed", "open" or "isolated"', (value) => states.includes(value))
const openings: NumberRange = { min: 0, max: Infinity, integer: true }
const openUntil: NumberRange = { min: 0, max: Infinity }

/** What `exportState` gave, perhaps in another process. Its counts are checked by the trip policy. */
export const checkState: Check = (name, value, owner) => {
  // A state of another version may have any other fields.
  if (readProperty(value, 'version') !== 1)
    throw new TypeError(
      `${subjectOf(`${name}.version`, owner)} must be 1: the state of another version cannot be read`,
    )
  checkWord(`${name}.state`, readProperty(value, 'state'), owner)
  checkNumber(`${name}.openings`, readProperty(value, 'openings'), openings, owner)
  checkNumber(`${name}.openUntil`, readProperty(value, 'openUntil'), openUntil, owner)
  return value
}
