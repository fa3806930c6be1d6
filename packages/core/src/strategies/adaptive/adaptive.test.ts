import { describe, expect, it } from 'vitest'
import type { CallFacts } from '../../contracts/call.ts'
import type { Outcome } from '../../contracts/outcome.ts'
import type { Strategy } from '../../contracts/strategy.ts'
import { seededRandom } from '../../time/random.ts'
import { callFacts } from '../../testing/call-facts.ts'
import { candidatesOf } from '../../testing/candidates-of.ts'
import { fakeTarget, type FakeTarget } from '../../testing/fake-target.ts'
import { pickIds } from '../../testing/pick-ids.ts'
import { adaptive, type AdaptiveOptions } from './adaptive.ts'

const stream = (facts: Partial<CallFacts> = {}): CallFacts => callFacts({ streaming: true, ...facts })

const made = (options?: AdaptiveOptions): Strategy => {
  const strategy = adaptive(options)
  strategy.bind?.({ random: seededRandom(5) })
  return strategy
}

/** One stream whose first content came after `ms`. */
function answer(strategy: Strategy, target: FakeTarget, ms: number, own: Partial<Call> = {}): void {
  const { at = 0, call = stream(), outcome = { type: 'success', durationMs: ms, firstContentMs: ms } } = own
  target.set({ inFlight: target.inFlight + 1 })
  const attempt = strategy.meter?.started?.(target, call, at)
  target.set({ inFlight: target.inFlight - 1 })
  if (outcome.type === 'success' && call.streaming) attempt?.firstContent?.(at + ms)
  attempt?.finished(outcome, at + outcome.durationMs)
}

interface Call {
  readonly at: number
  readonly call: CallFacts
  readonly outcome: Outcome
}

const failure = (kind: Extract<Outcome, { type: 'failure' }>['kind'], durationMs = 50): Outcome => ({
  type: 'failure',
  kind,
  scope: kind === 'rate-limit' ? 'key' : 'target',
  durationMs,
})
const targetsOf = (...ids: string[]): FakeTarget[] => ids.map((id) => fakeTarget({ id }))
const shares = (ids: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(ids)].map((id) => [id, ids.filter((one) => one === id).length / ids.length]))
const load = (strategy: Strategy, target: FakeTarget, call = stream(), now = 0): number =>
  strategy.meter?.load(target, now, call) ?? NaN

