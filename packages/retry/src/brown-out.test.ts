import { afterAll, describe, expect, it } from 'vitest'
import { createRetryBudget } from '@llm-balancer/core/budget'
import { brownOut, type BrownOutResult, type ServerModel } from './test/brown-out.ts'

const models: [string, ServerModel][] = [
  ['refuses for nothing', { longestQueueMs: 500, refusalCost: 0 }],
  ['refuses at a tenth of a call', { longestQueueMs: 500, refusalCost: 0.1 }],
  ['lets every call wait', { longestQueueMs: Infinity, refusalCost: 0 }],
]

const lines: string[] = []
const tell = (what: string, { amplification, goodputDuring, answered }: BrownOutResult): void => {
  const share = `${(answered * 100).toFixed(1)} %`
  lines.push(
    `  ${what.padEnd(42)} ${amplification.toFixed(3)} × load ${goodputDuring.toFixed(1).padStart(6)} answered/s ${share.padStart(8)} of all`,
  )
}
afterAll(() => console.log(['brown-out: 200 calls/s, capacity 300 → 60/s for 30 s', ...lines].join('\n')))

describe.each(models)('a server that %s', (name, model) => {
  it('is not overrun by retries from the default budget', { timeout: 60_000 }, async () => {
    const none = await brownOut(model, { maxAttempts: 1 })
    const naive = await brownOut(model, {})
    const budgeted = await brownOut(model, { budget: createRetryBudget() })
    tell(`${name}: no retries`, none)
    tell('  default budget', budgeted)
    tell('  naive retries, 3 attempts', naive)
    expect(budgeted.amplification).toBeLessThanOrEqual(1.15)
    expect(budgeted.goodputDuring).toBeGreaterThanOrEqual(0.95 * none.goodputDuring)
    expect(budgeted.answered).toBeGreaterThanOrEqual(0.95 * none.answered)
    expect(naive.amplification).toBeGreaterThan(1.8)
  })
})
