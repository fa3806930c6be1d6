import type { CircuitSnapshot } from '../contracts/snapshot.ts'
import { checkNumber, type Check } from './checks.ts'

const states: readonly unknown[] = ['closed', 'open', 'isolated']

/** What `toJSON` gave; its counts are checked by who counts. */
export const checkSnapshot: Check = (name, value) => {
  const { state, openings, openUntil } = (value ?? {}) as Partial<CircuitSnapshot>
  if (!states.includes(state))
    throw new TypeError(`"${name}.state" must be one of "closed", "open", "isolated", as toJSON gives it`)
  checkNumber(`${name}.openings`, openings, { min: 0, max: Infinity, integer: true })
  checkNumber(`${name}.openUntil`, openUntil, { min: 0, max: Infinity })
}
