import { expect, it } from 'vitest'
import { explainScore } from './explain-score.ts'
import { partsOf } from './test/known-target.ts'

const call = { streaming: true, inFlight: 5 }

it('names only what makes a difference', () => {
  expect(explainScore(partsOf({ latencyMs: 480.4 }), call)).toBe('first content expected after 480 ms')
  expect(explainScore(partsOf({ latencyMs: 480 }), { ...call, streaming: false })).toBe(
    'answer expected after 480 ms',
  )
})

it('names each part of the score', () => {
  const parts = partsOf({
    ...{ latencyMs: 300, tokensMs: 200, cachedTokens: 3200.4, crowding: 1.42, failuresMs: 62 },
    ...{ left: 0.04, scarcity: 1.36, priceMs: 50 },
  })
  expect(explainScore(parts, call)).toBe(
    'first content expected after 500 ms, 3200 tokens of the prompt in its cache, × 1.4 for 5 calls under way, ' +
      '+ 62 ms for the risk of a failure, × 1.4 because 4 % of its quota is left, + 50 ms for its price',
  )
  expect(explainScore(partsOf({ crowding: 1.06, scarcity: 2 }), { ...call, inFlight: 1 })).toBe(
    'first content expected after 0 ms, × 1.1 for 1 call under way, × 2 because its key was refused calls',
  )
})

it('says that a target has not answered yet', () => {
  expect(explainScore(partsOf({ isUnknown: true }), call)).toBe('has not answered yet, so it is tried')
  expect(explainScore(partsOf({ isUnknown: true, latencyMs: 2000 }), call)).toBe(
    'has not answered yet, taken to need 2000 ms',
  )
})
