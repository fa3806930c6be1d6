import type { TargetState } from '../../../contracts/target.ts'
import { fakeTarget, type FakeTarget } from '../../../testing/fake-target.ts'
import { UsageByPrice } from '../../usage-by-price.ts'
import type { ScoreParts } from '../score.ts'
import { TargetKnowledge } from '../target-knowledge.ts'

/** What is known of a fake target: nothing yet. */
export function knownTarget(
  settings: Pick<TargetState, 'id'> & Partial<TargetState>,
): TargetKnowledge & { readonly target: FakeTarget } {
  const target = fakeTarget(settings)
  return Object.assign(new TargetKnowledge(target, new UsageByPrice()), { target })
}

/** A score of which only some parts matter. */
export function partsOf(own: Partial<ScoreParts>): ScoreParts {
  return {
    ...{ isUnknown: false, latencyMs: 0, tokensMs: 0 },
    ...{ inputTokens: 0, cachedTokens: 0, outputTokens: 0 },
    ...{ crowding: 1, failuresMs: 0, left: 1, scarcity: 1, microUsd: Infinity, priceMs: 0, ms: 0 },
    ...own,
  }
}
