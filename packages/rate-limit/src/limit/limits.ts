import type { LimitReport, TokenUsage } from '@llm-balancer/core'
import type { Booking } from '../contracts/booking.ts'
import type { CallCost } from '../contracts/call-cost.ts'
import { ExpectedTokens } from '../tokens/expected-tokens.ts'
import { Throttle } from '../learn/throttle.ts'
import { RecentRate } from '../learn/recent-rate.ts'
import { Limit, type LimitShape } from './limit.ts'
import type { ReservedCall } from './reserved-call.ts'
import type { Unit } from './unit.ts'
import { windowOf } from './window-of.ts'

/** While more than this share of every limit is left, a refusal is for want of capacity. */
const plenty = 0.3

const minuteMs = 60_000

/** How limits are kept. */
export interface LimitsSettings {
  readonly limits: readonly LimitShape[]
  readonly learn: boolean
  readonly booking: Booking
  /** How much of a limit may be used at once while its vendor has said nothing. */
  readonly burstOf: (unit: Unit, limit: number, windowMs: number) => number
}

/** How a call ended, as far as limits are concerned. */
export interface Settlement {
  readonly usage?: TokenUsage | undefined
  /**
   * `unfinished`: it may have used all that was expected of it. `failed`: it used nothing but what `usage` says. `refused`: the vendor
   * refused it because of a limit. `unsent`: it was never made.
   */
  readonly end: 'succeeded' | 'unfinished' | 'failed' | 'refused' | 'unsent'
  readonly retryAfterMs?: number | undefined
}

/**
 * All that a limiter knows: what is left of each limit, what a call is expected to take of them, and how fast calls may follow
 * each other. A call reserves (all limits or none), is settled once, and what the vendor reports sets the levels. No timers and no
 * waiting; times are handed in.
 */
export class Limits {
  readonly #settings: LimitsSettings
  readonly #input = new ExpectedTokens()
  readonly #output = new ExpectedTokens()
  readonly #throttle = new Throttle()
  readonly #rate = new RecentRate()
  #all: Limit[] = []
  #sequence = 0
  #sentInput = 0
  #sentOutput = 0
  /** Taken by calls that are not settled. */
  #openInput = 0
  #openOutput = 0
  /** True when the vendor says that its limit is 0. */
  #isExcluded = false

  constructor(settings: LimitsSettings, now: number) {
    this.#settings = settings
    this.reset(now)
  }

