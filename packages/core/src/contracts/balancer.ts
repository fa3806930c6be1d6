import type { FailureKind } from '../errors/failure.ts'
import type { BalancerState } from './balancer-state.ts'
import type { BalancerSettings } from './balancer-settings.ts'
import type { Operation } from './call.ts'
import type { BalancerEvent, BalancerEventType } from './events.ts'
import type { PoolOptions } from './pool-options.ts'
import type { RunOptions } from './run-options.ts'
import type { TargetGroup } from './target-group.ts'
import type { TargetOptions, TargetUpdate } from './target-options.ts'
import type { TargetView } from './target.ts'
import type { Headroom, LimitReport, TokenUsage } from './usage.ts'

/**
 * Spreads calls over targets and keeps the caller served while some of them fail. Made by `createBalancer`; lives as
 * long as the process or until `close`. Can itself be a target of another balancer.
 */
export interface Balancer<Client> extends TargetGroup<Client> {
  /**
   * Makes one call: picks a target, hands its client to `operation`, and tries others when it fails.
   *
   * @throws the operation's own error when one target was tried once, or when the error is the caller's fault
   * @throws {AllTargetsFailedError} when every attempt failed
   * @throws {NoTargetAvailableError} when no target may take the call
   * @throws {DeadlineExceededError} when the total time is used up
   * @throws the signal's reason when the caller aborts
   */
  run<Result>(operation: Operation<Client, Result>, options?: RunOptions<Result>): Promise<Result>
  /**
   * Adds a target; it may be picked from now on. A closed balancer takes no targets, changes or settings any more.
   *
   * @throws like `createBalancer` for bad settings or a taken id
   */
  addTarget(target: TargetOptions<Client>): void
  /** Takes a target out: no new attempts; resolves when its running ones have ended. @throws RangeError for an unknown id */
  removeTarget(id: string): Promise<void>
  /** Changes a target's settings and keeps its state. @throws RangeError for an unknown id */
  updateTarget(id: string, update: TargetUpdate<Client>): void
  /**
   * Gives a target other settings in place of all that it has, and keeps its state: what is not given has its default again.
   *
   * @throws RangeError for an unknown id, otherwise like `addTarget`
   */
  replaceTarget(target: TargetOptions<Client>): void
  /**
   * Changes the settings that runs go by. Each that is named is replaced whole, with defaults for what it leaves out; the others stay as
   * they are. Runs that have begun end with the settings with which they began.
   *
   * @throws like `createBalancer` for a bad setting, and then nothing has changed
   */
  updateSettings(update: BalancerSettings): void
  /**
   * Lifts what blocks a target: its cooldown or quarantine, that of its key, and what its guards have counted against it.
   *
   * @throws RangeError for an unknown id, TypeError for a bad option
   */
  reinstateTarget(id: string, options?: ReinstateOptions): void
  /**
   * Changes what the targets of a pool may do together. Attempts that run are left alone.
   *
   * @throws RangeError for a pool that neither a target nor the balancer's `pools` name, TypeError or RangeError for a bad option
   */
  updatePool(pool: string, update: PoolOptions): void
  /**
   * Makes several changes as one: listeners hear of all of them, and waiting runs are looked at, when `changes` has returned or thrown. What
   * is made before it throws stays. Gives what it returns; of a promise nothing is waited for.
   *
   * @throws what `changes` throws
   * @example
   * balancer.batch(() => {
   *   for (const target of targets) balancer.replaceTarget(target)
   * })
   */
  batch<Result>(changes: () => Result): Result
  /** The targets' settings, in the order in which they were added. */
  targets(): readonly TargetView[]
  /** The balancer's present state, as a plain object that holds no secret. */
  snapshot(): BalancerSnapshot
  /**
   * What is known of the targets, as plain data for `initialState` after a restart: counters, cooldowns, latencies, what vendors reported of
   * their limits. Guards have states of their own.
   */
  exportState(): BalancerState
  /** Calls `listener` for every event of a type, or of all with `*`. Gives back a function that ends it. */
  on<Type extends BalancerEventType>(
    type: Type,
    listener: (event: Extract<BalancerEvent, { type: Type }>) => void,
  ): () => void
  on(type: '*', listener: (event: BalancerEvent) => void): () => void
  /**
   * Takes no new runs and ends the waiting ones; resolves when the running ones have ended. Those that have not after `graceMs` are
   * ended as well, with a {@link BalancerClosedError}; then it resolves in any case.
   */
  close(options?: CloseOptions): Promise<void>
}

