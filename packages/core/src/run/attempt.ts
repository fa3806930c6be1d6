import type { Attempt, AttemptFacts, ResumableAnswer } from '../contracts/call.ts'
import type { Outcome, OutcomeMeasures } from '../contracts/outcome.ts'
import type { Measurement } from '../contracts/strategy.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { AttemptRecord } from '../contracts/trail.ts'
import type { TokenPrice, TokenUsage } from '../contracts/usage.ts'
import type { BalancerEventType } from '../contracts/events.ts'
import type { Failure, FailureKind } from '../errors/failure.ts'
import { releaseFrames } from '../errors/release-frames.ts'
import type { EventFacts } from '../targets/reporter.ts'
import { costOf } from '../prices/cost-of.ts'
import { AttemptHandle } from '../targets/attempt-handle.ts'
import type { KeyState } from '../targets/key-state.ts'
import type { Target } from '../targets/target.ts'
import { readFacts } from './attempt-facts.ts'
import type { AttemptStart, HeldPermit } from './attempt-start.ts'
import { runCancelled, type Cancellable } from './cancellation.ts'
import { decisiveAttempt } from './decisive-attempt.ts'
import { costOfTrail } from './cost-of-trail.ts'
import { heardByGuards } from './heard-by-guards.ts'
import { growWindow, learnFrom, type EndedAttempt } from './learn-from.ts'
import { penalise } from './penalise.ts'
import { cancelAnswer, takeResumption } from './resumption.ts'
import type { Run } from './run.ts'

/** How an attempt ended. */
export type Verdict =
  | { readonly type: 'success' }
  | { readonly type: 'neutral'; readonly kind?: FailureKind; readonly beaten?: true }
  | (Failure & { readonly type: 'failure' })

/** One attempt, from the moment at which its target was chosen: it gives back everything it holds when it ends, exactly once. */
export class ActiveAttempt<Client> implements EndedAttempt<Client> {
  readonly run: Run<Client>
  readonly target: Target<Client>
  /** What its operation gets of it: neither the run nor a client, so that printing it shows no secret. */
  readonly handle: Attempt
  readonly timeouts: AttemptTimeouts
  readonly record: { -readonly [Key in keyof AttemptRecord]: AttemptRecord[Key] }
  readonly isTrial: boolean
  readonly isHedge: boolean
  /** True when one of the caller's own rules for reading the stream threw: the target is not charged. */
  isRuleFault = false
  /** True when it ran out of a time that its caller had made shorter, without a sign that the target is slow. */
  isImpatient = false
  /** What it has a part in while another attempt of the run may answer first. */
  contest: Cancellable | undefined
  /** What it waits for now. */
  #awaited: Cancellable | undefined
  readonly #permits: readonly HeldPermit[]
  readonly #controller = new AbortController()
  readonly #generation: number
  /** What it counts against besides its target. */
  readonly #key: KeyState<Target<Client>>
  /** What is set aside for it of what its run may cost, in micro-dollars. */
  readonly reservedMicroUsd: number | undefined
  readonly startedAt: number
  #measurement: Measurement | undefined
  #firstContentMs: number | undefined
  #usage: TokenUsage | undefined
  /** Clock time until which its target's guards blocked it before they heard of a failure. */
  guardedBefore = 0
  /** Those of its call, where they are not its target's. */
  #prices: TokenPrice | undefined
  /** The answer that goes on although its stream breaks. */
  #resumable: ResumableAnswer | undefined
  #isOver = false

  constructor({ run, target, permits, timeouts, picked, isTrial, isHedge }: AttemptStart<Client>) {
    const { call, engine } = run
    const { attempt: number, startedAt } = call
    this.#key = target.begin(startedAt)
    this.run = run
    this.target = target
    this.timeouts = timeouts
    this.isTrial = isTrial
    this.isHedge = isHedge
    this.#permits = permits
    this.startedAt = startedAt
    this.#generation = target.window.generation
    this.reservedMicroUsd = run.spending?.reserve(target, call)
    const failed = run.failed.length === 0 ? run.failed : [...run.failed]
    const remainingMs = run.remainingAt(startedAt)
    const { signal } = this.#controller
    const resumes = takeResumption(run, target)
    this.#resumable = resumes
    const facts = { number, target: target.settings, signal, remainingMs, failed, resumes }
    this.handle = new AttemptHandle(facts, this)
    this.record = { number, targetId: target.id, startedAt }
    if (resumes !== undefined) this.record.continues = true
    if (picked !== undefined) this.record.picked = picked
    if (isHedge) this.record.hedge = true
    run.records.push(this.record)
    const { name, meter } = engine.strategy
    if (meter?.started !== undefined)
      this.#measurement = engine.reporter.safely(name, () => meter.started?.(target.state, call, startedAt))
    if (picked !== undefined) this.emit('target-picked', picked, startedAt)
    this.emit('attempt-started', {}, startedAt)
    engine.targets.attemptBegan(target, startedAt)
  }