  get all(): readonly Limit[] {
    return this.#all
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

  /** Clock time from which such a call may begin; one of unknown size when anything is left. */
  availableAt(cost: CallCost, now: number): number {
    if (this.#isExcluded) return Infinity
    const pace = this.#throttle.paceAt(now)
    const { inputTokens = 0 } = cost
    const input = inputTokens > 0 ? this.#input.of(inputTokens) : 0
    const expectedOutput = this.#outputOf(cost)
    const output = expectedOutput > 0 ? this.#takenOutput(cost, expectedOutput) : 0
    let at = Math.max(now, this.#throttle.pausedUntil)
    for (const limit of this.#all)
      at = Math.max(at, limit.availableAt(Math.max(1, limit.amountOf(1, input, output)), now, pace))
    return at
  }

  /** Takes what is expected of a call, and notes it in `call`. Ask {@link availableAt} before. */
  reserve(call: ReservedCall, cost: CallCost, now: number): void {
    const pace = this.#throttle.paceAt(now)
    const { inputTokens = 0 } = cost
    const expectedOutput = this.#outputOf(cost)
    const input = this.#input.of(inputTokens)
    const output = this.#takenOutput(cost, expectedOutput)
    for (const limit of this.#all) limit.take(limit.amountOf(1, input, output), now, pace)
    if (this.#all.length === 0) this.#rate.count(now)
    this.#throttle.begin(now)
    this.#sequence += 1
    this.#sentInput += input
    this.#sentOutput += output
    this.#openInput += input
    this.#openOutput += output
    call.expectedInput = inputTokens
    call.expectedOutput = expectedOutput
    call.takenInput = input
    call.takenOutput = output
    call.at = now
    call.pace = pace
    call.sequence = this.#sequence
    call.sentInput = this.#sentInput
    call.sentOutput = this.#sentOutput
  }

  /** A call has ended: the difference between what it took and what its vendor counts is given back, or taken as well. */
  settle(call: ReservedCall, { end, usage, retryAfterMs }: Settlement, now: number): void {
    this.#openInput -= call.takenInput
    this.#openOutput -= call.takenOutput
    const calls = end === 'unsent' || (end === 'refused' && this.#settings.booking.rejected !== true) ? 1 : 0
    const input = call.takenInput - this.#countedInput(call, end, usage)
    const output = call.takenOutput - this.#countedOutput(call, end, usage)
    if (calls !== 0 || input !== 0 || output !== 0)
      for (const limit of this.#all) {
        const amount = limit.amountOf(calls, input, output)
        if (amount !== 0) limit.giveBack(amount, call.at, call.pace)
      }
    if (end === 'unsent') this.#throttle.cancel(call.at)
    else if (end === 'refused' && this.#settings.learn) this.#refuse(call, retryAfterMs, now)
    else if (end === 'succeeded') this.#succeed(call, usage, now)
  }

  /** The vendor reports its limits in the answer to a call. True when more may be left than before. */
  learn(reports: readonly LimitReport[], call: ReservedCall, now: number): void {
    if (!this.#settings.learn) return
    for (const report of reports) {
      const limit = this.#find(report) ?? this.#add(report, now)
      if (limit === undefined) continue
      const amount = limit.amountOf(1, call.takenInput, call.takenOutput)
      const sentSince = this.#sentSince(limit, call)
      limit.learn(report, { sentAt: call.at, sequence: call.sequence, amount, sentSince }, now)
    }
  }

  /** The vendor says that there is nothing to be had at all: nothing to wait for. */
  exclude(): void {
    if (this.#settings.learn) this.#isExcluded = true
  }

  /** Forgets what was learnt from refusals and reports; calls that run keep what they have taken. */
  reset(now: number): void {
    const { limits } = this.#settings
    this.#all = limits.map((shape) => new Limit(shape, now))
    this.#throttle.reset()
    this.#rate.reset()
    this.#isExcluded = false
  }

  /** What the caller says of the answer's length, as far as its vendor counts it. */
  #outputOf({ outputTokens = 0, maxOutputTokens = 0 }: CallCost): number {
    return this.#settings.booking.tokens === 'arrival' && maxOutputTokens > 0 ? maxOutputTokens : outputTokens
  }

  /** The longest answer is taken as it is: nothing is estimated there. */
  #takenOutput({ maxOutputTokens = 0 }: CallCost, expected: number): number {
    const isLongest = this.#settings.booking.tokens === 'arrival' && maxOutputTokens > 0
    return isLongest ? Math.ceil(expected) : this.#output.of(expected)
  }

  /** The input tokens of a call that its vendor counts. */
  #countedInput({ takenInput }: ReservedCall, end: Settlement['end'], usage: TokenUsage | undefined): number {
    if (end === 'unsent' || end === 'refused') return 0
    if (this.#settings.booking.tokens === 'arrival') return takenInput
    return (usage === undefined ? undefined : this.#usedInput(usage)) ?? (end === 'failed' ? 0 : takenInput)
  }

  #countedOutput(
    { takenOutput }: ReservedCall,
    end: Settlement['end'],
    usage: TokenUsage | undefined,
  ): number {
    if (end === 'unsent' || end === 'refused') return 0
    if (this.#settings.booking.tokens === 'arrival') return takenOutput
    return usage?.outputTokens ?? (end === 'failed' ? 0 : takenOutput)
  }

  #usedInput({ inputTokens, cacheReadTokens = 0 }: TokenUsage): number | undefined {
    if (inputTokens === undefined) return undefined
    return this.#settings.booking.cacheReads === false
      ? Math.max(0, inputTokens - cacheReadTokens)
      : inputTokens
  }

  #succeed(call: ReservedCall, usage: TokenUsage | undefined, now: number): void {
    const isSlowed = this.#throttle.paceAt(now) < 1
    this.#throttle.succeed(call.at, now)
    for (const limit of this.#all)
      if (limit.source !== 'guessed') limit.succeed(now)
      else if (!isSlowed) limit.raise(now)
    if (usage === undefined) return
    const input = this.#usedInput(usage)
    if (input !== undefined) this.#input.learn(call.expectedInput, input)
    if (usage.outputTokens !== undefined) this.#output.learn(call.expectedOutput, usage.outputTokens)
  }

  #refuse(call: ReservedCall, retryAfterMs: number | undefined, now: number): void {
    const tightest = this.#tightest(now)
    const isPlenty =
      tightest === undefined || (tightest.source !== 'guessed' && tightest.leftRatio(now) > plenty)
    const isCapacity = isPlenty && retryAfterMs === undefined
    this.#throttle.refuse({ retryAfterMs, isCapacity }, now)
    if (tightest === undefined) this.#guess(now)
    else if (!isPlenty || !tightest.isReported)
      tightest.exhaust(tightest.amountOf(1, call.takenInput, call.takenOutput), retryAfterMs, now)
  }

  #tightest(now: number): Limit | undefined {
    let tightest: Limit | undefined
    for (const limit of this.#all)
      if (tightest === undefined || limit.leftRatio(now) < tightest.leftRatio(now)) tightest = limit
    return tightest
  }

  /** Nothing is known of the vendor's limits: what was sent lately was too much, unless it was only a few calls. */
  #guess(now: number): void {
    const perMs = this.#rate.perMs(now)
    if (perMs === undefined) return
    const limit = Math.max(1, Math.round(perMs * minuteMs))
    const burst = this.#settings.burstOf('requests', limit, minuteMs)
    const guess = new Limit({ unit: 'requests', limit, windowMs: minuteMs, burst, source: 'guessed' }, now)
    guess.exhaust(1, undefined, now)
    this.#all.push(guess)
  }

  #find(report: LimitReport): Limit | undefined {
    const ofUnit = this.#all.filter(({ unit, source }) => unit === report.unit && source !== 'guessed')
    const exact = ofUnit.find(({ limit }) => limit === report.limit && report.windowMs === undefined)
    return exact ?? ofUnit.find(({ windowMs }) => windowMs === windowOf(report))
  }

  #add(report: LimitReport, now: number): Limit | undefined {
    const { unit, limit = 0 } = report
    if (limit < 1) return undefined
    const windowMs = windowOf(report)
    const whole = Math.floor(limit)
    const burst = this.#settings.burstOf(unit, whole, windowMs)
    const added = new Limit({ unit, limit: whole, windowMs, burst, source: 'reported' }, now)
    this.#all = [...this.#all.filter(({ source }) => source !== 'guessed'), added]
    return added
  }

  /**
   * What was sent after a call. Where tokens are counted as they are used, those of the calls that still run have not been counted by
   * the vendor either, apart from the input of this one.
   */
  #sentSince(limit: Limit, call: ReservedCall): number {
    const input = this.#sentInput - call.sentInput
    const output = this.#sentOutput - call.sentOutput
    const since = limit.amountOf(this.#sequence - call.sequence, input, output)
    if (limit.unit === 'requests' || this.#settings.booking.tokens === 'arrival') return since
    return Math.max(since, limit.amountOf(0, this.#openInput - call.takenInput, this.#openOutput))
  }
}
