import type { AttemptFacts, CallFacts, Headroom } from '@llm-balancer/core'
import { callQuietly, checkFunction } from '@llm-balancer/core/options'
import { steadyClock, type Clock } from '@llm-balancer/core/time'
import type { ReservationOwner } from './calls/reservation-owner.ts'
import { CallReservation } from './calls/reservation.ts'
import { runScheduled } from './calls/run-scheduled.ts'
import type { SchedulingLimiter } from './calls/scheduling-limiter.ts'
import type { CallCost } from './contracts/call-cost.ts'
import type {
  RateLimiter,
  RateLimiterSnapshot,
  Reservation,
  ScheduledCall,
  ScheduleOptions,
} from './contracts/rate-limiter.ts'
import { reportsIn } from './limit/reports-in.ts'
import type { RateLimiterState } from './contracts/state.ts'
import { Limits } from './limit/limits.ts'
import type { ReservedCall } from './limit/reserved-call.ts'
import type { Settlement } from './limit/settlement.ts'
import { burstOf, limitShapes } from './options/limit-shapes.ts'
import type { RateLimitSettings } from './options/rate-limit-options.ts'
import { readCost } from './options/schedule-options.ts'
import { CallQueue } from './queue/call-queue.ts'
import { snapshotOf } from './snapshot-of.ts'

/** A limiter over {@link Limits}: the permits of a guard, and the queue of scheduled calls. */
export class Limiter implements RateLimiter, ReservationOwner, SchedulingLimiter {
  readonly #settings: RateLimitSettings
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #queue: CallQueue
  readonly #listeners = new Set<() => void>()
  #inFlight = 0

  constructor(settings: RateLimitSettings) {
    this.#settings = settings
    this.#clock = steadyClock(settings.clock)
    const { learn, booking, initialState } = settings
    const limits = limitShapes(settings)
    this.#limits = new Limits({ limits, learn, booking, burstOf: burstOf(settings) }, this.#clock.now())
    if (initialState !== undefined) this.#limits.import(initialState, this.#clock.now())
    this.#queue = new CallQueue({
      clock: this.#clock,
      availableAt: (cost, now) => this.availableAt(now, cost),
      reserve: (cost, now) => this.acquire(now, cost),
      isEndless: (now) => this.isEndless(now),
    })
  }

  get name(): RateLimiter['name'] {
    return this.#limits.isExcluded ? 'not-on-plan' : 'rate-limit'
  }

  get settings(): RateLimitSettings {
    return this.#settings
  }

  get queue(): CallQueue {
    return this.#queue
  }

  get clock(): Clock {
    return this.#clock
  }

  now(): number {
    return this.#clock.now()
  }

  schedule<Result>(
    work: (call: ScheduledCall) => PromiseLike<Result> | Result,
    options: ScheduleOptions = {},
  ): Promise<Result> {
    return runScheduled(this, work, options)
  }

  tryReserve(cost?: ScheduleOptions['cost']): Reservation | null {
    return this.acquire(this.now(), this.costOf(readCost(cost)))
  }

  /** A cost with its text counted. */
  costOf({ text, ...cost }: NonNullable<ScheduleOptions['cost']>): CallCost {
    return text === undefined ? cost : { ...cost, inputTokens: this.#settings.countTokens(text) }
  }

  /** True when no call may ever begin: a limit is 0, or the plan excludes the model. */
  isEndless(now: number): boolean {
    return this.#limits.availableAt({}, now) === Infinity
  }

  availableAt(now: number = this.now(), call: CallFacts | CallCost = {}): number {
    if (this.#inFlight >= this.#settings.concurrency) return Infinity
    return this.#limits.availableAt(call, now)
  }

  acquire(now: number = this.now(), call: CallFacts | CallCost = {}): Reservation | null {
    if (this.#inFlight >= this.#settings.concurrency) return null
    const reservation = new CallReservation(this)
    if (!this.#limits.reserve(reservation, call, now)) return null
    this.#inFlight += 1
    return reservation
  }

  headroom(now: number = this.now()): readonly Headroom[] {
    return this.#limits.headroom(now)
  }

  observe(call: ReservedCall, { limits, headers }: AttemptFacts, now: number): boolean {
    const { readLimits, learn } = this.#settings
    if (!learn) return false
    const given: unknown = limits ?? (headers === undefined ? [] : readLimits?.(headers, now))
    const reports = reportsIn(given)
    if (reports.length === 0) return false
    const hasChanged = this.#limits.learn(reports, call, now)
    if (hasChanged && this.#limits.pausedUntil <= now) this.#changed()
    return reports.some(({ limit }) => limit === 0)
  }

  letIn(call: ReservedCall, now: number): void {
    if (!this.#limits.letIn(call, now)) return
    this.#changed()
  }

  settle(call: ReservedCall, settlement: Settlement, now: number): void {
    this.#inFlight -= 1
    this.#limits.settle(call, settlement, now)
    if (this.#queue.size > 0) this.#queue.look()
  }

  exclude(): void {
    this.#limits.exclude()
  }

  onChange(listener: () => void): () => void {
    checkFunction('listener', listener, 'rateLimit')
    // One function may be handed in more than once.
    const own = (): void => {
      listener()
    }
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  reset(): void {
    this.#limits.reset(this.now())
    this.#changed()
  }

  exportState(): RateLimiterState {
    return this.#limits.export(this.now())
  }

  toJSON(): RateLimiterSnapshot {
    const waiting = this.#queue.size
    return snapshotOf(this.#limits, { now: this.now(), inFlight: this.#inFlight, waiting })
  }

  #changed(): void {
    for (const listener of this.#listeners) callQuietly('onChange', listener)
    this.#queue.look()
  }
}
