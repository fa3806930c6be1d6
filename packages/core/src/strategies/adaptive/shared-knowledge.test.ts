import { describe, expect, it } from 'vitest'
import { callFacts } from '../../testing/call-facts.ts'
import { fakeTarget } from '../../testing/fake-target.ts'
import { SharedKnowledge } from './shared-knowledge.ts'

const target = fakeTarget({ id: 'a', cost: { inputPerMTok: 1 } })

it('has one thing known of each target, until it is forgotten', () => {
  const shared = new SharedKnowledge()
  const known = shared.of(target)
  shared.caches.remember('talk', { target, tokens: 1, at: 0 })
  expect(shared.of(target)).toBe(known)
  expect(known.target).toBe(target)
  shared.forget(target)
  expect(shared.of(target)).not.toBe(known)
  expect(shared.caches.holderOf('talk', 0)).toBeUndefined()
})

describe('the length of an answer', () => {
  it('is what the caller says', () => {
    const shared = new SharedKnowledge()
    expect(shared.outputTokens(shared.of(target), callFacts({ outputTokens: 7 }))).toBe(7)
  })

  it('is otherwise usual at the price, or anywhere, or 150 tokens, within what the call allows', () => {
    const shared = new SharedKnowledge()
    const known = shared.of(target)
    const lengthOf = (facts = {}): number => shared.outputTokens(known, callFacts(facts))
    expect(lengthOf()).toBe(150)
    shared.usage.all.learn({ inputTokens: 10, outputTokens: 400 })
    expect(lengthOf()).toBe(400)
    known.price.usual.learn({ inputTokens: 10, outputTokens: 90 })
    expect(lengthOf()).toBe(90)
    expect(lengthOf({ maxOutputTokens: 20 })).toBe(20)
  })
})

describe('what calls use', () => {
  const learn = (...outputs: readonly number[]): SharedKnowledge => {
    const shared = new SharedKnowledge()
    for (const outputTokens of outputs)
      shared.learnUsage(shared.of(target), { inputTokens: 500, outputTokens })
    return shared
  }
  const usual = (shared: SharedKnowledge): number => shared.outputTokens(shared.of(target), callFacts())
  const many = (tokens: number): readonly number[] => Array.from({ length: 30 }, () => tokens)

  it('is learnt for the price, and for all together', () => {
    const shared = learn(...many(300))
    expect(usual(shared)).toBeCloseTo(300)
    expect(shared.usage.all.outputTokens).toBeCloseTo(300)
  })

  it.each([1e6, 1e9])('is not spoilt by a vendor that reports %s tokens once', (mistaken) => {
    expect(usual(learn(...many(200), mistaken))).toBeLessThan(400)
  })

  it('follows answers that have become much longer', () => {
    expect(usual(learn(...many(10), ...many(8000)))).toBeGreaterThan(4000)
    expect(usual(learn(...many(0), ...many(8000)))).toBeGreaterThan(4000)
  })
})

it('knows what is cached where a conversation was answered last, no more than its prompt has', () => {
  const shared = new SharedKnowledge()
  const known = shared.of(target)
  const call = callFacts({ affinityKey: 'talk', inputTokens: 1000 })
  expect(shared.cachedTokens(known, call, 0)).toBe(0)
  shared.caches.remember('talk', { target, tokens: 800, at: 0 })
  expect(shared.cachedTokens(known, call, 0)).toBe(800)
  known.cacheTrust = 0.5
  expect(shared.cachedTokens(known, call, 0)).toBe(400)
  expect(shared.cachedTokens(known, { ...call, inputTokens: 100 }, 0)).toBe(50)
  expect(shared.cachedTokens(shared.of(fakeTarget({ id: 'b' })), call, 0)).toBe(0)
})

it('has references that follow what is chosen', () => {
  const shared = new SharedKnowledge()
  for (let call = 0; call < 200; call += 1) shared.chose(500)
  expect(shared.fastestMs).toBeCloseTo(500, 0)
  shared.chose(10_000_000)
  expect(shared.fastestMs).toBeLessThan(1500)
  shared.sawCheapest(100)
  expect(shared.cheapestMicroUsd).toBe(100)
  shared.sawCheapest(200)
  expect(shared.cheapestMicroUsd).toBe(102)
})
