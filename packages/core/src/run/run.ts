import { scheduleUnlessNever } from '../time/clock.ts'
import { walkBackoff, type BackoffWalk } from '../backoff/walk-backoff.ts'
import { depositTo } from '../budget/deposit-to.ts'
import type { CallFacts } from '../contracts/call.ts'
import type { RunOptions, StreamOptions } from '../contracts/run-options.ts'
import type { RetryCharge } from '../contracts/retry.ts'
import type { AttemptRecord } from '../contracts/trail.ts'
import { failureRules } from '../errors/failure.ts'
import { BalancerClosedError, type FailedAttempt } from '../errors/run-errors.ts'
import { CheckedOptions } from '../options/checked-options.ts'
import { defined } from '../options/defined.ts'
import type { Target } from '../targets/target.ts'
import { factsOf } from './call-facts.ts'
import { CallSpending } from './call-spending.ts'
import { runCancelled, type Cancellable, type Cancellation } from './cancellation.ts'
import { ContextFit } from './context-fit.ts'
import type { Engine } from './engine.ts'
import { hedgeSettingsOf, type HedgeSettings } from './hedge-settings.ts'
import { filterOf, type RunFilter } from './run-filter.ts'
import { dropResumption, type Resumption } from './resumption.ts'
import { readRunOptions } from './run-options.ts'
import type { RunResultWord } from './run-registry.ts'
import type { RunSettings } from './run-settings.ts'
import type { TargetChoice } from './target-choice.ts'
import { watchSignal } from './watch-signal.ts'

const noOptions = new CheckedOptions() as RunOptions
/** What most runs have of failures: nothing has to be made for them. */
const none: readonly never[] = []
const noneTried: ReadonlyMap<never, never> = new Map<never, never>()

/** The names are written out: one that is put together has to be looked up letter by letter. */
const endEvents = { succeeded: 'run-succeeded', failed: 'run-failed', cancelled: 'run-cancelled' } as const

/** By so much, in ms, two times may differ that are the same: timers are set in whole ones, and differences of times are rounded. */
const roundingMs = 1

/** Without `maxAttempts` every target may be tried once; a target is called again only up to this many attempts in all. */
const usualAttempts = 3

/** One run: what its caller asked for, what has happened so far, and what ends it from outside. */
export class Run<Client> {
  readonly engine: Engine<Client>
  readonly id: number
  readonly options: StreamOptions<unknown> & Pick<RunOptions, 'acceptable'>
  /** What strategies, meters and guards see of it; number and start are those of the latest attempt. */
  readonly call: { -readonly [Fact in keyof CallFacts]: CallFacts[Fact] }
  /** Which targets its caller allows. */
  readonly filter: RunFilter
  /** The run's total time in ms. */
  readonly deadlineMs: number
  /** True when the caller gave the run less time than the balancer does: running out of it is not a target's fault. */
  readonly isHurried: boolean
  /** True when every pick is to be explained in the trail. */
  readonly explains: boolean
  /** True when an outer balancer made it: that one does the waiting, because it may know a target that can serve at once. */
  readonly inGroup: boolean
  /** True when the rest of an answer whose stream breaks is to be asked for where its vendor goes on with it. */
  readonly resumes: boolean
  readonly beganAt: number
  /** Most attempts in all; Infinity when each target may be tried once. */
  readonly maxAttempts: number
  readonly records: AttemptRecord[]
  /** When a second attempt begins beside one that takes long; undefined when none does. */
  readonly hedge: HedgeSettings | undefined
  /** Set while the target of such an attempt is chosen. */
  hedgeChoice: TargetChoice<Client> | undefined
  /** Where the registry of runs has it. */
  place = -1
  /** How many times a target was called again. */
  retries = 0
  /** True after a refusal that no rule names, while it is not known whether the request or its target is at fault. */
  isInDoubt = false
  /** The answer that it may have the rest of. */
  resumption: Resumption<Client> | undefined
  /** What it has taken from the retry budget. */
  charges: readonly RetryCharge[] = none
  readonly #maxWithRepeats: number
  #errors: unknown[] | undefined
  #failed: FailedAttempt[] | undefined
  #tried: Map<Target<Client>, readonly FailedAttempt[]> | undefined
  /** What it may cost; undefined without a limit. */
  readonly spending: CallSpending<Client> | undefined
  #contextFit: ContextFit<Client> | undefined
  #backoff: BackoffWalk | undefined
  #cancelled: Cancellation | undefined
  #awaited: Cancellable | undefined
  #unwatch: (() => void) | undefined
  #cancelDeadline: (() => void) | undefined

