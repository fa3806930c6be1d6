import type { Permit } from '../contracts/guard.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { PickReason } from '../contracts/trail.ts'
import type { ProtectedGuard } from '../targets/protected-guard.ts'
import type { Target } from '../targets/target.ts'
import type { Run } from './run.ts'

/** A permit, with the guard that gave it. */
export interface HeldPermit {
  readonly guard: ProtectedGuard
  readonly permit: Permit
}

/** What an attempt begins with. */
export interface AttemptStart<Client> {
  readonly run: Run<Client>
  readonly target: Target<Client>
  readonly permits: readonly HeldPermit[]
  readonly timeouts: AttemptTimeouts
  /** Why the target was chosen, where that is read. */
  readonly picked: PickReason | undefined
  /** True when it is a trial of a target that its circuit blocks. */
  readonly isTrial: boolean
  /** True when another attempt of the run takes long, and this one begins beside it. */
  readonly isHedge: boolean
}
