import { BudgetExceededError } from '@llm-balancer/core/errors'
import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { createBudget, type Budget } from '../index.ts'

const price = { inputPerMTok: 1, outputPerMTok: 0 }

/** A thousand micro-dollars a minute, of which half are spent and 400 are set aside for a call that runs. */
const halfSpent = (): Budget => {
  const clock = createFakeClock(Date.UTC(2026, 10, 29))
  const budget = createBudget({ by: 'all', usdPerMinute: 0.001, clock })
  budget.reserve({ price, inputTokens: 500 }).settle({ inputTokens: 500, outputTokens: 0 })
  budget.reserve({ price, inputTokens: 400 })
  return budget
}
const refusalOf = (budget: Budget, inputTokens: number): BudgetExceededError => {
  try {
    budget.reserve({ price, inputTokens })
  } catch (error) {
    if (BudgetExceededError.isInstance(error)) return error
  }
  throw new Error('was not refused')
}

it('names the next minute to a call that fits exactly beside those that run', () => {
  const error = refusalOf(halfSpent(), 600)
  expect(error.message).toMatch(/are spent, try again in 60000 ms$/)
  expect(error.retryAfterMs).toBe(60_000)
})

it('names no time to a call that fits only when others have ended', () => {
  const error = refusalOf(halfSpent(), 601)
  expect(error.message).toMatch(/or set aside for calls that run; try again when those have ended$/)
  expect(error.retryAfterMs).toBeUndefined()
})

it('names the next minute as the latest time to a call that may fit sooner', () => {
  const error = refusalOf(halfSpent(), 200)
  expect(error.message).toMatch(/try again when those have ended, in 60000 ms at the latest$/)
  expect(error.retryAfterMs).toBe(60_000)
})