  /** @throws BalancerClosedError, or what is wrong with the options */
  constructor(
    engine: Engine<Client>,
    { options: given = noOptions, outer, explains }: RunSettings,
    streaming: boolean,
  ) {
    if (engine.runs.isClosed) throw new BalancerClosedError()
    const options = readRunOptions(given, streaming)
    if (options.pin !== undefined) engine.targets.find(options.pin)
    const { timeouts, retry, clock } = engine
    const givenMs = options.deadlineMs ?? timeouts.deadlineMs
    this.engine = engine
    this.options = options
    this.filter = filterOf(options, engine.reporter)
    this.inGroup = outer !== undefined
    this.resumes = this.options.onInterrupted === 'continue' || outer?.resumes === true
    this.deadlineMs = this.inGroup ? Math.min(givenMs, timeouts.deadlineMs) : givenMs
    this.isHurried = this.deadlineMs < timeouts.deadlineMs && (outer?.isHurried ?? true)
    this.explains = outer?.explains ?? options.explain ?? explains ?? false
    this.beganAt = clock.now()
    const maxAttempts = options.maxAttempts ?? retry.maxAttempts
    this.maxAttempts = maxAttempts ?? Infinity
    this.#maxWithRepeats = maxAttempts ?? usualAttempts
    this.records = outer?.trail ?? []
    this.hedge = hedgeSettingsOf(options, engine.hedge)
    const { maxCostUsd = Infinity } = options
    this.spending = maxCostUsd === Infinity ? undefined : new CallSpending(maxCostUsd)
    this.call = factsOf(options, this.beganAt, streaming)
    this.id = engine.runs.begin(this)
    this.#unwatch = watchSignal(this)
    // What a stream waits for has no end of its own while its reader does something else.
    if (streaming) this.setDeadline()
    if (engine.reporter.hears('run-started')) {
      const { tenant, operation } = options
      engine.reporter.emit('run-started', { runId: this.id, streaming, ...defined({ tenant, operation }) })
    }
  }

  /** What its attempts failed with. */
  get errors(): readonly unknown[] {
    return this.#errors ?? none
  }

  /** Its attempts that failed. */
  get failed(): readonly FailedAttempt[] {
    return this.#failed ?? none
  }

  /** The targets that have failed it, with those failures; and one without any, which it calls while it is hedged. */
  get tried(): ReadonlyMap<Target<Client>, readonly FailedAttempt[]> {
    return this.#tried ?? noneTried
  }

  /** What ended it from outside, if anything has. */
  get cancelled(): Cancellation | undefined {
    return this.#cancelled
  }

  /** Milliseconds left; Infinity without a deadline. */
  get remainingMs(): number {
    return this.deadlineMs === Infinity ? Infinity : this.remainingAt(this.engine.clock.now())
  }

  /** Milliseconds left at clock time `now`; Infinity without a deadline. */
  remainingAt(now: number): number {
    return Math.max(0, this.beganAt + this.deadlineMs - now)
  }

