import { expect, it } from 'vitest'
import type { RateLimiterState } from '../contracts/state.ts'
import { shiftedState } from './shifted-state.ts'

it('a state at another time has all of its times moved, and nothing else', () => {
  const limit = { unit: 'requests', limit: 5, left: 1, windowMs: 10 }
  const state = {
    version: 1,
    savedAt: 100,
    pausedUntil: 200,
    pace: 1,
    limits: [{ ...limit, resetAt: 300, taken: [[50, 2]] }, limit],
  } as unknown as RateLimiterState
  expect(shiftedState(state, 0)).toBe(state)
  expect(shiftedState(state, -10)).toEqual({
    ...state,
    savedAt: 90,
    pausedUntil: 190,
    limits: [{ ...limit, resetAt: 290, taken: [[40, 2]] }, limit],
  })
  const { pausedUntil: _, ...running } = state
  expect(shiftedState(running, 10)).not.toHaveProperty('pausedUntil')
})
