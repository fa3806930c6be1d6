import type { CallFacts } from '../contracts/call.ts'
import type { Permit } from '../contracts/guard.ts'
import type { TargetState } from '../contracts/target.ts'
import { failureRules } from '../errors/failure.ts'
import { errorCodeOf } from '../errors/balancer-error.ts'
import { StrategyError } from '../errors/run-errors.ts'
import { describeValue } from '../options.ts'
import { ActiveAttempt } from './active-attempt.ts'
import type { Engine } from './engine.ts'
import { explainPick, notExplained } from './explain.ts'
import { finalError } from './final-error.ts'
import type { Run } from './run.ts'
import type { TargetEntry } from './target-entry.ts'
import { CandidateView } from './target-registry.ts'
import { consider, earliestOf } from './consider.ts'

/** `fresh`: targets that this run has not called yet. `again`: also those it has, where that is not futile. */
type Phase = 'fresh' | 'again'

/** Finds each attempt its target: picks, acquires permits, waits where that is worth it, or gives up with the real error. */
export class Admission<Client> {
  readonly #engine: Engine<Client>
  #view: CandidateView<Client> | undefined = new CandidateView()

  constructor(engine: Engine<Client>) {
    this.#engine = engine
  }

  /** Begins the run's next attempt, at once or later. @throws what the run fails with */
  admit(run: Run<Client>): ActiveAttempt<Client> | Promise<ActiveAttempt<Client>> {
    run.scope.check()
    if (run.errors.length >= run.maxAttempts) throw finalError(this.#engine, run)
    run.attempt = run.records.length + 1
    const repeated = this.#repeat(run)
    if (repeated !== undefined) return repeated
    // Those who wait in line go first; what they leave is free for everybody.
    if (run.errors.length === 0) this.#engine.line.notify()
    const attempt = this.#pick(run, 'fresh')
    if (attempt !== undefined) return attempt
    return run.errors.length === 0 ? this.#unavailable(run) : this.#again(run)
  }

  /** The same target once more, before any other: `attemptsPerTarget`. */
  #repeat(run: Run<Client>): Promise<ActiveAttempt<Client>> | undefined {
    const { attemptsPerTarget } = this.#engine.options
    const entry = run.last
    const tried = entry === undefined ? undefined : run.tried.get(entry)
    if (attemptsPerTarget === 1 || entry === undefined || tried === undefined) return undefined
    const { times, failure } = tried
    const charge = failureRules[failure.kind].retry
    if (times >= attemptsPerTarget || !this.#mayServe(run, entry, 'again')) return undefined
    const now = this.#engine.clock.now()
    const backoffMs = this.#backoffMs(run, entry, now)
    if (backoffMs > this.#longestRetryWaitMs(run) || !this.#charge(run, charge)) return undefined
    return this.#wait(run, now + backoffMs, () => this.#pickFrom(run, (other) => other === entry))
  }

  /** Every target was tried: one of them again after a backoff, as far as attempts, budget and deadline allow. */
  #again(run: Run<Client>): Promise<ActiveAttempt<Client>> {
    const engine = this.#engine
    const now = engine.clock.now()
    const hope = this.#hopeOf(run, now)
    if (hope === undefined) throw finalError(engine, run)
    const { delayMs, phase } = hope
    engine.emitter.emit({
      type: 'run-waited',
      at: now,
      runId: run.id,
      cause: 'retry',
      delayMs,
      considered: consider(engine, run, now),
    })
    return this.#wait(run, now + delayMs, () => this.#pick(run, phase))
  }

  /** When the run may go on: with the target that is available first, or else with one it has not tried, which is free. */
  #hopeOf(run: Run<Client>, now: number): { readonly delayMs: number; readonly phase: Phase } | undefined {
    const longestMs = run.inGroup ? 0 : this.#longestRetryWaitMs(run)
    const hopes = this.#engine.registry.active.filter((entry) => this.#mayServe(run, entry, 'again'))
    const first = earliestOf(hopes, run, now)
    if (first === undefined) return undefined
    const failure = run.tried.get(first)?.failure
    if (failure !== undefined) {
      const delayMs = this.#backoffMs(run, first, now)
      if (delayMs <= longestMs && this.#charge(run, failureRules[failure.kind].retry)) {
        return { delayMs, phase: 'again' }
      }
    }
    const untried = earliestOf(
      hopes.filter((entry) => !run.tried.has(entry)),
      run,
      now,
    )
    const delayMs = untried === undefined ? Infinity : this.#outMs(run, untried, now)
    return delayMs <= longestMs ? { delayMs, phase: 'fresh' } : undefined
  }

