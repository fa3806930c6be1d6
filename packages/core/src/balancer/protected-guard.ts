import type { AttemptFacts, CallFacts } from '../contracts/call.ts'
import type { Guard, Permit } from '../contracts/guard.ts'
import { describeValue } from '../options/describe-value.ts'
import { readProperty } from '../options/read-property.ts'
import { isThenable } from '../streams/is-thenable.ts'
import type { Engine } from './state.ts'

/**
 * A user's guard as the engine calls it. When the guard throws, or gives what makes no sense, a `listener-failed` event names
 * it and its target may not take the call; no run ends by it.
 */
export class ProtectedGuard implements Guard {
  readonly #guard: Guard
  readonly #report: (guard: string, error: unknown) => void

  constructor(guard: Guard, report: (guard: string, error: unknown) => void) {
    this.#guard = guard
    this.#report = report
  }

  get name(): string {
    const name = readProperty(this.#guard, 'name')
    return typeof name === 'string' ? name : 'guard'
  }

  /** Infinity when the guard cannot say it. */
  availableAt(now: number, call: CallFacts): number {
    return this.#ask((guard) => {
      const at: unknown = guard.availableAt(now, call)
      if (typeof at === 'number' && !Number.isNaN(at)) return at
      throw misuse(`"availableAt" must give a number`, at)
    }, Infinity)
  }

  /** Null when the guard gives neither a permit nor null. */
  acquire(now: number, call: CallFacts): Permit | null {
    return this.#ask((guard) => {
      const permit: unknown = guard.acquire(now, call)
      if (permit === null) return null
      if (typeof readProperty(permit, 'release') === 'function') return permit as Permit
      throw misuse(`"acquire" must give a permit or null at once`, permit)
    }, null)
  }

  observe(facts: AttemptFacts, now: number): void {
    this.#ask((guard) => guard.observe?.(facts, now), undefined)
  }

  reset(): void {
    this.#ask((guard) => guard.reset?.(), undefined)
  }

  #ask<Answer>(ask: (guard: Guard) => Answer, otherwise: Answer): Answer {
    try {
      return ask(this.#guard)
    } catch (error) {
      this.#report(this.name, error)
      return otherwise
    }
  }
}

/** The guards of a target, as the engine calls them. */
export function protectGuards<Client>(
  { emitter, clock }: Engine<Client>,
  guards: readonly Guard[],
): readonly Guard[] {
  const report = (guard: string, error: unknown): void => {
    emitter.failed(guard, clock.now(), error)
  }
  return guards.map((guard) => new ProtectedGuard(guard, report))
}

function misuse(must: string, got: unknown): TypeError {
  // What an asynchronous guard rejects with later has no other handler.
  if (isThenable(got)) got.then(undefined, () => {})
  return new TypeError(`${must}, got ${isThenable(got) ? 'a promise' : describeValue(got)}`)
}
