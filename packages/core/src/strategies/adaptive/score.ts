import type { CallFacts } from '../../contracts/call.ts'
import { adaptiveConstants } from './constants.ts'
import { promptOf, type LastAnswer } from './prompt-caches.ts'
import type { SharedKnowledge } from './shared-knowledge.ts'
import type { TargetKnowledge } from './target-knowledge.ts'
import { mostTokens } from './token-slope.ts'

const { firstAnswerMs } = adaptiveConstants.latency

/** What a score is made of, as far as the last one needed it. One object, written again for each score. */
export interface ScoreParts {
  /** True before the first answer of the target. */
  isUnknown: boolean
  /** Time to the first content, or to the answer of a plain call, without tokens, in ms. */
  latencyMs: number
  /** What tokens add to it, in ms. */
  tokensMs: number
  inputTokens: number
  /** Tokens of the prompt that the target need not read. */
  cachedTokens: number
  /** Tokens of the answer, where they matter. */
  outputTokens: number
  /** By how much calls in flight make it slower, ≥ 1. */
  crowding: number
  /** What failures add, in ms. */
  failuresMs: number
  /** The share of the target's tightest limit that is left; 1 where none is known. */
  left: number
  /** By how much a scarce quota makes it look slower, ≥ 1. */
  scarcity: number
  /** What the call would cost, in micro-dollars; Infinity where no price is known, or prices do not matter. */
  microUsd: number
  /** What the price is worth, in ms. */
  priceMs: number
  /** The score: the expected time to the first content of a stream, or to the answer of a plain call, in ms. */
  ms: number
}

/**
 * Scores targets for one call after the other. Numbers that are computed here are written into `parts`: one that a function returns is an
 * object for the garbage collector where the compiler does not inline the function.
 */
export class Scorer {
  readonly #shared: SharedKnowledge
  readonly #priceWeightMs: number
  #call: CallFacts = anyCall
  #now = 0
  #readingMs = 0
  #held: LastAnswer | undefined
  /** Those of the last score. */
  readonly parts: ScoreParts = {
    ...{ isUnknown: true, latencyMs: 0.5, tokensMs: 0.5 },
    ...{ inputTokens: 0.5, cachedTokens: 0.5, outputTokens: 0.5 },
    ...{ crowding: 0.5, failuresMs: 0.5, left: 0.5, scarcity: 0.5, microUsd: 0.5, priceMs: 0.5, ms: 0.5 },
  }

  constructor(shared: SharedKnowledge, priceWeightMs: number) {
    this.#shared = shared
    this.#priceWeightMs = priceWeightMs
  }

  /** The scores that follow are for this call. */
  begin(call: CallFacts, now: number): void {
    this.#call = call
    this.#now = now
    this.#readingMs = this.#shared.reading.msPerToken
    this.#held = this.#shared.caches.holderOf(promptOf(call), now)
    this.parts.inputTokens = Math.min(mostTokens, call.inputTokens)
    this.parts.outputTokens = Math.min(mostTokens, call.outputTokens)
  }

  /** Holds on to no target. */
  forget(): void {
    this.#held = undefined
  }

  /** Scores one target, into `parts`. */
  score(known: TargetKnowledge): void {
    const { parts } = this
    const { target } = known
    this.#readTokens(known)
    this.#readLatency(known)
    parts.crowding = known.congestion.factor(target.inFlight)
    parts.failuresMs = known.reliability.costMs(this.#now, this.#shared.fastestMs)
    parts.left = target.headroomRatio(this.#now) ?? 1
    parts.scarcity = known.pressure.factor(parts.left)
    if (this.#priceWeightMs > 0) this.#readPrice(known)
    else this.#ignorePrice()
    const answeredMs = (parts.latencyMs + parts.tokensMs) * parts.crowding + parts.failuresMs
    parts.ms = answeredMs * parts.scarcity + parts.priceMs
  }

  #readTokens(known: TargetKnowledge): void {
    const { parts } = this
    const { streaming, outputTokens } = this.#call
    parts.cachedTokens = 0
    if (this.#held?.target === known.target) this.#readCache(this.#held, known)
    parts.tokensMs = this.#readingMs * (parts.inputTokens - parts.cachedTokens)
    if (outputTokens === 0) parts.outputTokens = this.#shared.outputTokens(known, this.#call)
    if (!streaming) parts.tokensMs += known.writing.msPerToken * parts.outputTokens
  }

  #readCache({ tokens }: LastAnswer, { cacheTrust }: TargetKnowledge): void {
    this.parts.cachedTokens = cacheTrust * Math.min(tokens, this.#call.inputTokens)
  }

  #readLatency(known: TargetKnowledge): void {
    const { parts } = this
    const { fastestMs } = this.#shared
    const estimate = known.estimateFor(this.#call)
    parts.isUnknown = !estimate.isKnown
    if (estimate.isKnown) parts.latencyMs = estimate.read(this.#now, fastestMs, known.awaited === 0)
    // The first call finds out; those that come meanwhile do not follow it.
    else parts.latencyMs = known.awaited === 0 ? 0 : Math.max(firstAnswerMs, fastestMs) * (1 + known.awaited)
  }

  /** A target whose price is not known counts as the cheapest. */
  #readPrice({ price }: TargetKnowledge): void {
    const { parts } = this
    const { cheapestMicroUsd } = this.#shared
    parts.microUsd = price.microUsd(parts)
    const times = parts.microUsd === Infinity ? 1 : parts.microUsd / cheapestMicroUsd
    parts.priceMs = cheapestMicroUsd === 0 ? 0 : this.#priceWeightMs * times
  }

  #ignorePrice(): void {
    this.parts.microUsd = Infinity
    this.parts.priceMs = 0
  }
}

/** A call of which nothing is known. */
export const anyCall: CallFacts = {
  ...{ inputTokens: 0, outputTokens: 0, affinityKey: undefined },
  ...{ attempt: 1, startedAt: 0, streaming: true },
}
