import type { CallFacts } from '../../contracts/call.ts'
import { adaptiveConstants } from './constants.ts'
import type { LastAnswer } from './prompt-caches.ts'
import type { SharedKnowledge } from './shared-knowledge.ts'
import type { TargetKnowledge } from './target-knowledge.ts'

const { firstAnswerMs } = adaptiveConstants.latency

/** What a score is made of, as far as the last one needed it. One object, written again for each score. */
export interface ScoreParts {
  /** True before the first answer of the target. */
  isUnknown: boolean
  /** Time to the first content, or to the answer of a plain call, without tokens, in ms. */
  latencyMs: number
  /** What tokens add to it, in ms. */
  tokensMs: number
  /** Tokens of the prompt that the target need not read. */
  cachedTokens: number
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
}

/** A call as it is priced; one object, because nothing is made for a score. */
interface Tokens {
  inputTokens: number
  cachedTokens: number
  outputTokens: number
}

/** Scores targets for one call after the other. */
export class Scorer {
  readonly #shared: SharedKnowledge
  readonly #priceWeightMs: number
  readonly #tokens: Tokens = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 }
  #call: CallFacts = anyCall
  #now = 0
  #held: LastAnswer | undefined
  /** Those of the last score. */
  readonly parts: ScoreParts = {
    isUnknown: true,
    latencyMs: 0,
    tokensMs: 0,
    cachedTokens: 0,
    crowding: 1,
    failuresMs: 0,
    left: 1,
    scarcity: 1,
    microUsd: Infinity,
    priceMs: 0,
  }

  constructor(shared: SharedKnowledge, priceWeightMs: number) {
    this.#shared = shared
    this.#priceWeightMs = priceWeightMs
  }

  /** The scores that follow are for this call. */
  begin(call: CallFacts, now: number): void {
    this.#call = call
    this.#now = now
    this.#held = this.#shared.caches.holderOf(call.affinityKey, now)
    this.#tokens.inputTokens = call.inputTokens
  }

  /** The expected time to the first content of a stream, or to the answer of a plain call, in ms. */
  score(known: TargetKnowledge): number {
    const { parts } = this
    const { target, congestion, reliability, pressure } = known
    const now = this.#now
    this.#readTokens(known)
    this.#readLatency(known)
    parts.crowding = congestion.factor(target.inFlight)
    parts.failuresMs = reliability.costMs(now, this.#shared.fastestMs)
    parts.left = target.headroomRatio(now) ?? 1
    parts.scarcity = pressure.factor(parts.left)
    this.#readPrice(known)
    const answeredMs = (parts.latencyMs + parts.tokensMs) * parts.crowding + parts.failuresMs
    return answeredMs * parts.scarcity + parts.priceMs
  }

  #readTokens(known: TargetKnowledge): void {
    const { inputTokens, streaming } = this.#call
    const { parts } = this
    const tokens = this.#tokens
    const held = this.#held
    const isHeld = held !== undefined && held.target === known.target
    tokens.cachedTokens = isHeld ? known.cacheTrust * Math.min(held.tokens, inputTokens) : 0
    parts.cachedTokens = tokens.cachedTokens
    parts.tokensMs = this.#shared.reading.msPerToken * (inputTokens - tokens.cachedTokens)
    if (streaming && this.#priceWeightMs === 0) return
    tokens.outputTokens = this.#shared.outputTokens(known, this.#call)
    if (!streaming) parts.tokensMs += known.writing.msPerToken * tokens.outputTokens
  }

  #readLatency(known: TargetKnowledge): void {
    const { fastestMs } = this.#shared
    const { parts } = this
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
    parts.microUsd = Infinity
    parts.priceMs = 0
    if (this.#priceWeightMs === 0) return
    parts.microUsd = price.microUsd(this.#tokens)
    if (cheapestMicroUsd === 0) return
    const times = parts.microUsd === Infinity ? 1 : parts.microUsd / cheapestMicroUsd
    parts.priceMs = this.#priceWeightMs * times
  }
}

/** A call of which nothing is known. */
export const anyCall: CallFacts = {
  ...{ inputTokens: 0, outputTokens: 0, affinityKey: undefined },
  ...{ attempt: 1, startedAt: 0, streaming: true },
}
