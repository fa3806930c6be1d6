// eslint-disable-next-line no-restricted-imports -- the simulator is a tool for Node; edge runtimes have no such queue
import { nextTick } from 'node:process'

/**
 * Resolves when every promise that can settle has settled. Node takes from this queue when no microtask is left; counting turns
 * of the microtask queue would guess how many there are, and a task of the event loop takes much longer.
 */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    nextTick(resolve)
  })
}
