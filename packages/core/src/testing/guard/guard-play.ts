import type { AttemptFacts, CallFacts } from '../../contracts/call.ts'
import type { Guard, Permit } from '../../contracts/guard.ts'
import type { Outcome } from '../../contracts/outcome.ts'
import type { Headroom } from '../../contracts/usage.ts'
import { callFacts } from '../call-facts.ts'
import { demand, mustNotThrow } from '../contract-case.ts'

/** The most calls that a guard is asked to admit at a time. */
export const mostPermits = 500

/** A call of a target went wrong through the target's own fault. */
export const failed: Outcome = {
  type: 'failure',
  kind: 'server',
  scope: 'target',
  status: 500,
  durationMs: 20,
}

/** The caller left, or asked for something impossible. */
export const neutral: Outcome = { type: 'neutral', durationMs: 20 }

/** Another guard refused the call before it was made. */
export const unsent: Outcome = { type: 'neutral', durationMs: 0, unsent: true }

/** A guard at work: asked and told of every call as a balancer would. Every answer is checked against the contract. */
export class GuardPlay {
  /** Clock time in ms. */
  now = 1_000_000
  readonly name: string
  readonly #guard: Guard

  constructor(guard: Guard) {
    this.#guard = guard
    this.name = guard.name
  }

  /** When the guard says that a call may be admitted; a number that is never NaN. */
  availableAt(call: CallFacts = this.#call()): number {
    const at: unknown = this.#mustNotThrow('availableAt', () => this.#guard.availableAt(this.now, call))
    demand(
      typeof at === 'number' && !Number.isNaN(at),
      `${this.name}: availableAt must give a clock time in ms, got ${typeof at === 'number' ? 'NaN' : typeof at}`,
    )
    return at
  }

  /** What the guard says is left of its limits, where it says that: numbers that make sense. */
  headroom(): void {
    if (this.#guard.headroom === undefined) return
    const given: unknown = this.#mustNotThrow('headroom', () => this.#guard.headroom?.(this.now))
    demand(Array.isArray(given), `${this.name}: headroom must give a list, got ${typeof given}`)
    for (const { left, most, limit, windowMs } of given as readonly Headroom[])
      demand(
        Number.isFinite(left) && left <= most && most <= limit && limit < Infinity && windowMs > 0,
        `${this.name}: headroom must give numbers with left ≤ most ≤ limit, got ${left}, ${most}, ${limit}`,
      )
  }

  /** What the guard gives for a call, whether or not it said that the call has to wait. */
  acquire(): Permit | null {
    const permit: unknown = this.#mustNotThrow('acquire', () => this.#guard.acquire(this.now, this.#call()))
    demand(
      permit === null || typeof (Object(permit) as Partial<Permit>).release === 'function',
      `${this.name}: acquire must give a permit with a release method, or null; got ${typeof permit}`,
    )
    return permit as Permit | null
  }

  /** A permit for a call that the guard says may begin now. @throws an error when it gives none */
  admit(): Permit {
    const permit = this.acquire()
    demand(
      permit !== null,
      `${this.name}: acquire gave null right after availableAt had said that a call may begin now`,
    )
    return permit
  }

  /** Gives a permit back, or the same one again. */
  release(permit: Permit, outcome: Outcome): void {
    this.#mustNotThrow(`release of a permit with the outcome "${outcome.type}"`, () =>
      permit.release(outcome, this.now),
    )
  }

  /** As many permits as there are now, {@link mostPermits} at most. */
  fill(): Permit[] {
    const permits: Permit[] = []
    while (permits.length < mostPermits && this.availableAt() <= this.now) permits.push(this.admit())
    return permits
  }

  /** How many permits there are now; gives them back as calls that were never made. */
  room(): number {
    const permits = this.fill()
    for (const permit of permits) this.release(permit, unsent)
    return permits.length
  }

  /** Lets time pass until a call may begin. @throws an error when the guard gives no time, or does not keep it */
  wait(): void {
    const at = this.availableAt()
    demand(
      at !== Infinity,
      `${this.name}: availableAt says never although no call is running: a permit has kept its room`,
    )
    if (at <= this.now) return
    const waitedMs = at - this.now
    this.now = at
    demand(
      this.availableAt() <= at,
      `${this.name}: availableAt named a time, nothing happened until then, and the call still may not begin ` +
        `after ${Math.round(waitedMs)} ms`,
    )
  }

  /** Calls fail one after the other until the guard refuses further ones, or a hundred have failed. */
  provoke(): void {
    for (let call = 0; call < 100 && this.availableAt() <= this.now; call += 1)
      this.release(this.admit(), failed)
  }

  observe(permit: Permit, facts: AttemptFacts): void {
    this.#mustNotThrow('observe', () => permit.observe?.(facts, this.now))
  }

  /** True when the guard can be reset. */
  get hasReset(): boolean {
    return this.#guard.reset !== undefined
  }

  reset(): void {
    this.#mustNotThrow('reset', () => this.#guard.reset?.())
  }

  #call(): CallFacts {
    return callFacts({ startedAt: this.now })
  }

  #mustNotThrow<Result>(what: string, call: () => Result): Result {
    return mustNotThrow(`${this.name}: a guard never throws, but ${what}`, call)
  }
}
