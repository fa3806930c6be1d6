import type { Attempt, AttemptFacts } from '../contracts/call.ts'
import type { TargetView } from '../contracts/target.ts'

/** What is behind a handle. */
export interface AttemptSource {
  readonly signal: AbortSignal
  report(facts: AttemptFacts): void
}

/**
 * An attempt as its operation sees it: neither the run nor a client can be reached from it, so that printing it shows no secret.
 * Its parts may be taken out of it, and copied. Its signal is made when it is asked for: many operations do not.
 */
export function attemptHandle(
  facts: { readonly number: number; readonly target: TargetView; readonly remainingMs: number },
  source: AttemptSource,
): Attempt {
  return {
    number: facts.number,
    target: facts.target,
    get signal() {
      return source.signal
    },
    remainingMs: facts.remainingMs,
    report(given) {
      source.report(given)
    },
  }
}
