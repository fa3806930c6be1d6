import type { CallFacts } from '../../contracts/call.ts'
import type { TargetState } from '../../contracts/target.ts'
import type { TokenUsage } from '../../contracts/usage.ts'
import { UsageByPrice } from '../usage-by-price.ts'
import { adaptiveConstants } from './constants.ts'
import { KnownTargets } from './known-targets.ts'
import { PromptCaches, promptOf } from './prompt-caches.ts'
import { TargetKnowledge } from './target-knowledge.ts'
import { TokenSlope } from './token-slope.ts'

/** Taken for the length of an answer before any is known. */
const firstOutputTokens = 150
/** One answer counts for so many times the usual length at most, or as many tokens: it may be a mistake of the vendor. */
const mostTimesUsual = 16
/** How fast the references follow the targets that are chosen. */
const followShare = 0.05
const followCheapestShare = 0.02
/** No latency counts for more as a reference, in ms. */
export const slowestMs = 20_000

/** The references as plain data. */
export interface ReferenceState {
  readonly fastestMs: number
  readonly cheapestMicroUsd: number
}

/** What `adaptive` knows of all targets of one balancer. */
export class SharedKnowledge {
  readonly #targets = new KnownTargets()
  readonly usage: UsageByPrice = new UsageByPrice()
  readonly caches: PromptCaches = new PromptCaches()
  /** What each token of a prompt takes that is in no cache. */
  readonly reading: TokenSlope = new TokenSlope(adaptiveConstants.tokens.mostReadingMs)
  /** What the targets that are chosen take, in ms; 0 before the first answer. */
  fastestMs = 0
  /** What calls cost at the cheapest target that takes anything, in micro-dollars; 0 before such a price is known. */
  cheapestMicroUsd = 0

  of(target: TargetState): TargetKnowledge {
    let known = this.#targets.get(target)
    if (known === undefined) {
      known = new TargetKnowledge(target, this.usage)
      this.#targets.add(known)
    }
    return known
  }

  /** Forgets a target that has left. */
  forget(target: TargetState): void {
    this.#targets.delete(target)
    this.caches.forget(target)
  }

  /** How long the answer of a call is going to be, in tokens. */
  outputTokens(known: TargetKnowledge, call: CallFacts): number {
    if (call.outputTokens > 0) return call.outputTokens
    return Math.min(this.#usualOutput(known), call.maxOutputTokens ?? Infinity)
  }

  /** A call used so many tokens. */
  learnUsage(known: TargetKnowledge, usage: TokenUsage): void {
    const { outputTokens = 0 } = usage
    const most = mostTimesUsual * Math.max(mostTimesUsual, this.#usualOutput(known))
    const shown = outputTokens > most ? { ...usage, outputTokens: most } : usage
    known.price.usual.learn(shown)
    this.usage.all.learn(shown)
  }

  #usualOutput({ price }: TargetKnowledge): number {
    return price.usual.outputTokens ?? this.usage.all.outputTokens ?? firstOutputTokens
  }

  /** Tokens of the prompt of a call that a target need not read, as far as is known. */
  cachedTokens({ target, cacheTrust }: TargetKnowledge, call: CallFacts, now: number): number {
    const held = this.caches.holderOf(promptOf(call), now)
    return held?.target === target ? cacheTrust * Math.min(held.tokens, call.inputTokens) : 0
  }

  /** For `restoreReferences` of another one. */
  exportReferences(): ReferenceState {
    return { fastestMs: this.fastestMs, cheapestMicroUsd: this.cheapestMicroUsd }
  }

  /** Goes on from what another one has exported. */
  restoreReferences({ fastestMs, cheapestMicroUsd }: ReferenceState): void {
    this.fastestMs = fastestMs
    this.cheapestMicroUsd = cheapestMicroUsd
  }

  /** A target was chosen that takes so long. */
  chose(latencyMs: number): void {
    this.fastestMs += followShare * (Math.min(slowestMs, latencyMs) - this.fastestMs)
  }

  /** A call would cost so much at the cheapest target. */
  sawCheapest(microUsd: number): void {
    if (this.cheapestMicroUsd === 0) this.cheapestMicroUsd = microUsd
    else this.cheapestMicroUsd += followCheapestShare * (microUsd - this.cheapestMicroUsd)
  }
}