describe('the choice by latency', () => {
  it('is the faster target, but for those that are nearly as fast, which share the calls', () => {
    const strategy = made()
    const [fast = raise(), near = raise(), slow = raise()] = targetsOf('fast', 'near', 'slow')
    for (let round = 0; round < 60; round += 1) {
      answer(strategy, fast, 400)
      answer(strategy, near, 440)
      answer(strategy, slow, 900)
      strategy.pick(candidatesOf([fast, near, slow]), stream(), 0)
    }
    const {
      fast: most = 0,
      near: some = 0,
      ...others
    } = shares(
      pickIds({ strategy, candidates: candidatesOf([slow, near, fast]), call: stream(), count: 4000 }),
    )
    expect(most).toBeGreaterThan(some)
    expect(some).toBeGreaterThan(0.2)
    expect(others).toEqual({})
  })

  it('tries a target that was never called at once, but does not flood it', () => {
    const strategy = made()
    const [known = raise(), unseen = raise()] = targetsOf('known', 'unseen')
    answer(strategy, known, 200)
    const candidates = candidatesOf([known, unseen])
    expect(pickIds({ strategy, candidates, call: stream() })).toEqual(['unseen'])
    strategy.meter?.started?.(unseen, stream(), 0)
    expect(new Set(pickIds({ strategy, candidates, call: stream(), count: 50 }))).toEqual(new Set(['known']))
  })

  it('judges streams by their first content and plain calls by their answers', () => {
    const strategy = made()
    const [one = raise(), other = raise()] = targetsOf('one', 'other')
    answer(strategy, one, 300)
    answer(strategy, one, 5000, { call: callFacts() })
    answer(strategy, other, 400)
    answer(strategy, other, 2000, { call: callFacts() })
    expect(load(strategy, one)).toBeLessThan(load(strategy, other))
    expect(load(strategy, one, callFacts())).toBeGreaterThan(load(strategy, other, callFacts()))
  })

  it('explains the call that is asked about, whatever was asked about before', () => {
    const strategy = made()
    const [target = raise()] = targetsOf('target')
    answer(strategy, target, 300)
    answer(strategy, target, 5000, { call: callFacts() })
    load(strategy, target)
    expect(strategy.meter?.explain?.(target, 0, callFacts())).toMatch(/^answer expected after \d{4} ms/u)
    load(strategy, target, callFacts())
    expect(strategy.meter?.explain?.(target, 0, stream())).toMatch(/^first content expected after \d{3} ms/u)
  })

  it('sees a target that hangs before its call is given up', () => {
    const strategy = made()
    const [hanging = raise()] = targetsOf('hanging')
    for (let round = 0; round < 10; round += 1) answer(strategy, hanging, 500)
    strategy.meter?.started?.(hanging, stream(), 0)
    expect(load(strategy, hanging, stream(), 700)).toBeCloseTo(500)
    expect(load(strategy, hanging, stream(), 4000)).toBeCloseTo(4000)
  })

  it('takes a target that was slow for good again after a while without calls', () => {
    const strategy = made()
    const [slow = raise(), fast = raise()] = targetsOf('slow', 'fast')
    answer(strategy, slow, 8000)
    for (let round = 0; round < 100; round += 1) {
      answer(strategy, fast, 500)
      strategy.pick(candidatesOf([slow, fast]), stream(), 0)
    }
    expect(load(strategy, slow, stream(), 10_000)).toBeGreaterThan(7900)
    expect(load(strategy, slow, stream(), 60_000)).toBeLessThan(1500)
    expect(load(strategy, slow, stream(), 300_000)).toBeCloseTo(500, -2)
  })

  it('looks again at a target that had no call for long with one call in a hundred, but not with a second attempt', () => {
    const strategy = made()
    const [fast = raise(), slow = raise()] = targetsOf('fast', 'slow')
    answer(strategy, slow, 800)
    for (let round = 0; round < 100; round += 1) answer(strategy, fast, 100, { at: 45_000 })
    strategy.pick(candidatesOf([fast, slow]), stream(), 46_000)
    const asked = { strategy, candidates: candidatesOf([fast, slow]), now: 46_000, count: 5000 }
    expect(shares(pickIds({ ...asked, call: stream() }))['slow']).toBeCloseTo(0.01, 2)
    expect(shares(pickIds({ ...asked, call: stream({ attempt: 2 }) }))['slow']).toBeUndefined()
  })
})

describe('calls under way', () => {
  it('count against a target that becomes slow with them, and not against one that does not', () => {
    const strategy = made()
    const [elastic = raise(), own = raise()] = targetsOf('elastic', 'own')
    // An own server answers four calls side by side in 300 ms, and ten in 1500.
    for (let round = 0; round < 300; round += 1) {
      for (const target of [elastic, own]) target.set({ inFlight: round % 2 === 0 ? 3 : 10 })
      answer(strategy, elastic, 300, { at: round * 400 })
      answer(strategy, own, round % 2 === 0 ? 300 : 1500, { at: round * 400 })
    }
    const now = 300 * 400
    for (const target of [elastic, own]) target.set({ inFlight: 8 })
    expect(load(strategy, elastic, stream(), now)).toBeLessThan(1.4 * 300)
    expect(load(strategy, own, stream(), now)).toBeGreaterThan(2.5 * load(strategy, elastic, stream(), now))
  })
})

