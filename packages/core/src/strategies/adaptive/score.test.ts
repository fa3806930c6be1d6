import { describe, expect, it } from 'vitest'
import type { CallFacts } from '../../contracts/call.ts'
import { callFacts } from '../../testing/call-facts.ts'
import { fakeTarget, type FakeTarget } from '../../testing/fake-target.ts'
import { Scorer, type ScoreParts } from './score.ts'
import { SharedKnowledge } from './shared-knowledge.ts'
import type { TargetKnowledge } from './target-knowledge.ts'

const stream = (facts: Partial<CallFacts> = {}): CallFacts => callFacts({ streaming: true, ...facts })

interface Scene {
  readonly shared: SharedKnowledge
  readonly target: FakeTarget
  readonly known: TargetKnowledge
  partsFor(call?: CallFacts): ScoreParts
}

/** A target whose answers take 400 ms. */
function scene(priceWeightMs = 0): Scene {
  const shared = new SharedKnowledge()
  const target = fakeTarget({ id: 'a', cost: { inputPerMTok: 2, outputPerMTok: 10, cacheReadPerMTok: 0.2 } })
  const known = shared.of(target)
  known.streams.observe(400, 0)
  const scorer = new Scorer(shared, priceWeightMs)
  const partsFor = (call = stream()): ScoreParts => {
    scorer.begin(call, 0)
    scorer.score(known)
    return scorer.parts
  }
  return { shared, target, known, partsFor }
}

/** Teaches what tokens take, with calls of 0 and of 1000 tokens in turn. */
function teach(slope: SharedKnowledge['reading'], msPerToken: number): void {
  const means = { tokens: 0, ms: 0, isKnown: false }
  for (let call = 0; call < 400; call += 1)
    slope.observe(1000 * (call % 2), 1000 * (call % 2) * msPerToken, means)
}

describe('a score', () => {
  it('is the latency of a target with nothing against it', () => {
    expect(scene().partsFor()).toMatchObject({
      ...{ isUnknown: false, latencyMs: 400, tokensMs: 0, cachedTokens: 0, crowding: 1 },
      ...{ failuresMs: 0, left: 1, scarcity: 1, priceMs: 0, ms: 400 },
    })
  })

  it('adds what reading the prompt takes, but for what is in the cache of the target', () => {
    const { shared, target, partsFor } = scene()
    teach(shared.reading, 0.1)
    expect(partsFor(stream({ inputTokens: 5000 })).tokensMs).toBeCloseTo(500)
    shared.caches.remember('talk', { target, tokens: 4000, at: 0 })
    const parts = partsFor(stream({ inputTokens: 5000, affinityKey: 'talk' }))
    expect([parts.cachedTokens, parts.tokensMs]).toEqual([4000, expect.closeTo(100)])
    expect(partsFor(stream({ inputTokens: 5000, affinityKey: 'other' })).cachedTokens).toBe(0)
  })

  it('adds what writing takes only for a call that waits for all of the answer', () => {
    const { known, partsFor } = scene()
    teach(known.writing, 10)
    expect(partsFor(stream({ outputTokens: 300 })).tokensMs).toBe(0)
    expect(partsFor(callFacts({ outputTokens: 300 })).tokensMs).toBeCloseTo(3000)
    expect(partsFor(callFacts()).tokensMs).toBeCloseTo(1500)
  })

  it('grows with the calls under way, the risk of failures and the scarcity of quota', () => {
    const { known, target, partsFor } = scene()
    target.set({ inFlight: 4, headroomRatio: () => 0.05 })
    known.reliability.failed(0)
    const parts = partsFor()
    expect(parts).toMatchObject({ crowding: 2, left: 0.05, scarcity: expect.closeTo(1.3) as number })
    expect(parts.ms).toBeCloseTo((400 * 2 + parts.failuresMs) * 1.3)
    expect(parts.failuresMs).toBeGreaterThan(40)
  })

  it('of a target that never answered is nothing for its first call, and high for those that come meanwhile', () => {
    const { shared, partsFor } = scene()
    const fresh = fakeTarget({ id: 'b' })
    const scorer = new Scorer(shared, 0)
    scorer.begin(stream(), 0)
    scorer.score(shared.of(fresh))
    expect(scorer.parts).toMatchObject({ isUnknown: true, ms: 0 })
    shared.of(fresh).awaited = 1
    scorer.score(shared.of(fresh))
    expect(scorer.parts.ms).toBe(2000)
    expect(partsFor().isUnknown).toBe(false)
  })
})

describe('the price', () => {
  it('counts by how many times the cheapest it is', () => {
    const { shared, partsFor } = scene(50)
    const call = stream({ inputTokens: 1000, outputTokens: 100 })
    expect(partsFor(call)).toMatchObject({ microUsd: 3000, priceMs: 0 })
    shared.sawCheapest(1500)
    expect(partsFor(call).priceMs).toBe(100)
  })

  it('is lower for what is cached', () => {
    const { shared, target, partsFor } = scene(50)
    shared.caches.remember('talk', { target, tokens: 1000, at: 0 })
    expect(partsFor(stream({ inputTokens: 1000, affinityKey: 'talk', outputTokens: 100 })).microUsd).toBe(
      1200,
    )
  })

  it('counts as the cheapest where it is not known, and not at all without a weight', () => {
    const { shared, target, partsFor } = scene(50)
    target.set({ cost: undefined })
    shared.sawCheapest(1500)
    expect(partsFor(stream({ inputTokens: 1000 }))).toMatchObject({ microUsd: Infinity, priceMs: 50 })
    const free = scene(0)
    free.shared.sawCheapest(1)
    expect(free.partsFor(stream({ inputTokens: 1000 })).priceMs).toBe(0)
  })
})
