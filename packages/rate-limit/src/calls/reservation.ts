import type { AttemptFacts, Outcome, TokenUsage } from '@llm-balancer/core'
import { classifyError } from '@llm-balancer/core/errors'
import type { Reservation } from '../contracts/rate-limiter.ts'
import type { Settlement } from '../limit/limits.ts'
import type { ReservedCall } from '../limit/reserved-call.ts'
import type { ReservationOwner } from './reservation-owner.ts'
import { settlementOf } from './settlement-of.ts'

/** One call's room; given back once. */
export class CallReservation implements Reservation {
  readonly #owner: ReservationOwner
  readonly #call: ReservedCall
  #isOver = false
  #hasNoQuota = false

  constructor(owner: ReservationOwner, call: ReservedCall) {
    this.#owner = owner
    this.#call = call
  }

  settle(usage?: TokenUsage): void {
    this.#end({ end: 'succeeded', usage }, this.#owner.now())
  }

  cancel(): void {
    this.#end({ end: 'unsent' }, this.#owner.now())
  }

  fail(error: unknown): void {
    const now = this.#owner.now()
    this.release(
      { ...classifyError(error, now), type: 'failure', durationMs: Math.max(0, now - this.#call.at) },
      now,
    )
  }

  observe(facts: AttemptFacts, now: number = this.#owner.now()): void {
    if (this.#isOver) return
    if (this.#owner.observe(this.#call, facts, now)) this.#hasNoQuota = true
  }

  release(outcome: Outcome, now: number = this.#owner.now()): void {
    this.#end(settlementOf(outcome), now)
  }

  #end(settlement: Settlement, now: number): void {
    if (this.#isOver) return
    this.#isOver = true
    const isDenied = this.#hasNoQuota && (settlement.end === 'refused' || settlement.end === 'failed')
    if (isDenied) this.#owner.exclude()
    this.#owner.settle(this.#call, settlement, now)
  }
}
