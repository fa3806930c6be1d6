import type { FailureKind, Outcome, PickReason } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { AttemptTrail, RunTrail, WaitTrail } from './run-trail.ts'

type Open<Trail> = { -readonly [Key in keyof Trail]: Trail[Key] }

/** So many attempts and waits of a run are kept, and so many targets that a wait passed over. */
const stepsKept = 50
const consideredKept = 16

/** The trail of a run that has not ended. */
export class OpenTrail {
  readonly trail: Open<RunTrail>
  lastKind?: FailureKind
  readonly #attempts: Open<AttemptTrail>[] = []
  readonly #waits: Open<WaitTrail>[] = []
  #picked: { readonly attempt: number; readonly reason: PickReason } | undefined

  constructor(
    begin: Pick<RunTrail, 'balancer' | 'runId' | 'startedAt' | 'streaming' | 'tenant' | 'operation'>,
  ) {
    this.trail = { ...begin, attempts: this.#attempts, waits: this.#waits }
  }

  waits(at: number, cause: WaitTrail['cause'], considered: WaitTrail['considered']): void {
    this.#endWait(at)
    if (this.#waits.length < stepsKept)
      this.#waits.push({ startedAt: at, cause, considered: considered.slice(0, consideredKept) })
    else this.trail.moreWaits = (this.trail.moreWaits ?? 0) + 1
  }

  /** The next attempt's target was chosen. */
  pick(attempt: number, picked: PickReason): void {
    const { strategy, because, candidates, excluded, moreCandidates, moreExcluded } = picked
    const reason = { strategy, candidates, excluded, ...defined({ because, moreCandidates, moreExcluded }) }
    this.#picked = { attempt, reason }
  }

  beginAttempt({
    number,
    targetId,
    startedAt,
    hedge,
  }: Pick<AttemptTrail, 'number' | 'targetId' | 'startedAt' | 'hedge'>): void {
    this.#endWait(startedAt)
    const picked = this.#picked?.attempt === number ? this.#picked.reason : undefined
    if (this.#attempts.length < stepsKept)
      this.#attempts.push({ number, targetId, startedAt, ...defined({ hedge, picked }) })
    else this.trail.moreAttempts = (this.trail.moreAttempts ?? 0) + 1
  }

  commit(number: number, firstContentMs: number): void {
    const attempt = this.#find(number)
    if (attempt !== undefined) attempt.firstContentMs = firstContentMs
  }

  restart(number: number): void {
    const attempt = this.#find(number)
    if (attempt !== undefined) attempt.restarted = true
  }

  endAttempt(number: number, outcome: Outcome): void {
    if (outcome.type !== 'success' && outcome.kind !== undefined) this.lastKind = outcome.kind
    const attempt = this.#find(number)
    if (attempt === undefined) return
    const { durationMs, usage, costMicroUsd } = outcome
    Object.assign(
      attempt,
      defined({ outcome: outcome.type, durationMs, usage: usage && { ...usage }, costMicroUsd }),
    )
    if (outcome.type === 'success') return
    const { kind } = outcome
    const { status, retryAfterMs } = outcome.type === 'failure' ? outcome : {}
    Object.assign(attempt, defined({ kind, status, retryAfterMs }))
  }

  end(at: number, end: Pick<RunTrail, 'result' | 'durationMs' | 'targetId' | 'reason'>): void {
    this.#endWait(at)
    Object.assign(this.trail, end)
  }

  #endWait(at: number): void {
    const last = this.#waits.at(-1)
    if (last !== undefined) last.durationMs ??= Math.max(0, at - last.startedAt)
  }

  #find(number: number): Open<AttemptTrail> | undefined {
    return this.#attempts.find((attempt) => attempt.number === number)
  }
}
