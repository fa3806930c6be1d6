import { Cooldown } from './cooldown.ts'

/** What the targets of one key or account share. */
export class KeyState<Target> {
  /** The name of the pool; undefined for a target without one. */
  readonly pool: string | undefined
  readonly cooldown: Cooldown = new Cooldown()
  readonly targets: Set<Target> = new Set<Target>()
  /** Attempts on all of its targets together, also on those that have left it since. */
  inFlight = 0
  /** The user's own bound of them. */
  concurrency: number = Infinity

  /** Whether there was no room when its targets were asked last. */
  wasExhausted = false

  constructor(pool: string | undefined) {
    this.pool = pool
  }

  /** True when its user allows no further attempt. */
  get isExhausted(): boolean {
    return this.inFlight >= this.concurrency
  }
}
