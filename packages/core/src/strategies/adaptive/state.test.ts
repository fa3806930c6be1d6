import { describe, expect, it } from 'vitest'
import { callFacts } from '../../testing/call-facts.ts'
import { fakeTarget } from '../../testing/fake-target.ts'
import { Scorer } from './score.ts'
import { SharedKnowledge } from './shared-knowledge.ts'
import { exportKnowledge, importKnowledge } from './state.ts'

const targets = [
  fakeTarget({ id: 'a', cost: { inputPerMTok: 2, outputPerMTok: 10 } }),
  fakeTarget({ id: 'b', cost: { inputPerMTok: 1, outputPerMTok: 5 } }),
] as const
const [a, b] = targets
const calls = [
  callFacts({ streaming: true }),
  callFacts({ streaming: true, inputTokens: 3000 }),
  callFacts({ inputTokens: 3000, outputTokens: 200 }),
  callFacts(),
]

/** Everything is known of `a`, and how long the streams of `b` take. */
function learnt(): SharedKnowledge {
  const shared = new SharedKnowledge()
  const known = shared.of(a)
  const means = { tokens: 0, ms: 0, isKnown: false }
  for (let call = 0; call < 50; call += 1) {
    shared.reading.observe(1000 * (call % 3), 70 * (call % 3), means)
    known.writing.observe(100 * (call % 3), 900 * (call % 3), known.plainMeans)
    known.price.usual.learn({ inputTokens: 900, outputTokens: 300 })
    shared.usage.all.learn({ inputTokens: 900, outputTokens: 200 })
    shared.chose(400)
    shared.sawCheapest(700)
  }
  known.streams.observe(1800, 1000)
  known.plainCalls.observe(2500, 3000)
  known.answeredAt = 3000
  known.reliability.failed(3000)
  known.pressure.throttled(3000)
  shared.of(b).streams.observe(500, 2000)
  return shared
}

/** As it is in a file. */
const written = (state: unknown): unknown =>
  state === undefined ? undefined : (JSON.parse(JSON.stringify(state)) as unknown)

const scores = (shared: SharedKnowledge, now: number): readonly number[] => {
  const scorer = new Scorer(shared, 50)
  return calls.flatMap((call) =>
    targets.map((target) => {
      scorer.begin(call, now)
      scorer.score(shared.of(target))
      return scorer.parts.ms
    }),
  )
}

/** Another process whose clock is so far ahead, with the states that were exported at 4000 ms. */
function after(shared: SharedKnowledge, aheadMs = 0): SharedKnowledge {
  const next = new SharedKnowledge()
  for (const target of targets) {
    const state = written(exportKnowledge(shared, target, 4000))
    importKnowledge(next, target, { state, at: 4000 + aheadMs })
  }
  return next
}

describe('what adaptive exports', () => {
  it('is nothing of a target that has never answered', () => {
    expect(exportKnowledge(new SharedKnowledge(), a, 0)).toBeUndefined()
  })

  it('is what is known, with durations instead of times', () => {
    expect(exportKnowledge(learnt(), a, 4000)).toEqual({
      type: 'adaptive',
      streams: { ms: 1800, agoMs: 3000 },
      plainCalls: { ms: 2500, agoMs: 1000 },
      failures: { failing: 0.04, agoMs: 1000 },
      quota: { share: 0.6 },
      writing: { covariance: expect.any(Number) as number, variance: expect.any(Number) as number },
      usual: {
        calls: expect.any(Number) as number,
        inputTokens: expect.any(Number) as number,
        outputTokens: expect.any(Number) as number,
      },
      among: {
        references: { fastestMs: expect.closeTo(369, 0) as number, cheapestMicroUsd: 700 },
        reading: { covariance: expect.any(Number) as number, variance: expect.any(Number) as number },
        usual: {
          calls: expect.any(Number) as number,
          inputTokens: expect.any(Number) as number,
          outputTokens: expect.any(Number) as number,
        },
      },
    })
  })

  it.each([0, 10_000, 60_000, 600_000])(
    'gives the same scores after a restart, also %i ms later',
    (laterMs) => {
      const shared = learnt()
      expect(scores(after(shared), 4000 + laterMs)).toEqual(scores(shared, 4000 + laterMs))
      expect(scores(after(shared, 5_000_000), 5_004_000 + laterMs)).toEqual(scores(shared, 4000 + laterMs))
    },
  )

  it('is exported again as it came', () => {
    const shared = learnt()
    const next = after(shared)
    for (const target of targets)
      expect(exportKnowledge(next, target, 4000)).toEqual(exportKnowledge(shared, target, 4000))
  })

  it('says when the last answer of any kind came', () => {
    expect(after(learnt()).of(a).answeredAt).toBe(3000)
  })
})

describe('a state from outside', () => {
  const estimate = { ms: 500, agoMs: 0 }

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a number', 5],
    ['the state of another strategy', { type: 'peak-ewma', streams: estimate }],
    ['no latency', { type: 'adaptive', streams: { ms: 0, agoMs: 0 } }],
    ['a latency that no answer has', { type: 'adaptive', streams: { ms: 5e-324, agoMs: 0 } }],
    ['a latency above a day', { type: 'adaptive', plainCalls: { ms: 1e300, agoMs: 0 } }],
    ['no number', { type: 'adaptive', streams: { ms: Number.NaN, agoMs: 0 } }],
    ['a time to come', { type: 'adaptive', streams: { ms: 5, agoMs: -1 } }],
    ['no time', { type: 'adaptive', streams: { ms: 5, agoMs: null } }],
    ['more failures than calls', { type: 'adaptive', failures: { failing: 1.1, agoMs: 0 } }],
    ['a share below nothing', { type: 'adaptive', quota: { share: -1 } }],
    ['a variance below nothing', { type: 'adaptive', writing: { covariance: 1, variance: -1 } }],
    ['an endless slope', { type: 'adaptive', among: { reading: { covariance: Infinity, variance: 1 } } }],
    ['tokens of no call', { type: 'adaptive', usual: { calls: 0, inputTokens: 5, outputTokens: 5 } }],
    ['too many tokens', { type: 'adaptive', usual: { calls: 1, inputTokens: 5, outputTokens: 1e300 } }],
    [
      'a price without end',
      { type: 'adaptive', among: { references: { fastestMs: 1, cheapestMicroUsd: Infinity } } },
    ],
    [
      'one that throws when it is read',
      {
        type: 'adaptive',
        get streams(): never {
          throw new Error('broken')
        },
      },
    ],
  ])('that holds %s changes nothing', (_, state) => {
    const shared = new SharedKnowledge()
    importKnowledge(shared, a, { state, at: 0 })
    expect(exportKnowledge(shared, a, 0)).toBeUndefined()
    expect(shared.exportReferences()).toEqual({ fastestMs: 0, cheapestMicroUsd: 0 })
    expect(scores(shared, 0)).toEqual(scores(new SharedKnowledge(), 0))
  })

  it('is taken over in the parts that can be read', () => {
    const shared = new SharedKnowledge()
    importKnowledge(shared, a, {
      state: { type: 'adaptive', streams: estimate, plainCalls: 5, quota: [] },
      at: 0,
    })
    expect(shared.of(a).streams.lastMs).toBe(500)
    expect(shared.of(a).plainCalls.isKnown).toBe(false)
    expect(shared.of(a).pressure.share).toBe(1)
  })

  it('leaves a key some of its calls', () => {
    const shared = new SharedKnowledge()
    importKnowledge(shared, a, { state: { type: 'adaptive', quota: { share: 0 } }, at: 0 })
    expect(shared.of(a).pressure.share).toBe(0.05)
  })
})
