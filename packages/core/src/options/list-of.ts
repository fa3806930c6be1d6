import type { Check } from './checks.ts'
import { checkArray } from './shape-checks.ts'

/** An array whose items pass `check`; the message names an invalid one by its place. Gives a new array of what the check gives. */
export function listOf(check: Check): Check {
  return (name, value, owner) => {
    const items = checkArray(name, value, owner) as readonly unknown[]
    // A hole is an item as well.
    return Array.from(items, (item, place) => check(`${name}[${place}]`, item, owner))
  }
}
