import type { Attempt, AttemptFacts, ResumableAnswer } from '../contracts/call.ts'
import type { FailedAttempt } from '../errors/run-errors.ts'
import type { TargetView } from '../contracts/target.ts'

/** What is behind a handle. */
export interface AttemptSource {
  report(facts: AttemptFacts): void
}

/**
 * An attempt as its operation sees it: neither the run nor a client can be reached from it, so that printing it shows no secret.
 * Its parts may be taken out of it, and copied. They are plain fields: a getter of each object's own, which makes the signal when it is
 * asked for, costs three times as much as the signal.
 */
export class AttemptHandle implements Attempt {
  readonly number: number
  readonly target: TargetView
  readonly signal: AbortSignal
  readonly remainingMs: number
  readonly failed: readonly FailedAttempt[]
  readonly resumes: ResumableAnswer | undefined
  readonly report: (facts: AttemptFacts) => void

  constructor(
    { number, target, signal, remainingMs, failed, resumes }: Omit<Attempt, 'report'>,
    source: AttemptSource,
  ) {
    this.number = number
    this.target = target
    this.signal = signal
    this.remainingMs = remainingMs
    this.failed = failed
    this.resumes = resumes
    this.report = reportTo(source)
  }
}

/** Made here: a function literal that is assigned to a property is allocated in the old generation, and holds the run until a full collection. */
function reportTo(source: AttemptSource): AttemptHandle['report'] {
  return (facts) => {
    source.report(facts)
  }
}
