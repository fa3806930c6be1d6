import type { RateLimiterState, SavedLimit } from '../contracts/state.ts'

/** A state with all of its times so much later; earlier below 0. */
export function shiftedState(state: RateLimiterState, ms: number): RateLimiterState {
  if (ms === 0) return state
  const { savedAt, pausedUntil, limits } = state
  return {
    ...state,
    savedAt: savedAt + ms,
    ...(pausedUntil === undefined ? {} : { pausedUntil: pausedUntil + ms }),
    limits: limits.map((limit) => shiftedLimit(limit, ms)),
  }
}

function shiftedLimit(limit: SavedLimit, ms: number): SavedLimit {
  const { resetAt, taken } = limit
  return {
    ...limit,
    ...(resetAt === undefined ? {} : { resetAt: resetAt + ms }),
    ...(taken === undefined ? {} : { taken: taken.map(([at, amount]) => [at + ms, amount] as const) }),
  }
}
