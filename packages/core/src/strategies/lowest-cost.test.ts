import { describe, expect, it } from 'vitest'
import { seededRandom } from '../time/random.ts'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import type { TokenPrice, TokenUsage } from '../contracts/usage.ts'
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

describe('what calls used before', () => {
  const target = (id: string, cost: TokenPrice) => fakeTarget({ id, cost })
  const [a, b] = [
    target('a', { inputPerMTok: 1, outputPerMTok: 10 }),
    target('b', { inputPerMTok: 2, outputPerMTok: 9 }),
  ]
  /** What is chosen, by a strategy that has seen such calls of each target. */
  const chosenAfter = (
    targets: readonly ReturnType<typeof fakeTarget>[],
    usages: Readonly<Record<string, TokenUsage>>,
    {
      options,
      call = callFacts(),
      type = 'success',
    }: Partial<Choice> & { readonly type?: 'success' | 'neutral' } = {},
  ): readonly string[] => {
    const strategy = lowestCost(options)
    strategy.bind?.({ random: seededRandom(5) })
    for (let calls = 0; calls < 40; calls += 1)
      for (const [id, usage] of Object.entries(usages)) {
        const one = targets.find((each) => each.id === id)
        if (one !== undefined)
          strategy.meter?.started?.(one, call, 0)?.finished({ type, durationMs: 1, usage }, 1)
      }
    return [0, 1].flatMap((revision) => [
      ...new Set(pickIds({ strategy, candidates: candidatesOf(targets, revision), count: 50, call })),
    ])
  }

  it('tells how long the answers of a target become', () => {
    const usages = { a: { inputTokens: 500, outputTokens: 400 }, b: { inputTokens: 500, outputTokens: 100 } }
    expect(chosenAfter([a, b], {})).toEqual(['a', 'a'])
    expect(chosenAfter([a, b], usages)).toEqual(['b', 'b'])
  })

  it('tells how large calls are: long prompts go where input is cheap', () => {
    expect(chosenAfter([a, b], { b: { inputTokens: 100, outputTokens: 900 } })).toEqual(['b', 'b'])
    expect(chosenAfter([a, b], { b: { inputTokens: 9000, outputTokens: 100 } })).toEqual(['a', 'a'])
  })

  it('tells how much a target reads from its cache', () => {
    const cached = target('cached', { inputPerMTok: 3, outputPerMTok: 5, cacheReadPerMTok: 0.3 })
    const plain = target('plain', { inputPerMTok: 2, outputPerMTok: 5 })
    const usage = { inputTokens: 1000, outputTokens: 10 }
    expect(chosenAfter([cached, plain], { cached: usage, plain: usage })).toEqual(['plain', 'plain'])
    const warm = { ...usage, cacheReadTokens: 800 }
    expect(chosenAfter([cached, plain], { cached: warm, plain: usage })).toEqual(['cached', 'cached'])
  })

  it('tells how much a target spends on reasoning, and writes to its cache', () => {
    const thinking = target('thinking', {
      inputPerMTok: 1,
      outputPerMTok: 1,
      reasoningPerMTok: 9,
      cacheWritePerMTok: 5,
    })
    const plain = target('plain', { inputPerMTok: 2, outputPerMTok: 2 })
    const usage = { inputTokens: 1000, outputTokens: 1000 }
    expect(chosenAfter([thinking, plain], { thinking: usage, plain: usage })).toEqual([
      'thinking',
      'thinking',
    ])
    for (const more of [{ reasoningTokens: 500 }, { cacheWriteTokens: 900 }])
      expect(chosenAfter([thinking, plain], { thinking: { ...usage, ...more }, plain: usage })).toEqual([
        'plain',
        'plain',
      ])
  })

  it('is the same for all targets of a price, whichever of them was called', () => {
    const twin = target('twin', { outputPerMTok: 10, inputPerMTok: 1 })
    const usages = { a: { inputTokens: 500, outputTokens: 400 }, b: { inputTokens: 500, outputTokens: 100 } }
    expect(chosenAfter([a, b, twin], usages)).toEqual(['b', 'b'])
    expect(chosenAfter([a, b, twin], {}).toSorted()).toEqual(['a', 'a', 'twin', 'twin'])
  })

  it('does not count where the caller says the size, or the options do', () => {
    const usages = { a: { inputTokens: 500, outputTokens: 400 }, b: { inputTokens: 500, outputTokens: 100 } }
    const call = callFacts({ inputTokens: 500, outputTokens: 100 })
    expect(chosenAfter([a, b], usages, { call })).toEqual(['a', 'a'])
    expect(chosenAfter([a, b], usages, { options: { outputTokens: 100 } })).toEqual(['a', 'a'])
    expect(chosenAfter([a, b], usages, { call: callFacts({ maxOutputTokens: 50 }) })).toEqual(['a', 'a'])
  })

  it('is learnt from successes alone', () => {
    const usages = { a: { inputTokens: 500, outputTokens: 400 }, b: { inputTokens: 500, outputTokens: 100 } }
    expect(chosenAfter([a, b], usages, { type: 'neutral' })).toEqual(['a', 'a'])
  })
})

it('goes by the prices of long inputs', () => {
  const cheap = { inputPerMTok: 1, outputPerMTok: 1 }
  const long = fakeTarget({
    id: 'long',
    cost: { ...cheap, longInput: { aboveTokens: 1000, inputPerMTok: 9 } },
  })
  const targets = [long, priced('flat', 2, 2)]
  expect(chosen({ targets, call: callFacts({ inputTokens: 1000 }) })).toEqual(['long'])
  expect(chosen({ targets, call: callFacts({ inputTokens: 1001 }) })).toEqual(['flat'])
})

it('measures the expected cost in micro-dollars', () => {
  const { meter } = lowestCost()
  expect(meter?.load(priced('a', 1, 2), 0)).toBe(1600)
  expect(meter?.load(priced('a', 1, 2), 0, callFacts({ inputTokens: 10, outputTokens: 10 }))).toBe(30)
  expect(meter?.load(fakeTarget({ id: 'unknown' }), 0)).toBe(Infinity)
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
