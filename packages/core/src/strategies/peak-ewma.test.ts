import { describe, expect, it } from 'vitest'
import type { Strategy } from '../contracts/strategy.ts'
import { seededRandom } from '../time/random.ts'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget, type FakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import type { PeakEwmaOptions } from '../load/peak-ewma-latency.ts'
import { peakEwma } from './peak-ewma.ts'

const learn = (strategy: Strategy, target: FakeTarget, firstContentMs: number): void => {
  const attempt = strategy.meter?.started?.(target, callFacts(), 0)
  attempt?.finished({ type: 'success', durationMs: firstContentMs, firstContentMs }, 0)
}

const seeded = (options?: PeakEwmaOptions): Strategy => {
  const strategy = peakEwma(options)
  strategy.bind?.({ random: seededRandom(3) })
  return strategy
}

describe('the choice', () => {
  it('of two is always the better one', () => {
    const strategy = seeded()
    const [fast, slow] = [fakeTarget({ id: 'fast' }), fakeTarget({ id: 'slow' })]
    learn(strategy, fast, 300)
    learn(strategy, slow, 900)
    const ids = pickIds({ strategy, candidates: candidatesOf([slow, fast], 1), count: 100 })
    expect(new Set(ids)).toEqual(new Set(['fast']))
    fast.set({ inFlight: 3 })
    expect(pickIds({ strategy, candidates: candidatesOf([slow, fast], 1) })).toEqual(['slow'])
  })

  it('is never the worst of three, because the two drawn are different', () => {
    const strategy = seeded()
    const targets = [100, 200, 300].map((ms) => {
      const target = fakeTarget({ id: `${ms} ms` })
      learn(strategy, target, ms)
      return target
    })
    const ids = pickIds({ strategy, candidates: candidatesOf(targets, 1), count: 3000 })
    const share = (id: string) => ids.filter((one) => one === id).length / ids.length
    expect(share('100 ms')).toBeCloseTo(2 / 3, 1.5)
    expect(share('200 ms')).toBeCloseTo(1 / 3, 1.5)
    expect(share('300 ms')).toBe(0)
  })

  it('of one needs no random number', () => {
    const strategy = peakEwma()
    strategy.bind?.({
      random: () => {
        throw new Error('not needed')
      },
    })
    expect(pickIds({ strategy, candidates: candidatesOf([fakeTarget({ id: 'only' })]) })).toEqual(['only'])
  })
})

it('tries a target that was never called before the others', () => {
  const strategy = seeded()
  const [known, unseen] = [fakeTarget({ id: 'known' }), fakeTarget({ id: 'unseen' })]
  learn(strategy, known, 50)
  const candidates = candidatesOf([known, unseen], 1)
  expect(pickIds({ strategy, candidates })).toEqual(['unseen'])
  unseen.set({ inFlight: 1 })
  strategy.meter?.started?.(unseen, callFacts(), 0)
  expect(pickIds({ strategy, candidates })).toEqual(['known'])
})

it('names itself when it refuses an option', () => {
  expect(() => peakEwma({ decayms: 5 } as PeakEwmaOptions)).toThrow(
    'peakEwma: unknown option "decayms", did you mean "decayMs"?',
  )
  expect(() => peakEwma({ decayMs: -5 })).toThrow(
    new RangeError('peakEwma: "decayMs" must be within (0, ∞), got -5'),
  )
})
