/** What was logged of a target's availability. */
interface Logged {
  isBlocked: boolean
  reason: string
  /** Clock time in ms of the last line that said "blocked". */
  blockedAt: number
  /** Blocks that were not logged since. */
  unsaid: number
}

/**
 * Decides which changes of availability are worth a line. A target that is blocked and available in turns gets one pair of lines per
 * quiet time, unless it is blocked for longer than that; and none for a window that is full, which is how overload is met.
 */
export class AvailabilityLog {
  readonly #quietMs: number
  readonly #targets = new Map<string, Logged>()

  constructor(quietMs: number) {
    this.#quietMs = quietMs
  }

  /** A target is blocked: gives how many blocks went unsaid before, or undefined when nothing is to be logged. */
  blocked(
    targetId: string,
    { reason, until, at }: { reason: string; until: number; at: number },
  ): number | undefined {
    if (reason === 'window full') return undefined
    const logged = this.#targets.get(targetId)
    if (logged === undefined) {
      this.#targets.set(targetId, { isBlocked: true, reason, blockedAt: at, unsaid: 0 })
      return 0
    }
    if (logged.isBlocked && logged.reason === reason) return undefined
    // One that waits for another event, such as the end of a call, is as a rule a short one.
    const isShort = until === Infinity || until - at < this.#quietMs
    if (isShort && at - logged.blockedAt < this.#quietMs) {
      logged.unsaid += 1
      return undefined
    }
    const { unsaid } = logged
    Object.assign(logged, { isBlocked: true, reason, blockedAt: at, unsaid: 0 })
    return unsaid
  }

  /** A target is available: true when a line said that it was blocked. */
  available(targetId: string): boolean {
    const logged = this.#targets.get(targetId)
    if (logged?.isBlocked !== true) return false
    logged.isBlocked = false
    return true
  }

  /** A target was removed. */
  forget(targetId: string): void {
    this.#targets.delete(targetId)
  }
}
