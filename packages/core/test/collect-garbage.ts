/**
 * Collects garbage, and lets what waits for that hear of it, a few times or until something has happened: the heap of a worker is large,
 * and to collect all of it takes long. What a `WeakRef` gave is held until the next turn of the loop.
 */
export async function collectGarbage(hasHappened: () => boolean): Promise<void> {
  for (let turn = 0; turn < 20 && !hasHappened(); turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    globalThis.gc?.()
  }
}
