import type { AttemptFacts, CallFacts } from '../contracts/call.ts'
import type { Guard, Permit } from '../contracts/guard.ts'
import type { Headroom } from '../contracts/usage.ts'
import { misuse } from '../options/misuse.ts'
import { readProperty } from '../options/read-property.ts'
import { isThenable } from '../streams/is-thenable.ts'
import { checkHeadroom, copyOfHeadroom, leftRatioOf } from './check-headroom.ts'
import type { Reporter } from './reporter.ts'

/**
 * A user's guard as the engine calls it. When the guard throws, or gives what makes no sense, a `listener-failed` event names
 * it and its target may not take the call; no run ends by it.
 */
export class ProtectedGuard implements Guard {
  readonly #guard: Guard
  readonly #reporter: Reporter
  /** True when it could not say from when a call may be admitted. */
  #isFaulty = false

  constructor(guard: Guard, reporter: Reporter) {
    this.#guard = guard
    this.#reporter = reporter
  }

  /** The user's own object: targets may share one. */
  get source(): Guard {
    return this.#guard
  }

  /** True when it does not say that its answer has changed; one that has just failed does not either. */
  get isSilent(): boolean {
    return this.#isFaulty || typeof readProperty(this.#guard, 'onChange') !== 'function'
  }

  get name(): string {
    const name = readProperty(this.#guard, 'name')
    return typeof name === 'string' ? name : 'guard'
  }

  /** True when nothing that it refuses may be called. */
  get isBinding(): boolean {
    return readProperty(this.#guard, 'binding') === true
  }

  /** True when it may give a permit for a trial. */
  get hasTrial(): boolean {
    return typeof readProperty(this.#guard, 'trial') === 'function'
  }

  /** True when it may say what is left of its limits. */
  get hasHeadroom(): boolean {
    return typeof readProperty(this.#guard, 'headroom') === 'function'
  }

  /** The share that is left of its tightest limit, at most 1; undefined when it keeps none, or gives what makes no sense. Asked at each pick. */
  headroomRatio(now: number): number | undefined {
    try {
      let least: number | undefined
      for (const limit of this.#limits(now)) {
        const ratio = leftRatioOf(limit)
        if (least === undefined || ratio < least) least = ratio
      }
      return least
    } catch (error) {
      this.#fail(error)
      return undefined
    }
  }

  /** What is left of its limits, in whole units; none when that makes no sense. */
  headroom(now: number): readonly Headroom[] {
    try {
      return this.#limits(now).map(copyOfHeadroom)
    } catch (error) {
      this.#fail(error)
      return []
    }
  }

  /** Infinity when the guard cannot say it. Asked for each attempt, so that no function is made for it. */
  availableAt(now: number, call: CallFacts): number {
    try {
      const at: unknown = this.#guard.availableAt(now, call)
      if (typeof at !== 'number' || Number.isNaN(at)) {
        this.#watch(at)
        throw misuse('availableAt', 'a number', at)
      }
      this.#isFaulty = false
      return at
    } catch (error) {
      this.#isFaulty = true
      this.#fail(error)
      return Infinity
    }
  }

  /** Null when the guard gives neither a permit nor null. */
  acquire(now: number, call: CallFacts): Permit | null {
    try {
      return this.#checkPermit('acquire', this.#guard.acquire(now, call))
    } catch (error) {
      this.#fail(error)
      return null
    }
  }

  trial(now: number, call: CallFacts): Permit | null {
    return this.#ask((guard) => {
      const permit: unknown = guard.trial?.(now, call)
      return permit === undefined ? null : this.#checkPermit('trial', permit)
    }, null)
  }

  /** Gives a permit back; what the guard throws changes nothing. */
  release(permit: Permit, ...heard: Parameters<Permit['release']>): void {
    try {
      this.#watch((permit as { release(...heard: unknown[]): unknown }).release(...heard))
    } catch (error) {
      this.#fail(error)
    }
  }

  onChange(listener: () => void): () => void {
    const end = this.#ask((guard) => guard.onChange?.(listener), undefined)
    return () => {
      this.#ask(() => end?.(), undefined)
    }
  }

  /** Tells a permit what its attempt reports; what the guard throws changes nothing. */
  observe(permit: Permit, facts: AttemptFacts, now: number): void {
    try {
      this.#watch(permit.observe?.(facts, now))
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Tells a permit that the first content of its stream has come; what the guard throws changes nothing. */
  firstContent(permit: Permit, now: number): void {
    try {
      this.#watch(permit.firstContent?.(now))
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Undefined when it gives no error. */
  refusal(now: number, call: CallFacts): Error | undefined {
    return this.#ask((guard) => guard.refusal?.(now, call), undefined)
  }

  reset(): void {
    this.#ask((guard) => guard.reset?.(), undefined)
  }

  #limits(now: number): readonly Headroom[] {
    const given: unknown = this.#guard.headroom?.(now)
    this.#watch(given)
    return checkHeadroom(given)
  }

  #ask<Answer>(ask: (guard: Guard) => Answer, otherwise: Answer): Answer {
    try {
      const answer = ask(this.#guard)
      this.#watch(answer)
      return answer
    } catch (error) {
      this.#fail(error)
      return otherwise
    }
  }

  #fail(error: unknown): void {
    this.#reporter.failed(this.name, error)
  }

  /** A promise is no answer, but what it rejects with is told. */
  #watch(answer: unknown): void {
    if (!isThenable(answer)) return
    answer.then(undefined, (error: unknown) => {
      this.#fail(error)
    })
  }

  #checkPermit(method: string, permit: unknown): Permit | null {
    if (permit === null) return null
    if (typeof readProperty(permit, 'release') === 'function') return permit as Permit
    this.#watch(permit)
    throw misuse(method, 'a permit or null at once', permit)
  }
}
