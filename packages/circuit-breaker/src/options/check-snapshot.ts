import { checkNumber, mustBe, readProperty, type Check, type NumberRange } from '@llm-balancer/core/options'

const states: readonly unknown[] = ['closed', 'open', 'isolated']
const checkState = mustBe('"closed", "open" or "isolated"', (value) => states.includes(value))
const openings: NumberRange = { min: 0, max: Infinity, integer: true }
const openUntil: NumberRange = { min: 0, max: Infinity }

/** What `toJSON` gave. Its counts are checked by the trip policy. */
export const checkSnapshot: Check = (name, value, owner) => {
  checkState(`${name}.state`, readProperty(value, 'state'), owner)
  checkNumber(`${name}.openings`, readProperty(value, 'openings'), openings, owner)
  checkNumber(`${name}.openUntil`, readProperty(value, 'openUntil'), openUntil, owner)
  return value
}
