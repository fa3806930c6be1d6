import type { Headroom, LimitReport } from '@llm-balancer/core'
import type { Booking } from '../contracts/booking.ts'
import type { CallCost } from '../contracts/call-cost.ts'
import type { RateLimiterState } from '../contracts/state.ts'
import { RecentRate } from '../learn/recent-rate.ts'
import { Throttle } from '../learn/throttle.ts'
import { shiftedState } from './shifted-state.ts'
import { BookedTokens } from './booked-tokens.ts'
import { LimitList, type LimitListSettings } from './limit-list.ts'
import type { Limit } from './limit.ts'
import { emptyCall, type ReservedCall } from './reserved-call.ts'
import type { Settlement } from './settlement.ts'

/** While more than this share of every limit is left, a refusal is for want of capacity. */
const plenty = 0.3

const minuteMs = 60_000

/** How limits are kept. */
export interface LimitsSettings extends LimitListSettings {
  readonly learn: boolean
  readonly booking: Booking
}

/**
 * All that a limiter knows: what is left of each limit, what a call is expected to take of them, and how fast calls may follow
 * each other. A call reserves (all limits or none), is settled once, and what the vendor reports sets the levels. No timers and no
 * waiting; times are handed in.
 */
export class Limits {
  readonly #learns: boolean
  readonly #countsRefused: boolean
  readonly #list: LimitList
  readonly #tokens: BookedTokens
  readonly #throttle = new Throttle()
  readonly #rate = new RecentRate()
  /** What is asked about: nothing has to be made for a question. */
  readonly #asked: ReservedCall = emptyCall()
  #sequence = 0
  /** All that was sent, calls that were never made left out. */
  #sentCalls = 0
  #sentInput = 0
  #sentOutput = 0
  /** Taken by calls that are not settled. */
  #openInput = 0
  #openOutput = 0
  /** True when the vendor says that its limit is 0. */
  #isExcluded = false

  constructor(settings: LimitsSettings, now: number) {
    this.#learns = settings.learn
    this.#countsRefused = settings.booking.rejected === true
    this.#list = new LimitList(settings, now)
    this.#tokens = new BookedTokens(settings.booking)
  }

  get all(): readonly Limit[] {
    return this.#list.all
  }

  /** Share of the known rates that is used. */
  paceAt(now: number): number {
    return this.#throttle.paceAt(now)
  }

  get pausedUntil(): number {
    return this.#throttle.pausedUntil
  }

  get isExcluded(): boolean {
    return this.#isExcluded
  }

  headroom(now: number): readonly Headroom[] {
    return this.#list.headroom(now)
  }

