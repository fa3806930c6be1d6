import type { AttemptFacts, FailureKind, Outcome, TokenUsage } from '@llm-balancer/core'
import { classifyError } from '@llm-balancer/core/errors'
import type { Reservation } from '../contracts/rate-limiter.ts'
import type { Settlement } from '../limit/settlement.ts'
import type { ReservedCall } from '../limit/reserved-call.ts'
import type { ReservationOwner } from './reservation-owner.ts'
import { settlementOf } from './settlement-of.ts'

/** With these a vendor that reports a limit of 0 says that the plan of the key has none of it. */
const denials: readonly unknown[] = [
  'rate-limit',
  'quota',
  'permission',
  'model-not-found',
] satisfies FailureKind[]

function isDenial(outcome: Outcome): boolean {
  return outcome.type === 'failure' && denials.includes(outcome.kind)
}

/** One call's room; given back once. It is what its limits note about the call as well: one object for each call. */
export class CallReservation implements Reservation, ReservedCall {
  expectedInput = 0
  expectedOutput = 0
  takenInput = 0
  takenOutput = 0
  at = 0
  pace = 1
  sequence = 0
  sentCalls = 0
  sentInput = 0
  sentOutput = 0
  isLetIn = false
  readonly #owner: ReservationOwner
  #isOver = false
  #hasNoQuota = false

  constructor(owner: ReservationOwner) {
    this.#owner = owner
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
      { ...classifyError(error, now), type: 'failure', durationMs: Math.max(0, now - this.at) },
      now,
    )
  }

  observe(facts: AttemptFacts, now: number = this.#owner.now()): void {
    if (this.#isOver) return
    if (this.#owner.observe(this, facts, now)) this.#hasNoQuota = true
  }

  firstContent(now: number = this.#owner.now()): void {
    if (!this.#isOver) this.#owner.letIn(this, now)
  }

  release(outcome: Outcome, now: number = this.#owner.now()): void {
    if (this.#isOver) return
    if (this.#hasNoQuota && isDenial(outcome)) this.#owner.exclude()
    this.#end(settlementOf(outcome), now)
  }

  #end(settlement: Settlement, now: number): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#owner.settle(this, settlement, now)
  }
}
