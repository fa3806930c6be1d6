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

  /**
   * Scores one target, into `parts`. Of thousands, what is known of one is in no cache of the processor, so that what need not be read is
   * not read: each number is an object of its own. It is one function because V8 inlines calls only up to a limit: when these steps were functions of
   * their own, it depended on the process which of them were inlined, and picks took up to a quarter longer.
   */
  score(known: TargetKnowledge): void {
    const { parts } = this
    const { target, awaited } = known
    const { fastestMs, cheapestMicroUsd } = this.#shared
    const call = this.#call
    const now = this.#now

    const held = this.#held
    parts.cachedTokens =
      held?.target === target ? known.cacheTrust * Math.min(held.tokens, call.inputTokens) : 0
    parts.tokensMs = this.#readingMs * (parts.inputTokens - parts.cachedTokens)
    if (call.outputTokens === 0) parts.outputTokens = this.#shared.outputTokens(known, call)
    if (!call.streaming) parts.tokensMs += known.writing.msPerToken * parts.outputTokens

    const estimate = known.estimateFor(call)
    parts.isUnknown = !estimate.isKnown
    // Of one that has not answered, the first call finds out; those that come meanwhile do not follow it.
    if (estimate.isKnown) parts.latencyMs = estimate.read(now, fastestMs, awaited === 0)
    else parts.latencyMs = awaited === 0 ? 0 : Math.max(firstAnswerMs, fastestMs) * (1 + awaited)

    const { inFlight } = target
    parts.crowding = inFlight === 0 ? 1 : known.congestion.factor(inFlight)
    parts.failuresMs = known.reliability.costMs(now, fastestMs)
    parts.left = target.headroomRatio(now) ?? 1
    parts.scarcity = known.pressure.factor(parts.left)

    parts.microUsd = this.#priceWeightMs > 0 ? known.price.microUsd(parts) : Infinity
    // One whose price is not known counts as the cheapest.
    const times = parts.microUsd === Infinity ? 1 : parts.microUsd / cheapestMicroUsd
    parts.priceMs = cheapestMicroUsd > 0 ? this.#priceWeightMs * times : 0

    const answeredMs = (parts.latencyMs + parts.tokensMs) * parts.crowding + parts.failuresMs
    parts.ms = answeredMs * parts.scarcity + parts.priceMs
  }
}

/** A call of which nothing is known. */
export const anyCall: CallFacts = {
  ...{ inputTokens: 0, outputTokens: 0, affinityKey: undefined },
  ...{ attempt: 1, startedAt: 0, streaming: true },
}
