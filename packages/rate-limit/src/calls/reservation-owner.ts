import type { AttemptFacts } from '@llm-balancer/core'
import type { ReservedCall } from '../limit/reserved-call.ts'
import type { Settlement } from '../limit/settlement.ts'

/** What a reservation needs of its limiter. */
export interface ReservationOwner {
  now(): number
  /** True when the vendor reports a limit of 0. */
  observe(call: ReservedCall, facts: AttemptFacts, now: number): boolean
  /** The first content of a call has come: the vendor has let it in. */
  letIn(call: ReservedCall, now: number): void
  settle(call: ReservedCall, settlement: Settlement, now: number): void
  /** The vendor has reported a limit of 0 and has not served the call. */
  exclude(): void
}
