import { describe, expect, it } from 'vitest'
import { callFacts } from '../../testing/call-facts.ts'
import { candidatesOf } from '../../testing/candidates-of.ts'
import { fakeTarget } from '../../testing/fake-target.ts'
import { AdaptivePick } from './pick.ts'
import { Scorer } from './score.ts'
import { SharedKnowledge } from './shared-knowledge.ts'

const call = callFacts({ streaming: true })

/** Three targets that have answered at 0 ms, after so many ms; the random numbers are all the same. */
function scene(latencies: readonly number[], random = 0.999) {
  const shared = new SharedKnowledge()
  const targets = latencies.map((_, place) => fakeTarget({ id: 'abc'[place] ?? 'none' }))
  for (const [place, target] of targets.entries()) {
    const known = shared.of(target)
    known.streams.observe(latencies[place] ?? 0, 0)
    known.answeredAt = 0
  }
  for (let pick = 0; pick < 200; pick += 1) shared.chose(400)
  const picks = new AdaptivePick(shared, new Scorer(shared, 50), () => random)
  const candidates = candidatesOf(targets)
  return { shared, targets, picks, pick: (now = 0, facts = call) => picks.pick(candidates, facts, now).id }
}

describe('a pick', () => {
  it('is the best, which needs no words', () => {
    const { picks, pick } = scene([900, 400, 2000])
    expect(pick()).toBe('b')
    expect(picks.explain()).toBeUndefined()
  })

  it('is drawn among those that are nearly as good, and says so', () => {
    const [low, high] = [scene([400, 440, 2000], 0), scene([400, 440, 2000])]
    expect([low.pick(), high.pick()]).toEqual(['a', 'b'])
    expect(low.picks.explain()).toBe(
      'drawn by weight, quota and awaited answers among the 2 that are nearly as good as the best',
    )
  })

  it('looks again at the target that has had no call for longest, and says so', () => {
    const { shared, targets, picks, pick } = scene([400, 800, 800], 0.001)
    const [, second, third] = targets
    if (second !== undefined) shared.of(second).answeredAt = -3000
    if (third !== undefined) shared.of(third).answeredAt = 4000
    expect(pick(18_000)).toBe('a')
    expect(pick(18_300)).toBe('b')
    expect(picks.explain()).toBe('looks again at a target that has had no call for long')
    expect(pick(18_300, { ...call, attempt: 2 })).toBe('a')
    if (second !== undefined) shared.of(second).awaited = 1
    expect(pick(18_300)).not.toBe('b')
  })

  it('looks at none again, and does not say so, while all have had calls', () => {
    const { picks, pick } = scene([400, 900, 2000], 0)
    expect(pick()).toBe('a')
    expect(picks.explain()).toBeUndefined()
  })

  it('looks again the later the slower a target was: by the root', () => {
    const looksAfter = (slowMs: number): number | undefined => {
      const { shared, targets, pick } = scene([400, slowMs], 0.001)
      const [fast] = targets
      return Array.from({ length: 100 }, (_, second) => 1000 * second).find((now) => {
        if (fast !== undefined) shared.of(fast).answeredAt = now
        return pick(now) === 'b'
      })
    }
    expect([401, 1600, 6400].map(looksAfter)).toEqual([16_000, 31_000, 61_000])
  })

  it('looks at those of the lowest priority only', () => {
    const { targets, pick } = scene([400, 500, 600])
    targets[1]?.set({ priority: -1 })
    expect(pick()).toBe('b')
  })

  it('teaches what the fastest takes, and what the cheapest costs', () => {
    const { shared, targets, pick } = scene([400, 500, 600])
    targets[2]?.set({ cost: { inputPerMTok: 1, outputPerMTok: 1 } })
    pick(0, { ...call, inputTokens: 100, outputTokens: 10 })
    expect(shared.cheapestMicroUsd).toBe(110)
    for (const target of targets) shared.of(target).streams.observe(100_000, 1e9)
    pick(1e9)
    expect(shared.fastestMs).toBeGreaterThan(400)
  })

  it('compares prices with the cheapest that is above nothing', () => {
    const { shared, targets, pick } = scene([400, 500, 600])
    targets[1]?.set({ cost: { inputPerMTok: 0, outputPerMTok: 0 } })
    targets[2]?.set({ cost: { inputPerMTok: 1, outputPerMTok: 1 } })
    for (let count = 0; count < 3; count += 1) pick(0, { ...call, inputTokens: 100, outputTokens: 10 })
    expect(shared.cheapestMicroUsd).toBe(110)
  })

  it('holds on to nothing that was forgotten', () => {
    const { shared, targets, picks, pick } = scene([400, 500, 600])
    pick()
    picks.forget()
    for (const target of targets) shared.forget(target)
    expect(['a', 'b', 'c']).toContain(pick())
  })
})
