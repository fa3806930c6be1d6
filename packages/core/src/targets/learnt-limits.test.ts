import { expect, it, vi } from 'vitest'
import type { LimitReport } from '../contracts/usage.ts'
import { LearntLimits } from './learnt-limits.ts'

const limit = (remaining: number): LimitReport[] => [{ unit: 'requests', limit: 10, remaining }]

it('no limits are known at first', () => {
  const { reports, at } = new LearntLimits()
  expect({ reports, at }).toEqual({ reports: [], at: 0 })
})

it('the latest report counts, from the time at which it came', () => {
  const learnt = new LearntLimits()
  learnt.learn({ limits: limit(5) }, 100)
  learnt.learn({ limits: limit(4) }, 200)
  expect([learnt.at, learnt.reports]).toEqual([200, limit(4)])
})

it('a report without limits leaves those before it', () => {
  const learnt = new LearntLimits()
  learnt.learn({ limits: limit(5) }, 100)
  expect(learnt.reports).toEqual(limit(5))
  learnt.learn({ limits: [] }, 200)
  learnt.learn({}, 300)
  expect([learnt.at, learnt.reports]).toEqual([100, limit(5)])
})

it('a report is looked at when something asks, and once', () => {
  const learnt = new LearntLimits()
  const read = vi.fn(() => limit(3))
  learnt.learn(Object.create(null, { limits: { get: read } }) as object, 100)
  expect(read).not.toHaveBeenCalled()
  expect([learnt.at, learnt.reports, learnt.at]).toEqual([100, limit(3), 100])
  expect(read).toHaveBeenCalledTimes(1)
})