  /** Milliseconds since it began. */
  get elapsedMs(): number {
    return Math.max(0, this.run.engine.clock.now() - this.startedAt)
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** True when it gives the rest of an answer: how soon that comes says nothing of how soon its target answers. */
  get isRest(): boolean {
    return this.handle.resumes !== undefined
  }

  /** Emits an event of this attempt, of now or of the clock time `at`. */
  emit<Type extends BalancerEventType>(
    type: Type,
    facts: Omit<EventFacts<Type>, 'runId' | 'attempt' | 'targetId'>,
    at?: number,
  ): void {
    const { reporter } = this.run.engine
    if (!reporter.hears(type)) return
    const which = { runId: this.run.id, attempt: this.handle.number, targetId: this.target.id }
    const whole = this.isHedge ? { ...which, hedge: true, ...facts } : { ...which, ...facts }
    reporter.tell(type, whole as unknown as EventFacts<Type>, at)
  }

  /** What it waits for now, until the run or its part in it ends. */
  waitsFor(awaited: Cancellable): void {
    this.#awaited = awaited
    this.run.waitsFor(this.contest ?? awaited)
  }

  /** Ends what it waits for. */
  interrupt(reason: unknown): void {
    this.#awaited?.cancel(reason)
  }

  /** @throws runCancelled when the run was ended from outside, or another attempt has answered first */
  checkBounds(): void {
    this.run.checkBounds()
    if (this.#isOver) throw runCancelled
  }

  /** The first content of a stream has come. */
  commit(): void {
    const { engine } = this.run
    const now = engine.clock.now()
    this.#firstContentMs = this.elapsedMs
    if (this.isRest) {
      this.#tellAnswer(now)
      return
    }
    this.#tellLatency(this.#firstContentMs)
    engine.reporter.safely(engine.strategy.name, () => this.#measurement?.firstContent?.(now))
    this.#tellAnswer(now)
    this.emit('stream-committed', { firstContentMs: this.#firstContentMs })
  }

  /** True when its first content has come. */
  get hasAnswered(): boolean {
    return this.#firstContentMs !== undefined
  }

  /** The target answers: it has room for more, and may be tried again before this stream has ended. */
  #tellAnswer(now: number): void {
    const { engine } = this.run
    const { target } = this
    for (const { guard, permit } of this.#permits) guard.firstContent(permit, now)
    target.answers()
    growWindow(this, this.#firstContentMs ?? 0, now)
    if (this.isTrial) engine.trials.ended(true, now)
    engine.targets.attemptAnswers(target)
    engine.queue.wake()
  }

  /** Ends what its operation still does. Only the first reason counts. */
  abort(reason: unknown): void {
    this.#controller.abort(reason)
  }

  /** Ends it, and gives back everything that it holds. Only the first call counts. */
  end(verdict: Verdict, error?: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    const { target, run } = this
    const { engine } = run
    const now = engine.clock.now()
    const outcome = this.#outcomeOf(verdict, now)
    if (verdict.type !== 'success') cancelAnswer(run, this.#resumable)
    this.#write(outcome, error)
    if (this.reservedMicroUsd !== undefined)
      run.spending?.settle(this.reservedMicroUsd, outcome, target.group !== undefined)
    if (outcome.type === 'failure') this.guardedBefore = target.guardedUntil(now, run.call)
    this.#release(heardByGuards(this, outcome), now, error)
    target.end(this.#key, this.hasAnswered)
    if (this.#measurement !== undefined) {
      const heard: Outcome = this.isRest ? { type: 'neutral', durationMs: outcome.durationMs } : outcome
      engine.reporter.safely(engine.strategy.name, () => this.#measurement?.finished(heard, now))
    }
    target.counters.count(outcome, now)
    learnFrom(this, outcome, now)
    if (this.#firstContentMs === undefined && saysLatency(outcome)) this.#tellLatency(outcome.durationMs)
    if (outcome.type === 'success') this.emit('attempt-succeeded', { outcome }, now)
    else if (outcome.type === 'failure') this.emit('attempt-failed', { outcome, error }, now)
    else this.emit('attempt-neutral', outcome.kind === undefined ? { outcome } : { outcome, error }, now)
    if (outcome.type === 'failure') penalise(this, outcome, now)
    if (this.isTrial) engine.trials.ended(outcome.type === 'success', now)
    engine.targets.attemptEnded(target, this.#key, now)
    engine.queue.wake()
  }

  /** What its operation has reported, and is no longer this attempt's to cancel. */
  takeResumable(): ResumableAnswer | undefined {
    const resumable = this.#resumable
    this.#resumable = undefined
    return resumable
  }

  /** Its operation reports something. */
  report(given: AttemptFacts): void {
    this.run.engine.reporter.safely('report', () => {
      if (this.#isOver) this.#reportLate(given)
      else this.#report(given)
    })
  }

  /** What it reports now has no reader, unless another attempt has it. */
  #reportLate({ resumable }: AttemptFacts): void {
    if (this.target.group === undefined && this.run.resumption?.answer !== resumable)
      cancelAnswer(this.run, resumable)
  }

  #report(given: AttemptFacts): void {
    const { clock, reporter } = this.run.engine
    const now = clock.now()
    const facts = readFacts(given, reporter)
    if (facts.usage !== undefined)
      this.#usage = this.#usage === undefined ? facts.usage : { ...this.#usage, ...facts.usage }
    if (facts.prices !== undefined) this.#prices = facts.prices
    if (facts.continues === true) this.record.continues = true
    // What is reported of a group is of one of the targets inside, which has heard it.
    const isOwn = this.target.group === undefined
    if (isOwn && facts.resumable !== undefined) this.#resumable = facts.resumable
    if (isOwn && 'limits' in facts) this.target.limits.learn(facts, now)
    for (const { guard, permit } of this.#permits) guard.observe(permit, facts, now)
  }

  #outcomeOf(verdict: Verdict, now: number): Outcome {
    const durationMs = Math.max(0, now - this.startedAt)
    const usualMs = this.#firstContentMs ?? (verdict.type === 'success' ? durationMs : undefined)
    const firstContentMs = this.isRest ? undefined : usualMs
    const outcome: { -readonly [Key in keyof OutcomeMeasures]: OutcomeMeasures[Key] } & Verdict = {
      ...verdict,
      durationMs,
    }
    if (firstContentMs !== undefined) outcome.firstContentMs = firstContentMs
    if (this.#usage !== undefined) outcome.usage = this.#usage
    const costMicroUsd = this.#costMicroUsd()
    if (costMicroUsd !== undefined) outcome.costMicroUsd = costMicroUsd
    return outcome
  }

  #costMicroUsd(): number | undefined {
    if (this.record.group !== undefined) return costOfTrail(this.record.group)
    if (this.#usage === undefined) return undefined
    return costOf(this.#usage, this.#prices ?? this.target.settings.cost)
  }

  #write(outcome: Outcome, error: unknown): void {
    this.record.outcome = outcome
    const inner = decisiveAttempt(this.record.group)
    if (inner !== undefined) this.record.targetId += `/${inner.targetId}`
    if (outcome.type === 'success') return
    this.record.error = error
    // A run holds what its attempts failed with: through it, a stream that another target serves would never be garbage-collected.
    if (this.run.call.streaming) releaseFrames(error)
  }

  #release(...heard: Parameters<HeldPermit['permit']['release']>): void {
    for (const { guard, permit } of this.#permits) guard.release(permit, ...heard)
  }

  /** True unless its target was blocked since it began: what it learns then is out of date. A group's own targets have windows. */
  get isCurrent(): boolean {
    return this.target.group === undefined && this.#generation === this.target.window.generation
  }

  /** It has answered after so many ms, or has taken at least so long in vain. */
  #tellLatency(latencyMs: number): void {
    const { engine, hedge, call } = this.run
    if (hedge === undefined || this.isHedge) return
    const now = engine.clock.now()
    engine.hedging.learn(this.target, latencyMs, { settings: hedge, streaming: call.streaming, now })
  }
}

/** True when it is known how long the target took, or that it took at least so long. */
function saysLatency(outcome: Outcome): boolean {
  if (outcome.type === 'neutral') return outcome.beaten === true
  return outcome.type === 'success' || outcome.kind === 'timeout'
}
