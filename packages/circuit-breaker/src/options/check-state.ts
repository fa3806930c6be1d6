import {
  checkNumber,
  checkStateVersion,
  mustBe,
  readProperty,
  type Check,
  type NumberRange,
} from '@llm-balancer/core/options'

const states: readonly unknown[] = ['closed', 'open', 'isolated']
const checkWord = mustBe('"closed", "open" or "isolated"', (value) => states.includes(value))
const openings: NumberRange = { min: 0, max: Infinity, integer: true }
const openUntil: NumberRange = { min: 0, max: Infinity }

/** What `exportState` gave, perhaps in another process. Its counts are checked by the trip policy. */
export const checkState: Check = (name, value, owner) => {
  checkStateVersion(name, value, owner)
  checkWord(`${name}.state`, readProperty(value, 'state'), owner)
  checkNumber(`${name}.openings`, readProperty(value, 'openings'), openings, owner)
  checkNumber(`${name}.openUntil`, readProperty(value, 'openUntil'), openUntil, owner)
  return value
}
