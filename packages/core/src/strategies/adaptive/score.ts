import type { CallFacts } from '../../contracts/call.ts'
import type { TargetState } from '../../contracts/target.ts'
import { expectedCost } from '../../prices/expected-cost.ts'
import type { SharedKnowledge } from './shared-knowledge.ts'
import type { TargetKnowledge } from './target-knowledge.ts'

/** A target that is called for the first time counts as one that takes so long, in ms, until it answers. */
const firstAnswerMs = 1000

/** Scores targets. The parts of the last score stay readable, so that no object is made for each. */
export class Scorer {
  readonly #shared: SharedKnowledge
  readonly #priceWeightMs: number
  /** What the call would cost, in micro-dollars; Infinity where no price is known, or prices do not matter. */
  microUsd: number = Infinity
  /** The share of the target's tightest limit that is left; 1 where none is known. */
  left = 1

  constructor(shared: SharedKnowledge, priceWeightMs: number) {
    this.#shared = shared
    this.#priceWeightMs = priceWeightMs
  }

  /** The expected time to the first content of a stream, or to the answer of a plain call, in ms. */
  score(known: TargetKnowledge, call: CallFacts, now: number): number {
    const { target } = known
    const cached = this.cachedTokens(known, call, now)
    const { congestion, reliability, pressure } = known
    const latencyMs = this.#latencyMs(known, call, now) + this.#tokensMs(known, call, cached)
    const failuresMs = reliability.costMs(now, this.#shared.fastestMs)
    this.left = target.headroomRatio(now) ?? 1
    const answeredMs = latencyMs * congestion.factor(target.inFlight) + failuresMs
    return answeredMs * pressure.factor(this.left) + this.#priceMs(target, call, cached)
  }

  /** Tokens of the prompt that the target need not read, as far as is known. */
  cachedTokens({ target, cacheTrust }: TargetKnowledge, call: CallFacts, now: number): number {
    const last = this.#shared.caches.holderOf(call.affinityKey, now)
    return last?.target === target ? cacheTrust * Math.min(last.tokens, call.inputTokens) : 0
  }

  #latencyMs(known: TargetKnowledge, call: CallFacts, now: number): number {
    const { fastestMs } = this.#shared
    const estimate = known.estimateFor(call)
    if (estimate.isKnown) return estimate.read(now, fastestMs, known.awaited === 0)
    // The first call finds out; those that come meanwhile do not follow it.
    return known.awaited === 0 ? 0 : Math.max(firstAnswerMs, fastestMs) * (1 + known.awaited)
  }

  #tokensMs(known: TargetKnowledge, call: CallFacts, cached: number): number {
    const reading = this.#shared.reading.msPerToken * (call.inputTokens - cached)
    if (call.streaming) return reading
    return reading + known.writing.msPerToken * this.#shared.outputTokens(known.target, call)
  }

  #priceMs(target: TargetState, call: CallFacts, cached: number): number {
    const { cheapestMicroUsd } = this.#shared
    const { inputTokens } = call
    this.microUsd = Infinity
    if (this.#priceWeightMs === 0) return 0
    // One whose price is not known counts as the cheapest.
    const cheapestMs = cheapestMicroUsd === 0 ? 0 : this.#priceWeightMs
    if (target.cost === undefined) return cheapestMs
    const outputTokens = this.#shared.outputTokens(target, call)
    const cacheReadRatio = inputTokens > 0 ? cached / inputTokens : 0
    this.microUsd = expectedCost({ inputTokens, outputTokens, cacheReadRatio }, target.cost)
    if (this.microUsd === Infinity || cheapestMicroUsd === 0) return cheapestMs
    return (this.#priceWeightMs * this.microUsd) / cheapestMicroUsd
  }
}
