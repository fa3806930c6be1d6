import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import { positive, type Check } from '../options/checks.ts'
import { optionsOf, type OptionTable } from '../options/read-options.ts'

/** The clocks of attempts, with their usual times. */
export const attemptClocks: OptionTable<AttemptTimeouts> = {
  attemptMs: [positive, 60_000],
  firstContentMs: [positive, 60_000],
  idleMs: [positive, 60_000],
}

/** Checks the clocks of attempts. */
export const checkTimeouts: Check = optionsOf(attemptClocks)
