import type { Clock } from '../clock.ts'
import type { AttemptFacts } from '../contracts/call.ts'
import type { Outcome } from '../contracts/outcome.ts'
import type { RunOptions } from '../contracts/run-options.ts'
import type { LoadMeter, Strategy } from '../contracts/strategy.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import { failureRules, type Failure, type FailureKind } from '../errors/failure.ts'
import { BalancerClosedError } from '../errors/run-errors.ts'
import type { ActiveAttempt } from './active-attempt.ts'
import { classifyError } from './classify-error.ts'
import { Emitter } from './emitter.ts'
import type { OuterAttempt } from './group.ts'
import type { ResolvedOptions } from './options.ts'
import { penalise } from './penalties.ts'
import { checkRunOptions, Run } from './run.ts'
import { RunScope } from './run-scope.ts'
import type { TargetEntry } from './target-entry.ts'
import { TargetRegistry } from './target-registry.ts'
import { WaitingLine } from './waiting-line.ts'

const noOptions: RunOptions = {}

/** What all runs of one balancer share, and the one place that keeps its books. */
export class Engine<Client> {
  readonly options: ResolvedOptions<Client>
  readonly clock: Clock
  readonly emitter: Emitter
  readonly registry: TargetRegistry<Client>
  readonly line: WaitingLine<ActiveAttempt<Client>>
  readonly strategy: Strategy
  readonly counts = { started: 0, succeeded: 0, failed: 0, cancelled: 0 }
  readonly #meter: LoadMeter | undefined
  readonly #running = new Set<Run<Client>>()
  #closed = false
  #onQuiet: (() => void) | undefined

  constructor(options: ResolvedOptions<Client>) {
    this.options = options
    this.clock = options.clock
    this.emitter = new Emitter(options.clock)
    this.registry = new TargetRegistry(options)
    this.line = new WaitingLine(options.clock)
    this.strategy = options.strategy
    this.#meter = options.strategy.meter
  }

  get closed(): boolean {
    return this.#closed
  }

  get running(): number {
    return this.#running.size
  }

