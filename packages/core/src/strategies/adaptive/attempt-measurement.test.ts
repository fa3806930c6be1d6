import { describe, expect, it } from 'vitest'
import type { CallFacts } from '../../contracts/call.ts'
import type { Outcome } from '../../contracts/outcome.ts'
import { callFacts } from '../../testing/call-facts.ts'
import { fakeTarget } from '../../testing/fake-target.ts'
import { AttemptMeasurement } from './attempt-measurement.ts'
import { Scorer } from './score.ts'
import { SharedKnowledge } from './shared-knowledge.ts'

function scene() {
  const shared = new SharedKnowledge()
  const target = fakeTarget({ id: 'a' })
  const known = shared.of(target)
  const start = (facts: Partial<CallFacts> = {}, cachedTokens = 0, startedAt = 0): AttemptMeasurement =>
    new AttemptMeasurement(shared, known, {
      call: callFacts({ streaming: true, ...facts }),
      startedAt,
      cachedTokens,
    })
  return { shared, target, known, start }
}

const success = (durationMs: number, own: Partial<Outcome> = {}): Outcome =>
  ({ type: 'success', durationMs, ...own }) as Outcome
const failure = (kind: 'server' | 'timeout' | 'rate-limit', durationMs: number): Outcome => ({
  type: 'failure',
  kind,
  scope: kind === 'rate-limit' ? 'key' : 'target',
  durationMs,
})

describe('what an attempt teaches', () => {
  it('is awaited until its first content, or its end without any', () => {
    const { known, start } = scene()
    const [first, second] = [start(), start()]
    expect(known.awaited).toBe(2)
    first.firstContent(300)
    first.firstContent(400)
    expect(known.awaited).toBe(1)
    second.finished(failure('server', 500), 500)
    first.finished(success(900), 900)
    expect(known.awaited).toBe(0)
    expect(known.streams.lastMs).toBe(300)
    expect(known.answeredAt).toBe(300)
  })

  it('is the time of the answer for a plain call', () => {
    const { known, start } = scene()
    start({ streaming: false }).finished(success(1200), 1200)
    expect(known.plainCalls.lastMs).toBe(1200)
    expect(known.streams.isKnown).toBe(false)
  })

  it('is the length of answers and what their tokens take', () => {
    const { shared, known, start } = scene()
    for (let call = 0; call < 100; call += 1) {
      const outputTokens = 100 + 100 * (call % 3)
      const attempt = start()
      attempt.firstContent(200)
      attempt.finished(success(200 + 12 * outputTokens, { usage: { inputTokens: 10, outputTokens } }), 9000)
    }
    expect(known.writing.msPerToken).toBeCloseTo(12)
    expect(shared.usage.all.outputTokens).toBeGreaterThan(150)
    expect(known.price.usual.outputTokens).toBeGreaterThan(150)
  })

  it('is a risk after failures of the target, which a success lowers', () => {
    const { known, start } = scene()
    start().finished(failure('server', 30), 30)
    const risk = known.reliability.costMs(30, 0)
    expect(risk).toBeGreaterThan(0)
    start().firstContent(40)
    expect(known.reliability.costMs(40, 0)).toBeLessThan(risk)
  })

  it('is that a target takes no less than an attempt that timed out, or that another one was faster than', () => {
    const { known, start } = scene()
    start().finished(failure('timeout', 5000), 5000)
    expect(known.streams.lastMs).toBe(5000)
    start().finished({ type: 'neutral', durationMs: 9000, beaten: true }, 9000)
    expect(known.streams.lastMs).toBeGreaterThan(5000)
    const before = known.streams.lastMs
    start().finished({ type: 'neutral', durationMs: 90_000 }, 9000)
    expect(known.streams.lastMs).toBe(before)
  })
})

describe('a refusal of the key', () => {
  it('takes calls from it, and counts as a shortage of the vendor while plenty of its quota is left', () => {
    const { known, target, start } = scene()
    target.set({ headroomRatio: () => 0.1 })
    start().finished(failure('rate-limit', 30), 30)
    expect(known.pressure.share).toBeCloseTo(0.6)
    expect(known.reliability.costMs(30, 0)).toBe(0)
    target.set({ headroomRatio: () => 0.9 })
    start().finished(failure('rate-limit', 30), 1000)
    expect(known.reliability.costMs(1000, 0)).toBeGreaterThan(0)
  })
})

describe('a conversation', () => {
  const usage = { inputTokens: 900, outputTokens: 100 }

  it('is remembered at the target that has answered it, with its answer', () => {
    const { shared, target, start } = scene()
    start({ affinityKey: 'talk' }).finished(success(500, { usage }), 500)
    expect(shared.caches.holderOf('talk', 500)).toEqual({ target, tokens: 1000, at: 500 })
    start({ affinityKey: 'failed' }).finished(failure('server', 5), 500)
    expect(shared.caches.holderOf('failed', 500)).toBeUndefined()
  })

  it('is never taken to be longer than a call can be: no more of it is cached than is read', () => {
    const { shared, known, start } = scene()
    const call = { affinityKey: 'talk', inputTokens: 30_000_000 }
    start(call).finished(success(500, { usage: { inputTokens: 30_000_000, outputTokens: 100 } }), 500)
    shared.reading.restore({ covariance: 1, variance: 1 })
    const scorer = new Scorer(shared, 0)
    scorer.begin(callFacts({ ...call, streaming: true }), 500)
    scorer.score(known)
    expect(scorer.parts).toMatchObject({ inputTokens: 10_000_000, cachedTokens: 10_000_000, tokensMs: 0 })
  })

  it('is trusted to be cached by what the vendor says that it has read', () => {
    const { known, start } = scene()
    const finish = (cacheReadTokens: number): void => {
      const attempt = start({ affinityKey: 'talk', inputTokens: 1000 }, 800 * known.cacheTrust)
      attempt.finished(success(500, { usage: { ...usage, cacheReadTokens } }), 500)
    }
    finish(800)
    expect(known.cacheTrust).toBe(1)
    finish(400)
    expect(known.cacheTrust).toBeCloseTo(0.95)
    for (let call = 0; call < 200; call += 1) finish(0)
    expect(known.cacheTrust).toBe(0.01)
  })
})
