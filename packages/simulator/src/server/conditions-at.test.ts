import { expect, it } from 'vitest'
import { changeTimes, conditionsAt } from './conditions-at.ts'

const target = {
  name: 'a',
  server: { answerMs: 100 },
  changes: [
    { fromMs: 1000, toMs: 3000, to: { slowness: 2, failureRatio: 0.5 } },
    { fromMs: 2000, toMs: 2500, to: { slowness: 8 } },
    { fromMs: 5000, toMs: 5250, to: { down: 'hanging' }, repeat: { forMs: 50, everyMs: 100 } },
  ],
} as const

it.each([
  [999, 1, 0],
  [1000, 2, 0.5],
  [2000, 8, 0.5],
  [2500, 2, 0.5],
  [3000, 1, 0],
])('lays the changes of %d ms over the server: %d times as slow', (timeMs, slowness, failureRatio) => {
  expect(conditionsAt(target, timeMs)).toMatchObject({ answerMs: 100, slowness, failureRatio })
})

it('repeats a change within its period only', () => {
  const down = [4999, 5000, 5049, 5050, 5100, 5210, 5249, 5250, 5300].map(
    (timeMs) => conditionsAt(target, timeMs).down !== undefined,
  )
  expect(down).toEqual([false, true, true, false, true, true, true, false, false])
})

it('says when conditions change', () => {
  expect(changeTimes(target)).toEqual([1000, 2000, 2500, 3000, 5000, 5050, 5100, 5150, 5200, 5250])
  expect(changeTimes({ name: 'a', server: {} })).toEqual([])
})

it('says when a change ends, even if it has stopped repeating before', () => {
  const changes = [{ fromMs: 30, toMs: 125, to: { slowness: 2 }, repeat: { forMs: 10, everyMs: 40 } }]
  const repeated = { name: 'a', server: {}, changes }
  expect(changeTimes(repeated)).toEqual([30, 40, 70, 80, 110, 120, 125])
  const slow = [29, 30, 39, 40, 69, 70, 79, 80, 124].filter(
    (timeMs) => conditionsAt(repeated, timeMs).slowness === 2,
  )
  expect(slow).toEqual([30, 39, 70, 79])
})

it('takes what is undefined for what is not said, but for the end of being down', () => {
  const own = { answerMs: 100, down: 'refused', refusal: { status: 429 } } as const
  const to = { answerMs: undefined, spread: undefined, down: undefined, refusal: undefined } as object
  const changed = conditionsAt({ name: 'a', server: own, changes: [{ fromMs: 0, toMs: 1, to }] }, 0)
  expect(changed).toEqual({
    ...conditionsAt({ name: 'a', server: {} }, 0),
    answerMs: 100,
    refusal: { status: 429, afterMs: 5 },
  })
})

it('has conditions for all that a server does not say', () => {
  expect(conditionsAt({ name: 'a', server: {} }, 0)).toEqual({
    answerMs: 300,
    spread: 0,
    promptTokensPerSecond: Infinity,
    tokensPerSecond: Infinity,
    knee: Infinity,
    slowness: 1,
    failureRatio: 0,
    sheddingRatio: 0,
    longestQueueMs: 1000,
    down: undefined,
    refusal: { status: 503, afterMs: 5 },
  })
})