  /** Begins a run. @throws BalancerClosedError, or what is wrong with the options */
  open(
    options: RunOptions | undefined,
    kind: {
      readonly streaming: boolean
      readonly explains: boolean
      readonly outer?: OuterAttempt | undefined
    },
  ): Run<Client> {
    if (this.#closed) throw new BalancerClosedError()
    if (options !== undefined) checkRunOptions(options, kind.streaming)
    const given = options ?? noOptions
    if (given.pin !== undefined) this.registry.get(given.pin)
    const now = this.clock.now()
    const run = new Run<Client>({
      id: (this.counts.started += 1),
      options: given,
      scope: new RunScope(this.clock, given.signal, given.deadlineMs ?? this.options.timeouts.deadlineMs),
      ...kind,
      maxAttempts: given.maxAttempts ?? this.options.maxAttempts ?? this.#defaultMaxAttempts(),
      now,
    })
    this.#running.add(run)
    this.emitter.emit({ type: 'run-started', at: now, runId: run.id, streaming: run.streaming })
    return run
  }

  /** Ends a run's bookkeeping. */
  settle(
    run: Run<Client>,
    result: 'succeeded' | 'failed' | 'cancelled',
    detail: { targetId?: string; error?: unknown },
  ): void {
    if (!this.#running.delete(run)) return
    run.scope.dispose()
    this.counts[result] += 1
    const at = this.clock.now()
    const event = {
      at,
      runId: run.id,
      attempts: run.records.length,
      durationMs: Math.max(0, at - run.beganAt),
    }
    if (result === 'succeeded') {
      this.options.budget?.deposit(run.charged)
      this.emitter.emit({ type: 'run-succeeded', targetId: detail.targetId ?? '', ...event })
    } else if (result === 'failed') this.emitter.emit({ type: 'run-failed', error: detail.error, ...event })
    else this.emitter.emit({ type: 'run-cancelled', ...event })
    if (this.#running.size === 0) this.#onQuiet?.()
  }

  /** Takes no new runs; resolves when the running ones have ended. Those that wait for a target end now. */
  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true
      this.line.close()
      this.emitter.emit({ type: 'balancer-closed', at: this.clock.now() })
    }
    if (this.#running.size === 0) return
    await new Promise<void>((resolve) => {
      const before = this.#onQuiet
      this.#onQuiet = () => {
        before?.()
        resolve()
      }
    })
  }

  /** The clocks of an attempt: the call's, then the target's, then the balancer's. A group keeps its own clocks inside. */
  timeoutsOf(entry: TargetEntry<Client>, run: Run<Client>): Required<AttemptTimeouts> {
    if (entry.group !== undefined) {
      return { attemptMs: Infinity, firstContentMs: Infinity, idleMs: Infinity, ...entry.timeouts }
    }
    const { attemptMs, firstContentMs, idleMs } = this.options.timeouts
    const share = this.#share(entry, run)
    const { remainingMs } = run.scope
    const shareMs = share === 1 ? Infinity : remainingMs * share
    const own = {
      attemptMs: Math.min(attemptMs, shareMs),
      firstContentMs: Math.min(remainingMs === Infinity ? firstContentMs * share : firstContentMs, shareMs),
      idleMs,
    }
    return { ...own, ...entry.timeouts, ...run.options.timeouts }
  }

  classify(error: unknown, entry: TargetEntry<Client>): Failure {
    const now = this.clock.now()
    const builtIn = classifyError(error, now)
    try {
      const judged = this.options.classify?.(error, { target: entry.view, now }) ?? builtIn
      const kind = typeof judged === 'string' ? judged : judged.kind
      if (!Object.hasOwn(failureRules, kind))
        throw new TypeError('"classify" gave an unknown kind of failure')
      return typeof judged === 'string' ? { ...builtIn, kind, scope: failureRules[kind].scope } : judged
    } catch (fault) {
      this.emitter.fault('classify', fault)
      return builtIn
    }
  }

  /** True when a failure of this kind ends the run. */
  stops(kind: FailureKind): boolean {
    if (kind === 'content-policy') return !this.options.failoverOnContentPolicy
    return failureRules[kind].then === 'stop'
  }

  began(attempt: ActiveAttempt<Client>): void {
    const { entry, run, startedAt } = attempt
    entry.view.inFlight += 1
    entry.counters.attempts += 1
    this.emitter.safely(this.strategy.name, () => this.#meter?.started(entry.view, run, startedAt))
    this.emitter.emit({
      type: 'attempt-started',
      at: startedAt,
      runId: run.id,
      attempt: attempt.number,
      targetId: entry.view.id,
    })
  }

  observe(entry: TargetEntry<Client>, facts: AttemptFacts): void {
    const now = this.clock.now()
    if (facts.limits !== undefined && facts.limits.length > 0) {
      entry.view.limits = facts.limits
      entry.view.limitsAt = now
    }
    for (const guard of entry.guards) {
      this.emitter.safely(guard.name, () => guard.observe?.(facts, now))
    }
  }

  committed(attempt: ActiveAttempt<Client>, firstContentMs: number): void {
    const { entry, run, number } = attempt
    const now = this.clock.now()
    this.emitter.safely(this.strategy.name, () => this.#meter?.firstContent(entry.view, run, now))
    this.emitter.emit({
      type: 'stream-committed',
      at: now,
      runId: run.id,
      attempt: number,
      targetId: entry.view.id,
      firstContentMs,
    })
  }

  ended(attempt: ActiveAttempt<Client>, outcome: Outcome, error: unknown): void {
    const { entry, run } = attempt
    const now = this.clock.now()
    entry.view.inFlight -= 1
    this.emitter.safely(this.strategy.name, () => this.#meter?.finished(entry.view, outcome, now))
    this.#count(entry, outcome, now)
    const event = { at: now, runId: run.id, attempt: attempt.number, targetId: entry.view.id }
    if (outcome.type === 'success') {
      entry.own.streak = 0
      entry.key.streak = 0
      this.emitter.emit({ type: 'attempt-succeeded', outcome, ...event })
    } else if (outcome.type === 'failure') {
      this.emitter.emit({ type: 'attempt-failed', outcome, error, ...event })
      penalise(this, entry, outcome)
    } else this.emitter.emit({ type: 'attempt-neutral', outcome, ...event })
    if (entry.removing && entry.view.inFlight === 0) entry.onIdle?.()
    this.line.notify()
  }

  #count(entry: TargetEntry<Client>, outcome: Outcome, at: number): void {
    const { counters } = entry
    for (const key of Object.keys(counters.usage) as (keyof typeof counters.usage)[]) {
      counters.usage[key] += outcome.usage?.[key] ?? 0
    }
    if (outcome.type === 'success') counters.successes += 1
    else if (outcome.type === 'neutral') counters.neutral += 1
    else {
      const { kind, status } = outcome
      counters.failures += 1
      counters.failuresByKind[kind] = (counters.failuresByKind[kind] ?? 0) + 1
      counters.lastFailure = { kind, at, ...(status === undefined ? {} : { status }) }
    }
  }

  /** The share of the time that an attempt may take so that another target, where there is one, still has its part of it. */
  #share(entry: TargetEntry<Client>, run: Run<Client>): number {
    const { failoverReserveRatio } = this.options.timeouts
    if (failoverReserveRatio === 0 || run.errors.length + 1 >= run.maxAttempts) return 1
    const now = this.clock.now()
    const another = this.registry.active.some(
      (other) =>
        other !== entry && !run.tried.has(other) && run.allows(other) && other.availableAt(now, run) <= now,
    )
    return another ? 1 - failoverReserveRatio : 1
  }

  /** 3, but never fewer than lets each priority be tried once. */
  #defaultMaxAttempts(): number {
    if (this.registry.active.length <= 3) return 3
    return Math.max(3, new Set(this.registry.active.map(({ view }) => view.priority)).size)
  }
}
