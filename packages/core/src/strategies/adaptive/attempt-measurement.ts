import type { CallFacts } from '../../contracts/call.ts'
import type { Outcome } from '../../contracts/outcome.ts'
import type { Measurement } from '../../contracts/strategy.ts'
import type { TokenUsage } from '../../contracts/usage.ts'
import type { AwaitedAnswer } from './awaited-answers.ts'
import { adaptiveConstants } from './constants.ts'
import type { LatencyEstimate } from './latency-estimate.ts'
import { promptOf } from './prompt-caches.ts'
import type { SharedKnowledge } from './shared-knowledge.ts'
import type { TargetKnowledge } from './target-knowledge.ts'
import { mostTokens } from './token-slope.ts'

const { cache, quota } = adaptiveConstants
/** No answer is taken to be faster than this, in ms, or than this share of what it took: slopes are only estimates. */
const leastMs = 20
const leastShare = 0.25
/** One answer of a heavy tail says little about what tokens take: it counts for so many times the usual at most. */
const mostTimesUsual = 4

/** What a call was like when it began. */
export interface StartedCall {
  readonly call: CallFacts
  readonly cachedTokens: number
  readonly startedAt: number
}

/** Learns from one attempt. */
export class AttemptMeasurement implements Measurement, AwaitedAnswer {
  readonly dueSince: number
  isListed = false
  next: AwaitedAnswer | undefined
  readonly #shared: SharedKnowledge
  readonly #known: TargetKnowledge
  readonly #startedAt: number
  /** Calls in flight at the target when it began, itself included. */
  readonly #inFlight: number
  /** Of calls of its kind. */
  readonly #estimate: LatencyEstimate
  readonly #inputTokens: number
  readonly #cachedTokens: number
  readonly #prompt: string | undefined
  #isAwaited = true
  #firstContentMs = Number.NaN

  constructor(shared: SharedKnowledge, known: TargetKnowledge, started: StartedCall) {
    const { call, startedAt, cachedTokens } = started
    this.#shared = shared
    this.#known = known
    this.#startedAt = startedAt
    this.#inFlight = known.target.inFlight
    this.#estimate = call.streaming ? known.streams : known.plainCalls
    this.#inputTokens = Math.min(mostTokens, call.inputTokens)
    this.#prompt = promptOf(call)
    this.#cachedTokens = cachedTokens
    known.awaited += 1
    const readingMs = shared.reading.msPerToken * (this.#inputTokens - cachedTokens)
    const writingMs = call.streaming ? 0 : known.writing.msPerToken * shared.outputTokens(known, call)
    this.dueSince = startedAt + readingMs + writingMs
    this.#estimate.awaited.add(this)
  }

  firstContent(now: number): void {
    if (!this.#isAwaited) return
    this.#settle(true)
    this.#firstContentMs = now - this.#startedAt
    this.#answered(this.#firstContentMs, now)
  }

  finished(outcome: Outcome, now: number): void {
    const wasAwaited = this.#isAwaited
    if (wasAwaited) this.#settle(outcome.type === 'success')
    if (outcome.type === 'success') this.#succeeded(outcome, wasAwaited, now)
    else if (outcome.type === 'failure') this.#failed(outcome, now)
    else if (outcome.beaten === true && wasAwaited)
      this.#estimate.exceed(Math.max(leastMs, outcome.durationMs), now)
  }

  #settle(isAnswered: boolean): void {
    const { awaited } = this.#estimate
    this.#isAwaited = false
    this.#known.awaited -= 1
    if (isAnswered) awaited.came(this)
    else awaited.failed(this)
  }

  /** The first content of a stream, or the answer of a plain call, came after `ms`, which tokens account for as well. */
  #answered(ms: number, now: number, writtenMs = 0): void {
    const { reading } = this.#shared
    const { congestion, promptMeans, reliability, pressure } = this.#known
    const estimate = this.#estimate
    const uncached = this.#inputTokens - this.#cachedTokens
    const shownMs = estimate.isKnown
      ? Math.min(ms - writtenMs, mostTimesUsual * estimate.lastMs)
      : ms - writtenMs
    if (uncached > 0) reading.observe(uncached, shownMs, promptMeans)
    const bare = ms - writtenMs - reading.msPerToken * uncached
    const value = Math.max(leastMs, leastShare * (ms - writtenMs), bare)
    estimate.observe(value, now)
    congestion.answered({ ms: value, usualMs: estimate.lastMs, inFlight: this.#inFlight }, now)
    this.#known.answeredAt = now
    reliability.succeeded(now)
    pressure.succeeded()
  }

  #succeeded({ durationMs, usage }: Outcome, wasAwaited: boolean, now: number): void {
    const { writing, streamMeans, plainMeans } = this.#known
    const output = usage?.outputTokens
    if (!wasAwaited) {
      if (output !== undefined) writing.observe(output, durationMs - this.#firstContentMs, streamMeans)
    } else if (output === undefined) this.#answered(durationMs, now)
    else {
      writing.observe(output, durationMs, plainMeans)
      this.#answered(durationMs, now, Math.min(durationMs, writing.msPerToken * output))
    }
    if (usage === undefined) return
    this.#shared.learnUsage(this.#known, usage)
    this.#learnCache(usage, now)
  }

  #learnCache(
    { inputTokens = this.#inputTokens, outputTokens = 0, cacheReadTokens }: TokenUsage,
    now: number,
  ): void {
    const known = this.#known
    if (cacheReadTokens !== undefined && this.#cachedTokens > 0) {
      const share = Math.min(1, cacheReadTokens / (this.#cachedTokens / known.cacheTrust))
      known.cacheTrust += cache.correction * (share - known.cacheTrust)
      // Never 0, so that what should be cached can be told from what is.
      known.cacheTrust = Math.max(0.01, known.cacheTrust)
    }
    if (this.#prompt !== undefined && inputTokens > 0)
      this.#shared.caches.remember(this.#prompt, {
        target: known.target,
        tokens: Math.min(mostTokens, inputTokens + outputTokens),
        at: now,
      })
  }

  #failed({ kind, scope, durationMs }: Extract<Outcome, { type: 'failure' }>, now: number): void {
    const { reliability, pressure, target } = this.#known
    if (kind === 'rate-limit') {
      pressure.throttled(now)
      if ((target.headroomRatio(now) ?? 1) > quota.plenty) reliability.shed(now)
    } else if (scope === 'target') reliability.failed(now)
    if (kind === 'timeout') this.#estimate.exceed(Math.max(leastMs, durationMs), now)
  }
}