  /** Clock time from which such a call may begin; one of unknown size when anything is left. */
  availableAt(cost: CallCost, now: number): number {
    if (this.#isExcluded) return Infinity
    this.#tokens.expect(this.#asked, cost)
    return this.#availableFor(this.#asked, now, this.#throttle.paceAt(now))
  }

  /** Takes what is expected of a call, and notes it in `call`. False, and nothing is taken, when it may not begin now. */
  reserve(call: ReservedCall, cost: CallCost, now: number): boolean {
    const pace = this.#throttle.paceAt(now)
    this.#tokens.expect(call, cost)
    if (this.#isExcluded || this.#availableFor(call, now, pace) > now) return false
    const { takenInput, takenOutput } = call
    const { all } = this.#list
    for (const limit of all) limit.take(limit.amountOf(1, takenInput, takenOutput), now, pace)
    if (all.length === 0) this.#rate.count(now)
    this.#throttle.begin(now)
    this.#sequence += 1
    this.#sentCalls += 1
    this.#sentInput += takenInput
    this.#sentOutput += takenOutput
    this.#openInput += takenInput
    this.#openOutput += takenOutput
    call.at = now
    call.pace = pace
    call.sequence = this.#sequence
    call.sentCalls = this.#sentCalls
    call.sentInput = this.#sentInput
    call.sentOutput = this.#sentOutput
    return true
  }

  /** A call has ended: the difference between what it took and what its vendor counts is given back, or taken as well. */
  settle(call: ReservedCall, settlement: Settlement, now: number): void {
    const { end, usage, retryAfterMs } = settlement
    this.#openInput -= call.takenInput
    this.#openOutput -= call.takenOutput
    if (end === 'unsent') {
      this.#sentCalls -= 1
      this.#sentInput -= call.takenInput
      this.#sentOutput -= call.takenOutput
    }
    const calls = end === 'unsent' || (end === 'refused' && !this.#countsRefused) ? 1 : 0
    const input = call.takenInput - this.#tokens.input(call, settlement)
    const output = call.takenOutput - this.#tokens.output(call, settlement)
    if (calls !== 0 || input !== 0 || output !== 0)
      for (const limit of this.#list.all) {
        const amount = limit.amountOf(calls, input, output)
        if (amount !== 0) limit.giveBack(amount, call.at, call.pace)
      }
    if (end === 'succeeded') {
      this.letIn(call, now)
      if (usage !== undefined) this.#tokens.learn(call, usage)
    } else if (end === 'unsent') this.#throttle.cancel(call.at)
    else if (end === 'refused' && this.#learns) this.#refuse(call, retryAfterMs, now)
  }

  /** The vendor reports its limits in the answer to a call. True when a call may begin earlier or later than before. */
  learn(reports: readonly LimitReport[], call: ReservedCall, now: number): boolean {
    if (!this.#learns) return false
    const pace = this.#throttle.paceAt(now)
    const { all } = this.#list
    let hasChanged = false
    for (const report of reports) {
      const limit = this.#list.reported(report, now)
      if (limit === undefined) continue
      const before = limit.availableAt(1, now, pace)
      const amount = limit.amountOf(1, call.takenInput, call.takenOutput)
      const sentSince = this.#sentSince(limit, call)
      limit.learn(report, { sentAt: call.at, sequence: call.sequence, amount, sentSince }, now)
      hasChanged ||= limit.availableAt(1, now, pace) !== before
    }
    return hasChanged || this.#list.all !== all
  }

  /** The vendor says that there is nothing to be had at all: nothing to wait for. */
  exclude(): void {
    if (this.#learns) this.#isExcluded = true
  }

  /** Forgets what was learnt from refusals and reports; calls that run keep what they have taken. */
  reset(now: number): void {
    this.#list.reset(now)
    this.#throttle.reset()
    this.#rate.reset()
    this.#isExcluded = false
  }

  export(now: number): RateLimiterState {
    const { pausedUntil } = this
    return {
      version: 1,
      savedAt: now,
      limits: this.#list.export(now),
      pace: this.paceAt(now),
      ...(pausedUntil > now ? { pausedUntil } : {}),
      tokens: this.#tokens.export(),
    }
  }

  /** Goes on from what another limiter knew. What was saved later than now, by a clock that began anew since, counts as of now. */
  import(saved: RateLimiterState, now: number): void {
    const at = Math.min(saved.savedAt, now)
    const state = shiftedState(saved, at - saved.savedAt)
    this.#list.import(state.limits, { at, now, learns: this.#learns })
    if (this.#learns) this.#throttle.import(state, now)
    this.#tokens.import(state.tokens)
  }

  #availableFor(call: ReservedCall, now: number, pace: number): number {
    const input = call.expectedInput > 0 ? call.takenInput : 0
    const output = call.expectedOutput > 0 ? call.takenOutput : 0
    let at = Math.max(now, this.#throttle.pausedUntil)
    for (const limit of this.#list.all) {
      const limitAt = limit.availableAt(Math.max(1, limit.amountOf(1, input, output)), now, pace)
      if (limitAt > at) at = limitAt
    }
    return at
  }

  /** The vendor has let a call in, as its first content or its end shows. True when others may begin earlier than before. */
  letIn(call: ReservedCall, now: number): boolean {
    if (call.isLetIn) return false
    call.isLetIn = true
    const { pausedUntil } = this
    this.#succeed(call, now)
    return this.pausedUntil < pausedUntil
  }

  #succeed(call: ReservedCall, now: number): void {
    const isSlowed = this.#throttle.paceAt(now) < 1
    this.#throttle.succeed(call.at, now)
    for (const limit of this.#list.all) {
      limit.succeed(now)
      if (limit.source === 'guessed' && !isSlowed) limit.raise(call.at, now)
    }
  }

  #refuse(call: ReservedCall, retryAfterMs: number | undefined, now: number): void {
    const tightest = this.#list.tightest(now)
    const isPlenty =
      tightest === undefined || (tightest.source !== 'guessed' && tightest.leftRatio(now) > plenty)
    const isCapacity = isPlenty && retryAfterMs === undefined
    this.#throttle.refuse({ retryAfterMs, isCapacity }, now)
    if (tightest !== undefined) {
      if (!isPlenty || !tightest.isReported)
        tightest.exhaust(tightest.amountOf(1, call.takenInput, call.takenOutput), retryAfterMs, now)
      return
    }
    // Nothing is known of the vendor's limits, unless only a few calls were made.
    const perMs = this.#rate.perMs(now)
    if (perMs !== undefined) this.#list.guess(perMs * minuteMs, now)
  }

  /**
   * What was sent after a call. Where tokens are counted as they are used, those of the calls that still run have not been counted by
   * the vendor either, apart from the input of this one.
   */
  #sentSince(limit: Limit, call: ReservedCall): number {
    // One that was sent before it, as it seemed, and never was, may have made them smaller.
    const calls = Math.max(0, this.#sentCalls - call.sentCalls)
    const input = Math.max(0, this.#sentInput - call.sentInput)
    const output = Math.max(0, this.#sentOutput - call.sentOutput)
    const since = limit.amountOf(calls, input, output)
    if (limit.unit === 'requests' || this.#tokens.onArrival) return since
    return Math.max(since, limit.amountOf(0, this.#openInput - call.takenInput, this.#openOutput))
  }
}