describe('failures', () => {
  it.each(['server', 'overloaded', 'network'] as const)(
    'of kind %s make a target that answers fast no better',
    (kind) => {
      const strategy = made()
      const [failing = raise(), slow = raise()] = targetsOf('failing', 'slow')
      answer(strategy, failing, 200)
      answer(strategy, slow, 900)
      for (let round = 0; round < 5; round += 1) answer(strategy, failing, 20, { outcome: failure(kind) })
      expect(load(strategy, failing)).toBeGreaterThan(load(strategy, slow))
    },
  )

  it('are forgiven one success after another, and by time', () => {
    const strategy = made()
    const [target = raise()] = targetsOf('a')
    answer(strategy, target, 300)
    strategy.pick(candidatesOf([target]), stream(), 0)
    for (let round = 0; round < 4; round += 1) answer(strategy, target, 20, { outcome: failure('server') })
    const failing = load(strategy, target)
    expect(load(strategy, target, stream(), 60_000)).toBeLessThan(failing / 2)
    for (let round = 0; round < 30; round += 1) answer(strategy, target, 300)
    expect(load(strategy, target)).toBeLessThan(450)
  })

  it('that are refusals of a key give it fewer calls, and each success some of them back', () => {
    const strategy = made()
    const [limited = raise(), other = raise()] = targetsOf('limited', 'other')
    for (const target of [limited, other])
      for (let round = 0; round < 20; round += 1) answer(strategy, target, 500)
    for (let round = 0; round < 4; round += 1)
      answer(strategy, limited, 60, { at: 1000 * round, outcome: failure('rate-limit') })
    const now = 5000
    expect(load(strategy, limited, stream(), now)).toBeGreaterThan(2 * load(strategy, other, stream(), now))
    for (let round = 0; round < 100; round += 1) answer(strategy, limited, 500, { at: now })
    expect(load(strategy, limited, stream(), now)).toBeCloseTo(load(strategy, other, stream(), now), -1)
  })

  it('of the caller, and attempts that another one was faster than, teach no failure', () => {
    const strategy = made()
    const [target = raise()] = targetsOf('a')
    for (let round = 0; round < 10; round += 1) answer(strategy, target, 500)
    answer(strategy, target, 0, { outcome: { type: 'neutral', durationMs: 5 } })
    expect(load(strategy, target)).toBeCloseTo(500)
    answer(strategy, target, 0, { outcome: { type: 'neutral', durationMs: 3000, beaten: true } })
    expect(load(strategy, target)).toBeGreaterThan(800)
  })
})

describe('quotas', () => {
  it('with little left are spared, and share calls by what is left', () => {
    const strategy = made()
    const [full = raise(), half = raise(), empty = raise()] = targetsOf('full', 'half', 'empty')
    full.set({ headroomRatio: () => 1 })
    half.set({ headroomRatio: () => 0.5 })
    empty.set({ headroomRatio: () => 0.02 })
    const all = [full, half, empty]
    for (let round = 0; round < 100; round += 1) {
      for (const target of all) answer(strategy, target, 500)
      strategy.pick(candidatesOf(all), stream(), 0)
    }
    expect(load(strategy, full)).toBe(load(strategy, half))
    expect(load(strategy, empty)).toBeGreaterThan(1.4 * load(strategy, full))
    const got = shares(pickIds({ strategy, candidates: candidatesOf(all), call: stream(), count: 6000 }))
    expect(got['full']).toBeCloseTo(2 / 3, 1)
    expect(got['half']).toBeCloseTo(1 / 3, 1)
    expect(got['empty'] ?? 0).toBeLessThan(0.01)
  })
})

