import { describe, expect, it } from 'vitest'
import { seededRandom } from '../time/random.ts'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { lowestCost, type LowestCostOptions } from './lowest-cost.ts'

const priced = (id: string, inputPerMTok?: number, outputPerMTok?: number) =>
  fakeTarget({
    id,
    cost: {
      ...(inputPerMTok === undefined ? {} : { inputPerMTok }),
      ...(outputPerMTok === undefined ? {} : { outputPerMTok }),
    },
  })

const cheapInput = priced('cheap-input', 1, 20)
const cheapOutput = priced('cheap-output', 5, 5)

interface Choice {
  readonly targets: readonly ReturnType<typeof fakeTarget>[]
  readonly call?: ReturnType<typeof callFacts>
  readonly options?: LowestCostOptions
}

const chosen = ({ targets, call = callFacts(), options }: Choice): string[] => {
  const strategy = lowestCost(options)
  strategy.bind?.({ random: seededRandom(5) })
  const [once, kept] = [0, 1].map((revision) => {
    const candidates = candidatesOf(targets, revision)
    return [...new Set(pickIds({ strategy, candidates, count: 200, call }))].toSorted()
  })
  // What is derived from candidates that stay the same must not change the choice.
  expect(kept).toEqual(once)
  return kept ?? []
}

it('goes by what this call will cost, not by one price', () => {
  const targets = [cheapInput, cheapOutput]
  expect(chosen({ targets, call: callFacts({ inputTokens: 10_000, outputTokens: 100 }) })).toEqual([
    'cheap-input',
  ])
  expect(chosen({ targets, call: callFacts({ inputTokens: 100, outputTokens: 1000 }) })).toEqual([
    'cheap-output',
  ])
})

it('expects 1000 tokens in and 300 out of a call that says nothing, unless told otherwise', () => {
  const targets = [cheapInput, cheapOutput]
  expect(chosen({ targets })).toEqual(['cheap-output'])
  expect(chosen({ targets, options: { inputTokens: 5000 } })).toEqual(['cheap-input'])
  expect(chosen({ targets, options: { outputTokens: 200 } })).toEqual(['cheap-input'])
})

describe('a price that is not known', () => {
  it('comes last, it is not free', () => {
    expect(chosen({ targets: [fakeTarget({ id: 'unknown' }), priced('dear', 500, 500)] })).toEqual(['dear'])
    expect(chosen({ targets: [priced('half-known', 0), priced('dear', 500, 500)] })).toEqual(['dear'])
  })

  it('does not matter for tokens that are not used', () => {
    const targets = [priced('embedding', 1), priced('chat', 2, 2)]
    expect(chosen({ targets, options: { outputTokens: 0 } })).toEqual(['embedding'])
  })

  it('leaves a choice at random when no price is known', () => {
    expect(chosen({ targets: [fakeTarget({ id: 'a' }), fakeTarget({ id: 'b' })] })).toEqual(['a', 'b'])
  })
})

it('takes 0 for free', () => {
  expect(chosen({ targets: [priced('cheap', 0.01, 0.01), priced('free', 0, 0)] })).toEqual(['free'])
})

it('breaks ties at random', () => {
  expect(chosen({ targets: [priced('a', 1, 1), priced('b', 1, 1), priced('c', 2, 1)] })).toEqual(['a', 'b'])
})

it('refuses options that make no sense', () => {
  expect(() => lowestCost({ inputTokens: -1 })).toThrow(
    new RangeError('lowestCost: "inputTokens" must be within [0, ∞), got -1'),
  )
  expect(() => lowestCost({ tokens: 1 } as LowestCostOptions)).toThrow(/^lowestCost: unknown option "tokens"/)
})

it('spreads over the cheapest by weight, also where different prices come to the same cost', () => {
  const targets = [priced('a', 1, 2), priced('b', 2, 1), priced('c', 1, 2), priced('d', 9, 9)]
  targets[1]?.set({ weight: 2 })
  const strategy = lowestCost()
  strategy.bind?.({ random: seededRandom(5) })
  const call = callFacts({ inputTokens: 100, outputTokens: 100 })
  const ids = pickIds({ strategy, candidates: candidatesOf(targets, 1), count: 10_000, call })
  const shares = ['a', 'b', 'c', 'd'].map((id) => ids.filter((one) => one === id).length / ids.length)
  for (const [place, share] of [0.25, 0.5, 0.25, 0].entries()) expect(shares[place]).toBeCloseTo(share, 1.5)
})
