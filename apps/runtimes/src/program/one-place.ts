import type { Guard } from '@llm-balancer/core'

/** Lets one call at a time pass. A run that finds the place taken waits until the other call has ended. */
export function onePlace(): Guard {
  let isTaken = false
  return {
    name: 'one-place',
    availableAt: () => (isTaken ? Infinity : 0),
    acquire() {
      if (isTaken) return null
      isTaken = true
      let isHeld = true
      return {
        release() {
          if (isHeld) isTaken = false
          isHeld = false
        },
      }
    },
    onChange: () => () => {},
  }
}
