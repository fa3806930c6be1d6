import { ProviderError } from '../errors/provider-error.ts'
import type { WaitLimit } from '../time/repeated-wait.ts'
import { startWait } from '../time/start-wait.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { ActiveAttempt } from './attempt.ts'
import { isImpatient } from './judge.ts'

/** One time limit of an attempt. */
export interface AttemptClock {
  /** Which of its clocks it is. */
  readonly name: keyof AttemptTimeouts
  /** What its error begins with: `no answer`. */
  readonly what: string
  /** Clock time in ms from which it counts. @default now */
  readonly since?: number
}

/** Waits for `work`, but not longer than the time limit and not beyond the run's end. A value that comes later goes to `discard`. */
export function inTime<Client, Value>(
  attempt: ActiveAttempt<Client>,
  work: PromiseLike<Value>,
  clock: AttemptClock & { readonly discard?: (late: unknown) => unknown },
): Promise<Awaited<Value>> {
  const own = attempt.run.engine.clock
  const { limitMs, onLimit } = limitOf(attempt, clock)
  const now = own.now()
  const leftMs = limitMs - (now - (clock.since ?? now))
  attempt.run.expectsEnd(leftMs, now)
  const wait = startWait(work, { limitMs: leftMs, onLimit, clock: own, discard: clock.discard })
  attempt.waitsFor(wait)
  return wait.settled
}

/** What is left of a time limit. */
export function limitOf<Client>(attempt: ActiveAttempt<Client>, clock: AttemptClock): WaitLimit {
  const limitMs = attempt.timeouts[clock.name] ?? Infinity
  return { limitMs, since: clock.since, onLimit: () => timeoutError(attempt, clock) }
}

/** The error of an attempt that ran out of one of its times; whose time it was decides who is charged. */
function timeoutError<Client>(attempt: ActiveAttempt<Client>, { name, what }: AttemptClock): ProviderError {
  const { run, target, timeouts } = attempt
  const limitMs = timeouts[name] ?? Infinity
  const usualMs = target.timeouts[name] ?? run.engine.timeouts[name]
  const isCallers = (run.options.timeouts?.[name] ?? Infinity) < usualMs
  attempt.isImpatient = isCallers && isImpatient(attempt, usualMs)
  const message = `${what} within ${Math.round(limitMs)} ms`
  return new ProviderError({ provider: target.id, kind: 'timeout', message })
}
