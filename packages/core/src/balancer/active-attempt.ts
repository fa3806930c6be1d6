import type { Clock } from '../clock.ts'
import type { Attempt, AttemptFacts } from '../contracts/call.ts'
import type { Permit } from '../contracts/guard.ts'
import type { Outcome, OutcomeMeasures } from '../contracts/outcome.ts'
import type { TargetView } from '../contracts/target.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { AttemptRecord, PickReason } from '../contracts/trail.ts'
import type { TokenUsage } from '../contracts/usage.ts'
import type { Failure } from '../errors/failure.ts'
import type { OuterAttempt } from './group.ts'
import type { Emitter } from './emitter.ts'
import type { Run } from './run.ts'
import type { TargetEntry } from './target-entry.ts'

type Verdict =
  { readonly type: 'success' } | { readonly type: 'neutral' } | (Failure & { readonly type: 'failure' })

/** What an attempt needs of its balancer: the time, and somebody who keeps the books. */
export interface AttemptHost<Client> {
  readonly clock: Clock
  readonly emitter: Emitter
  timeoutsOf(entry: TargetEntry<Client>, run: Run<Client>): Required<AttemptTimeouts>
  observe(entry: TargetEntry<Client>, facts: AttemptFacts): void
  committed(attempt: ActiveAttempt<Client>, firstContentMs: number): void
  ended(attempt: ActiveAttempt<Client>, outcome: Outcome, error: unknown): void
}

/** One attempt while it runs. It ends exactly once, whatever happens first, and then everything it held is given back. */
export class ActiveAttempt<Client> implements Attempt {
  readonly number: number
  readonly startedAt: number
  readonly remainingMs: number
  readonly timeouts: Required<AttemptTimeouts>
  readonly #host: AttemptHost<Client>
  readonly #run: Run<Client>
  readonly #entry: TargetEntry<Client>
  readonly #permits: readonly Permit[]
  readonly #controller = new AbortController()
  #record: { -readonly [Key in keyof AttemptRecord]: AttemptRecord[Key] }
  #usage: TokenUsage | undefined
  #firstContentMs: number | undefined
  #ended = false

  constructor(
    host: AttemptHost<Client>,
    run: Run<Client>,
    chosen: {
      readonly entry: TargetEntry<Client>
      readonly permits: readonly Permit[]
      readonly picked: PickReason
    },
  ) {
    this.#host = host
    this.#run = run
    this.#entry = chosen.entry
    this.#permits = chosen.permits
    this.number = run.attempt
    this.startedAt = run.startedAt
    this.remainingMs = run.scope.remainingMs
    this.timeouts = host.timeoutsOf(chosen.entry, run)
    this.#record = {
      number: this.number,
      targetId: this.entry.view.id,
      startedAt: this.startedAt,
      picked: chosen.picked,
    }
    run.records.push(this.#record)
  }

  /** The run and the target are no fields, so that an attempt that is printed shows no client. */
  get run(): Run<Client> {
    return this.#run
  }

  get entry(): TargetEntry<Client> {
    return this.#entry
  }

  get target(): TargetView {
    return this.entry.view
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Milliseconds since the attempt began. */
  get elapsedMs(): number {
    return Math.max(0, this.#host.clock.now() - this.startedAt)
  }

  report(facts: AttemptFacts): void {
    if (this.#ended) return
    if (facts.usage !== undefined) this.#usage = { ...this.#usage, ...facts.usage }
    this.#host.observe(this.entry, facts)
  }

  /** The first content of a stream has come. */
  commit(): void {
    this.#firstContentMs = this.elapsedMs
    this.#host.committed(this, this.#firstContentMs)
  }

  /** Begins what happens inside a group as a part of this attempt. */
  openGroup(): OuterAttempt {
    if (!this.#run.explains) return { trail: undefined }
    const trail: AttemptRecord[] = []
    this.#record.group = trail
    return { trail }
  }

  /** Aborts the attempt's call upstream. */
  abort(reason: unknown): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(reason)
  }

  /** Ends the attempt. Only the first call counts. */
  end(verdict: Verdict, error?: unknown): void {
    if (this.#ended) return
    this.#ended = true
    const now = this.#host.clock.now()
    const outcome: Outcome = { ...verdict, ...this.#measures(verdict) }
    this.#record.outcome = outcome
    const inner = this.#record.group?.at(-1)
    if (inner !== undefined) this.#record.targetId += `/${inner.targetId}`
    if (verdict.type !== 'success') this.#record.error = error
    const judged = this.#judgedByGuards(outcome)
    for (const permit of this.#permits) {
      this.#host.emitter.safely('guard', () => {
        permit.release(judged, now)
      })
    }
    this.#host.ended(this, outcome, error)
  }

  #measures(verdict: Verdict): OutcomeMeasures {
    const durationMs = this.elapsedMs
    const firstContentMs = this.#firstContentMs ?? (verdict.type === 'success' ? durationMs : undefined)
    return {
      durationMs,
      ...(firstContentMs === undefined ? {} : { firstContentMs }),
      ...(this.#usage === undefined ? {} : { usage: this.#usage }),
    }
  }

  /** One run counts at most once per target and kind against its guards. */
  #judgedByGuards(outcome: Outcome): Outcome {
    if (outcome.type !== 'failure') return outcome
    const before = this.run.failed.some(
      ({ targetId, kind }) => targetId === this.entry.view.id && kind === outcome.kind,
    )
    return before ? { ...this.#measures(outcome), type: 'neutral' } : outcome
  }
}
