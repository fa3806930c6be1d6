import type { CallCost } from '../contracts/call-cost.ts'
import type { Reservation } from '../contracts/rate-limiter.ts'

/** A scheduled call that waits for its turn. */
export interface WaitingCall {
  readonly cost: CallCost
  readonly priority: number
  /** Clock time at which it is refused when it has not begun. */
  readonly giveUpAt: number
  /** Clock time from which no call behind it begins before it. */
  readonly firstFrom: number
  /** It is its turn. */
  begin(reservation: Reservation): void
  /** It cannot begin in time. */
  refuse(): void
}