describe('tokens', () => {
  it('of prompts take time: learnt over all targets, and added for long ones', () => {
    const strategy = made()
    const [target = raise()] = targetsOf('a')
    for (let round = 0; round < 400; round += 1) {
      const inputTokens = round % 2 === 0 ? 1000 : 5000
      answer(strategy, target, 300 + inputTokens / 8, { call: stream({ inputTokens }) })
    }
    const more =
      load(strategy, target, stream({ inputTokens: 9000 })) -
      load(strategy, target, stream({ inputTokens: 1000 }))
    expect(more).toBeCloseTo(1000, -2)
  })

  it('of answers take time for a call that waits for all of it', () => {
    const strategy = made()
    const [target = raise()] = targetsOf('a')
    for (let round = 0; round < 400; round += 1) {
      const outputTokens = round % 2 === 0 ? 50 : 450
      const durationMs = 400 + 10 * outputTokens
      const usage = { inputTokens: 100, outputTokens }
      answer(strategy, target, 400, { outcome: { type: 'success', durationMs, firstContentMs: 400, usage } })
    }
    const long = callFacts({ outputTokens: 900 })
    expect(load(strategy, target, stream({ outputTokens: 900 }))).toBeCloseTo(400, -1)
    expect(
      load(strategy, target, long) - load(strategy, target, callFacts({ outputTokens: 100 })),
    ).toBeCloseTo(8000, -3)
  })

  it.each([Infinity, 1e200])('of a call that has %s of them spoil nothing', (inputTokens) => {
    const strategy = made()
    const slow = fakeTarget({ id: 'slow' })
    const quick = fakeTarget({ id: 'quick' })
    const learn = (tokens: number): void => {
      const call = stream({ inputTokens: tokens })
      answer(strategy, slow, 3000, { call })
      answer(strategy, quick, 100, { call })
    }
    for (let round = 0; round < 30; round += 1) learn(500 * (round % 3))
    learn(inputTokens)
    const ids = pickIds({
      strategy,
      candidates: candidatesOf([slow, quick]),
      call: stream({ inputTokens: 1000 }),
      count: 100,
    })
    expect(shares(ids)['quick']).toBeGreaterThan(0.95)
  })
})

describe('a conversation', () => {
  const teach = (strategy: Strategy, targets: readonly FakeTarget[]): void => {
    for (let round = 0; round < 200; round += 1)
      for (const target of targets) {
        const inputTokens = round % 2 === 0 ? 500 : 4500
        answer(strategy, target, 300 + inputTokens / 10, { call: stream({ inputTokens }) })
        strategy.pick(candidatesOf(targets), stream(), 0)
      }
  }
  const served = (call: CallFacts, cacheReadTokens?: number): Partial<Call> => ({
    call,
    outcome: {
      type: 'success',
      durationMs: 500,
      firstContentMs: 500,
      usage: {
        inputTokens: call.inputTokens,
        outputTokens: 100,
        ...(cacheReadTokens === undefined ? {} : { cacheReadTokens }),
      },
    },
  })

  it('goes back to where its prompt is cached, unless that target has become slow', () => {
    const strategy = made({ objective: 'latency' })
    const targets = targetsOf('a', 'b')
    const [a = raise(), b = raise()] = targets
    teach(strategy, targets)
    const call = stream({ inputTokens: 6000, affinityKey: 'talk' })
    answer(strategy, b, 500, served(call))
    const asked = { strategy, candidates: candidatesOf(targets), call, count: 200 }
    expect(new Set(pickIds(asked))).toEqual(new Set(['b']))
    for (let round = 0; round < 10; round += 1) answer(strategy, b, 5000)
    expect(new Set(pickIds(asked))).toEqual(new Set(['a']))
    expect(load(strategy, a, call)).toBeGreaterThan(load(strategy, a))
  })

  it('is forgotten after five minutes', () => {
    const strategy = made({ objective: 'latency' })
    const targets = targetsOf('a', 'b')
    const [a = raise(), b = raise()] = targets
    teach(strategy, targets)
    const call = stream({ inputTokens: 6000, affinityKey: 'talk' })
    answer(strategy, b, 500, served(call))
    const gain = (now: number): number => load(strategy, a, call, now) - load(strategy, b, call, now)
    expect(gain(280_000)).toBeGreaterThan(300)
    expect(gain(300_000)).toBeLessThan(100)
  })

  it('is not sent back where the vendor reads nothing from its cache', () => {
    const strategy = made({ objective: 'latency' })
    const targets = targetsOf('a', 'b')
    const [a = raise(), b = raise()] = targets
    teach(strategy, targets)
    for (let round = 0; round < 40; round += 1) {
      const call = stream({ inputTokens: 6000, affinityKey: 'talk' })
      answer(strategy, b, 900, served(call, 0))
    }
    const call = stream({ inputTokens: 6000, affinityKey: 'talk' })
    expect(load(strategy, b, call) - load(strategy, b)).toBeGreaterThan(
      0.9 * (load(strategy, a, call) - load(strategy, a)),
    )
  })
})