  /** Takes the price of a retry from the budget; false when there is not enough left. */
  #charge(run: Run<Client>, price: 'transient' | 'throttled' | 'never'): boolean {
    if (price === 'never' || !this.#withdraw(price)) return false
    run.charged = price
    run.retries += 1
    return true
  }

  /** No target may take the call, and none was called yet. */
  #unavailable(run: Run<Client>): ActiveAttempt<Client> | Promise<ActiveAttempt<Client>> {
    const engine = this.#engine
    const { whenUnavailable, maxWaitMs, maxWaiting } = engine.options
    const now = engine.clock.now()
    const hopes = engine.registry.active.filter((entry) => run.allows(entry))
    const soonest = earliestOf(hopes, run, now)
    if (soonest === undefined || whenUnavailable === 'fail') throw finalError(engine, run)
    if (whenUnavailable === 'least-bad')
      return this.#begin(run, soonest, acquireWhatThereIs(soonest, now, run))
    if (run.inGroup) throw finalError(engine, run)
    const delayMs = Math.max(0, soonest.availableAt(now, run) - now)
    const hopeless =
      delayMs === Infinity
        ? !hopes.some(({ view }) => view.inFlight > 0)
        : delayMs > Math.min(maxWaitMs, run.scope.remainingMs)
    if (hopeless || engine.line.length >= maxWaiting) throw finalError(engine, run)
    engine.emitter.emit({
      type: 'run-waited',
      at: now,
      runId: run.id,
      cause: 'unavailable',
      delayMs,
      considered: consider(engine, run, now),
    })
    return this.#wait(run, now, () => this.#pick(run, 'fresh'), maxWaitMs)
  }

  #wait(
    run: Run<Client>,
    notBefore: number,
    ...[admit, longestMs]: [() => ActiveAttempt<Client> | undefined, number?]
  ): Promise<ActiveAttempt<Client>> {
    const engine = this.#engine
    const now = engine.clock.now()
    return engine.line.wait({
      scope: run.scope,
      notBefore,
      giveUpAt: Math.max(notBefore, now + (longestMs ?? engine.options.maxRetryWaitMs)),
      admit: (early) => {
        run.attempt = run.records.length + 1
        return early ? this.#pick(run, 'fresh') : admit()
      },
      isHopeless: () => !engine.registry.active.some((entry) => this.#mayServe(run, entry, 'again')),
      nextAt: () => {
        const at = engine.clock.now()
        const hopes = engine.registry.active.filter((entry) => this.#mayServe(run, entry, 'again'))
        return earliestOf(hopes, run, at)?.availableAt(at, run) ?? Infinity
      },
      refuse: () => finalError(engine, run),
    })
  }

  /** How long a tried target is left alone: as long as the server asked for, else our own backoff. */
  #backoffMs(run: Run<Client>, entry: TargetEntry<Client>, now: number): number {
    const { backoff, random } = this.#engine.options
    const outMs = this.#outMs(run, entry, now)
    const hinted = run.tried.get(entry)?.failure.retryAfterMs !== undefined
    return hinted ? outMs : Math.max(outMs, backoff(run.retries, random))
  }

  /** How long a target stays out; 0 when only the end of another attempt on it can tell. */
  #outMs(run: Run<Client>, entry: TargetEntry<Client>, now: number): number {
    const outMs = Math.max(0, entry.availableAt(now, run) - now)
    return outMs === Infinity && entry.view.inFlight > 0 ? 0 : outMs
  }

  #longestRetryWaitMs(run: Run<Client>): number {
    return Math.min(this.#engine.options.maxRetryWaitMs, run.scope.remainingMs)
  }

  #withdraw(charge: 'transient' | 'throttled'): boolean {
    return this.#engine.options.budget?.withdraw(charge) ?? true
  }

  #mayServe(run: Run<Client>, entry: TargetEntry<Client>, phase: Phase): boolean {
    if (!run.allows(entry)) return false
    const tried = run.tried.get(entry)
    if (tried === undefined) return true
    return (
      phase === 'again' &&
      failureRules[tried.failure.kind].retry !== 'never' &&
      tried.times < entry.maxAttempts
    )
  }

  #pick(run: Run<Client>, phase: Phase): ActiveAttempt<Client> | undefined {
    const { registry, clock } = this.#engine
    const plain =
      registry.unguarded && !run.filters && run.tried.size === 0 && registry.clearAt <= clock.now()
    return this.#pickFrom(run, plain ? undefined : (entry) => this.#mayServe(run, entry, phase))
  }

  /** Lets the strategy choose among the available ones that pass. One that gives no permit after all is left out. */
  #pickFrom(
    run: Run<Client>,
    passes?: (entry: TargetEntry<Client>) => boolean,
  ): ActiveAttempt<Client> | undefined {
    const { registry, clock } = this.#engine
    const now = clock.now()
    run.startedAt = now
    const view = this.#view ?? new CandidateView<Client>()
    this.#view = undefined
    try {
      if (passes === undefined) view.show(registry.active, registry.revision)
      else view.filter(registry.active, (entry) => passes(entry) && entry.availableAt(now, run) <= now)
      while (view.length > 0) {
        const entry = this.#choose(view, run, now)
        const permits = acquireAll(entry, now, run)
        if (permits !== undefined) return this.#begin(run, entry, permits, view)
        view.without(entry)
      }
      return undefined
    } finally {
      view.show([], 0)
      this.#view = view
    }
  }

  #choose(view: CandidateView<Client>, run: Run<Client>, now: number): TargetEntry<Client> {
    const { strategy, registry } = this.#engine
    let chosen: TargetState
    try {
      chosen = strategy.pick(view, run, now)
    } catch (error) {
      if (errorCodeOf(error) === 'strategy-failed') throw error
      throw new StrategyError(`strategy "${strategy.name}" threw while choosing a target`, {
        strategy: strategy.name,
        cause: error,
      })
    }
    const entry = registry.entryOf(chosen)
    if (entry !== undefined && view.has(entry)) return entry
    const got =
      entry === undefined ? describeValue(chosen) : `target "${entry.view.id}", which may not be chosen now`
    throw new StrategyError(`strategy "${strategy.name}" must choose one of its candidates, got ${got}`, {
      strategy: strategy.name,
    })
  }

  #begin(
    run: Run<Client>,
    entry: TargetEntry<Client>,
    ...[permits, view]: [readonly Permit[], CandidateView<Client>?]
  ): ActiveAttempt<Client> {
    const { emitter } = this.#engine
    const heard = emitter.hears('target-picked')
    const picked = run.explains || heard ? explainPick(this.#engine, run, view) : notExplained
    const attempt = new ActiveAttempt(this.#engine, run, { entry, permits, picked })
    if (heard) {
      emitter.emit({
        type: 'target-picked',
        at: run.startedAt,
        runId: run.id,
        attempt: run.attempt,
        targetId: entry.view.id,
        ...picked,
      })
    }
    this.#engine.began(attempt)
    return attempt
  }
}

/** A permit of every guard, or none at all. */
function acquireAll<Client>(
  entry: TargetEntry<Client>,
  now: number,
  call: CallFacts,
): readonly Permit[] | undefined {
  if (entry.guards.length === 0) return noPermits
  const permits: Permit[] = []
  let isComplete = false
  try {
    for (const guard of entry.guards) {
      const permit = guard.acquire(now, call)
      if (permit === null) return undefined
      permits.push(permit)
    }
    isComplete = true
    return permits
  } finally {
    if (!isComplete) for (const held of permits) held.release({ type: 'neutral', durationMs: 0 }, now)
  }
}

const noPermits: readonly Permit[] = []

/** For `least-bad`: the call is made anyway; the guards that let it pass hear how it went. */
function acquireWhatThereIs<Client>(
  entry: TargetEntry<Client>,
  now: number,
  call: CallFacts,
): readonly Permit[] {
  return entry.guards.flatMap((guard) => guard.acquire(now, call) ?? [])
}
