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