describe('prices', () => {
  const choose = (objective: AdaptiveOptions['objective'], dearMs: number): string => {
    const strategy = made({ ...(objective === undefined ? {} : { objective }) })
    const cheap = fakeTarget({ id: 'cheap', cost: { inputPerMTok: 1, outputPerMTok: 4 } })
    const dear = fakeTarget({ id: 'dear', cost: { inputPerMTok: 5, outputPerMTok: 20 } })
    for (let round = 0; round < 60; round += 1) {
      answer(strategy, cheap, 1000)
      answer(strategy, dear, dearMs)
      strategy.pick(candidatesOf([cheap, dear]), stream({ inputTokens: 1000 }), 0)
    }
    const ids = pickIds({
      strategy,
      candidates: candidatesOf([cheap, dear]),
      call: stream({ inputTokens: 1000 }),
      count: 99,
    })
    return (shares(ids)['cheap'] ?? 0) > 0.5 ? 'cheap' : 'dear'
  }

  it('do not matter for "latency", and have to save more time the more they matter', () => {
    expect(choose('latency', 700)).toBe('dear')
    expect(choose('balanced', 100)).toBe('dear')
    expect(choose('balanced', 950)).toBe('cheap')
    expect(choose('cost', 100)).toBe('cheap')
  })

  it('are not taken to be high because a vendor once reported tokens that no answer has', () => {
    const strategy = made()
    const targets = ['quick', 'slow'].map((id) => {
      const rate = id === 'slow' ? 2 : 1
      return fakeTarget({ id, cost: { inputPerMTok: rate, outputPerMTok: 4 * rate } })
    })
    const [quick = raise(), slow = raise()] = targets
    const candidates = candidatesOf(targets)
    const serve = (target: FakeTarget, ms: number, outputTokens: number): void => {
      const usage = { inputTokens: 500, outputTokens }
      answer(strategy, target, ms, {
        outcome: { type: 'success', durationMs: ms, firstContentMs: ms, usage },
      })
    }
    for (let round = 0; round < 30; round += 1) {
      serve(quick, 100, 200)
      serve(slow, 2000, 200)
      strategy.pick(candidates, stream({ inputTokens: 500 }), 0)
    }
    serve(quick, 100, 1e9)
    const ids = pickIds({ strategy, candidates, call: stream({ inputTokens: 500 }), count: 100 })
    expect(shares(ids)['quick']).toBeGreaterThan(0.95)
  })

  it('are lower than any other where calls are free', () => {
    const strategy = made()
    const targets = ['paid', 'free'].map((id) => {
      const rate = id === 'free' ? 0 : 3
      return fakeTarget({ id, cost: { inputPerMTok: rate, outputPerMTok: 5 * rate } })
    })
    const candidates = candidatesOf(targets)
    const call = stream({ inputTokens: 1000 })
    for (let round = 0; round < 60; round += 1) {
      for (const target of targets) answer(strategy, target, 100)
      strategy.pick(candidates, call, 0)
    }
    expect(shares(pickIds({ strategy, candidates, call, count: 200 }))['free']).toBeGreaterThan(0.95)
  })

  it('are looked at unless it is said otherwise', () => {
    expect(choose(undefined, 950)).toBe('cheap')
  })
})