/** How a balancer closes. */
export interface CloseOptions {
  /** Time in ms, ≥ 0, that running calls and streams have to end by themselves. @default Infinity */
  readonly graceMs?: number | undefined
}

/** What `reinstateTarget` lifts. */
export interface ReinstateOptions {
  /**
   * `key`: only what blocks the target's key, and so its whole pool, such as after a new key. `target`: only what blocks the
   * target itself, such as after another model. Guards are left as they are then. @default everything, the guards included
   */
  readonly scope?: 'key' | 'target' | undefined
}

/** A balancer's present state. */
export interface BalancerSnapshot {
  readonly strategy: string
  /** Runs by state; `started` = `succeeded` + `failed` + `cancelled` + `running`. */
  readonly runs: {
    readonly started: number
    readonly succeeded: number
    readonly failed: number
    /** Ended by the caller: aborted, or a stream that was left before its end. */
    readonly cancelled: number
    /** Not ended yet. */
    readonly running: number
    /** Those of the running ones that wait for a target. */
    readonly waiting: number
  }
  readonly targets: readonly TargetSnapshot[]
  /** The pools that targets name. */
  readonly pools: readonly PoolSnapshot[]
}

/** The present state of the targets that share a key or an account. */
export interface PoolSnapshot {
  readonly pool: string
  /** Attempts that run on all of them together. */
  readonly inFlight: number
  /** Most that may; absent without a bound. */
  readonly concurrency?: number
}

/** What is left of a limit that a guard of a target keeps, in whole units. Several targets may share it. */
export interface GuardHeadroom extends Headroom {
  /** Name of the guard. */
  readonly guard: string
}

/** One target's present state. */
export interface TargetSnapshot extends TargetView {
  /**
   * `ready`: may be picked. `drained`: weight 0. `removing`: taken out, attempts still running. `cooling` and
   * `quarantined`: see `reason` and `availableAt`. `blocked`: a guard, named in `reason`, refuses it.
   */
  readonly state: 'ready' | 'drained' | 'removing' | 'cooling' | 'quarantined' | 'blocked'
  readonly reason?: string
  /** Clock time in ms from which it may be picked again. */
  readonly availableAt?: number
  readonly inFlight: number
  /** Attempts begun; = `successes` + `failures` + `neutral` + `inFlight`. */
  readonly attempts: number
  readonly successes: number
  readonly failures: number
  /** Attempts that count neither for nor against the target: aborted by the caller, or the caller's fault. */
  readonly neutral: number
  readonly failuresByKind: Readonly<Partial<Record<FailureKind, number>>>
  readonly lastFailure?: { readonly kind: FailureKind; readonly at: number; readonly status?: number }
  /** Clock time in ms at which the latest attempt began; absent before the first. */
  readonly lastAttemptAt?: number
  /** How long the successful attempts took together, in ms: to the answer, or to the end of the stream. */
  readonly successMs: number
  /** How long those that failed took together, in ms. */
  readonly failureMs: number
  /** All tokens reported. */
  readonly usage: Required<TokenUsage>
  /** What the attempts cost whose cost is known, in micro-dollars. */
  readonly costMicroUsd: number
  /** Attempts that used tokens and whose cost is not known, because a price is missing: they are not in `costMicroUsd`. */
  readonly unpriced: number
  /**
   * Most calls that may be in flight now: `concurrency`, or fewer after refusals; absent while there is no bound and the target has
   * not refused any.
   */
  readonly window?: number
  /** What the vendor reported last of its limits; absent while it has reported none. */
  readonly limits?: readonly LimitReport[]
  /** Clock time in ms at which that report came. */
  readonly limitsAt?: number
  /** What is left of the limits that its guards keep; absent while they keep none. */
  readonly headroom?: readonly GuardHeadroom[]
  /** The target's load by the strategy's meter; smaller is better. */
  readonly load?: number
}