  /** Ends the run from outside: what it waits for now fails. Only the first call counts. */
  cancel(cancellation: Cancellation): void {
    if (this.#cancelled !== undefined) return
    this.#cancelled = cancellation
    const awaited = this.#awaited
    this.#awaited = undefined
    awaited?.cancel(runCancelled)
  }

  close(): void {
    this.cancel({ cause: 'balancer-closed' })
  }

  /** What it waits for now: cancelled once when the run is, at once when it has been. It replaces the one before. */
  waitsFor(awaited: Cancellable | undefined): void {
    if (this.#cancelled === undefined) this.#awaited = awaited
    else awaited?.cancel(runCancelled)
  }

  /**
   * What it is about to wait for ends by itself `limitMs` after clock time `now`. Unless that is before the deadline, a timer ends it then:
   * most runs need none. To be called before anything that sets timers, so that of two things at one moment the deadline comes first.
   */
  expectsEnd(limitMs: number, now: number): void {
    if (limitMs + roundingMs > this.remainingAt(now)) this.setDeadline()
  }

  /** From now on a timer ends it at its deadline. */
  setDeadline(): void {
    if (this.#cancelled !== undefined) return
    this.#cancelDeadline ??= scheduleUnlessNever(this.engine.clock, this.remainingMs, () => {
      this.cancel({ cause: 'deadline' })
    })
  }

  /** @throws runCancelled when the run was ended from outside, or its time is over */
  checkBounds(): void {
    if (this.remainingMs === 0) this.cancel({ cause: 'deadline' })
    this.checkCancelled()
  }

  /** {@link checkBounds} where the time was looked at a moment before. */
  checkCancelled(): void {
    if (this.#cancelled !== undefined) throw runCancelled
  }

  /** Keeps what an attempt failed with. */
  remember(target: Target<Client>, failed: FailedAttempt, error: unknown): void {
    this.#errors ??= []
    this.#errors.push(error)
    this.#failed ??= []
    this.#failed.push(failed)
    this.#noteTried(target, failed)
  }

  /** A target is being called, so that a further attempt beside that one goes to another target. */
  noteCalled(target: Target<Client>): void {
    if (!this.tried.has(target)) this.#noteTried(target)
  }

  /** The calls beside one another are over: a target that was beaten has not failed the run. */
  forgetBeaten(): void {
    for (const [target, failures] of this.tried) if (failures.length === 0) this.#tried?.delete(target)
  }

  /** True when a target that has failed the run may be called again. */
  mayRepeat(target: Target<Client>): boolean {
    const failures = this.tried.get(target) ?? []
    const isFutile = failures.some(({ kind }, place) => {
      const { retry } = failureRules[kind]
      return retry === 'never' || (retry === 'changed' && place > 0)
    })
    // An answer that goes on may break any number of times.
    const isSpent =
      this.resumption?.target === target
        ? this.failed.length >= this.maxAttempts
        : failures.length >= target.maxAttempts || this.failed.length >= this.#maxWithRepeats
    return !isFutile && !isSpent && this.fits(target)
  }

  /** The call was too long for a target. */
  overflow(target: Target<Client>): void {
    this.#contextFit ??= new ContextFit()
    this.#contextFit.overflow(target, this.call.inputTokens)
  }

  /**
   * True unless the call is known to be too long for a target, or too dear. After it was too long for one, only for those that take more:
   * of the ones whose window is not known, one of another model.
   */
  fits(target: Target<Client>): boolean {
    if (!target.fits(this.call) || this.spending?.affords(target, this.call) === false) return false
    return this.#contextFit === undefined || this.#contextFit.mayFit(target)
  }

  /** The wait in ms before the next retry. */
  backoffMs(): number {
    const { retry, reporter } = this.engine
    this.#backoff ??= walkBackoff(retry.backoff, reporter.report)
    return this.#backoff({ retry: this.retries, random: this.engine.random, error: this.errors.at(-1) })
  }

  /** Ends the run; only the first call counts. `detail` says which target served, or what went wrong. */
  settle(result: RunResultWord, detail: { readonly targetId?: string; readonly error?: unknown }): void {
    const { runs, clock, reporter, retry, hedging } = this.engine
    if (!runs.end(this, result)) return
    this.#unwatch?.()
    this.#cancelDeadline?.()
    this.#awaited = undefined
    dropResumption(this)
    if (result === 'succeeded') {
      depositTo(retry.budget, this.charges, reporter.report)
      if (this.hedge !== undefined) hedging.budget.deposit(this.hedge.budgetRatio)
    }
    const type = endEvents[result]
    if (!reporter.hears(type)) return
    const now = clock.now()
    const durationMs = Math.max(0, now - this.beganAt)
    reporter.tell(type, { runId: this.id, attempts: this.records.length, durationMs, ...detail }, now)
  }

  #noteTried(target: Target<Client>, ...failed: readonly FailedAttempt[]): void {
    this.#tried ??= new Map()
    this.#tried.set(target, [...(this.#tried.get(target) ?? none), ...failed])
  }
}