describe('many targets', () => {
  it('are not all looked at: a pick among 10 000 scores ten at most', () => {
    let looks = 0
    const targets = Array.from({ length: 10_000 }, (_, place) => fakeTarget({ id: String(place) }))
    for (const target of targets)
      target.set({
        headroomRatio: () => {
          looks += 1
          return undefined
        },
      })
    const strategy = made()
    const candidates = candidatesOf(targets)
    for (let count = 0; count < 100; count += 1) strategy.pick(candidates, stream(), 0)
    expect(looks).toBeLessThanOrEqual(1000)
    expect(looks).toBeGreaterThan(900)
  })

  it('are chosen again when they won before, and never when they have left', () => {
    const strategy = made()
    const targets = Array.from({ length: 100 }, (_, place) => fakeTarget({ id: String(place) }))
    for (const target of targets) answer(strategy, target, 3000)
    const [best = raise()] = targets
    for (let round = 0; round < 20; round += 1) answer(strategy, best, 100)
    const ids = pickIds({ strategy, candidates: candidatesOf(targets), call: stream(), count: 2000 })
    expect(shares(ids)[best.id]).toBeGreaterThan(0.8)
    strategy.forget?.(best)
    const left = pickIds({ strategy, candidates: candidatesOf(targets.slice(1)), call: stream(), count: 500 })
    expect(left).not.toContain(best.id)
  })
})

describe('many targets of several priorities', () => {
  const targets = Array.from({ length: 100 }, (_, place) => fakeTarget({ id: String(place), priority: 1 }))
  const idsOf = (some: readonly FakeTarget[]): string[] => some.map(({ id }) => id)
  const chosen = (strategy: Strategy, some: readonly FakeTarget[], revision: number): string[] =>
    pickIds({ strategy, candidates: candidatesOf(some, revision), call: stream(), count: 5 })

  it.each([1, 4, 40])('give all calls to the %i of the lowest one while there are some', (count) => {
    const urgent = Array.from({ length: count }, (_, place) => fakeTarget({ id: `urgent-${String(place)}` }))
    const all = [...targets.slice(0, 50), ...urgent, ...targets.slice(50)]
    const strategy = made()
    for (let round = 0; round < 20; round += 1) {
      expect(idsOf(urgent)).toEqual(expect.arrayContaining(chosen(strategy, all, 4 * round + 1)))
      expect(idsOf(urgent)).toEqual(expect.arrayContaining(chosen(strategy, all, 0)))
      expect(idsOf(targets)).toEqual(expect.arrayContaining(chosen(strategy, targets, 4 * round + 2)))
    }
  })

  it('share the calls among all of the lowest one', () => {
    const urgent = Array.from({ length: 40 }, (_, place) => fakeTarget({ id: `urgent-${String(place)}` }))
    const all = [...targets, ...urgent]
    const ids = pickIds({ strategy: made(), candidates: candidatesOf(all, 1), call: stream(), count: 200 })
    expect(new Set(ids).size).toBeGreaterThan(30)
    expect(idsOf(urgent)).toEqual(expect.arrayContaining(ids))
  })
})

it('chooses those of the lowest priority as long as there are some', () => {
  const strategy = made()
  const first = fakeTarget({ id: 'first', priority: 1 })
  const second = fakeTarget({ id: 'second', priority: 2 })
  answer(strategy, first, 5000)
  answer(strategy, second, 100)
  for (const order of [
    [first, second],
    [second, first],
  ])
    expect(
      new Set(pickIds({ strategy, candidates: candidatesOf(order), call: stream(), count: 30 })),
    ).toEqual(new Set(['first']))
})

it('names itself when it refuses an option', () => {
  expect(() => adaptive({ objectiv: 'cost' } as AdaptiveOptions)).toThrow(
    'adaptive: unknown option "objectiv", did you mean "objective"?',
  )
  expect(() => adaptive({ objective: 'price' as 'cost' })).toThrow(
    'adaptive: "objective" must be one of "latency", "balanced", "cost", got "price"',
  )
})

function raise(): never {
  throw new Error('there is no such target')
}
