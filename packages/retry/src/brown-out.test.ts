import { expect, it } from 'vitest'
import { brownOut, sceneBudget, type ServerModel } from './test/brown-out.ts'

const models: [string, ServerModel, naiveLoad: number][] = [
  ['refuses for nothing', { longestQueueMs: 500, refusalCost: 0 }, 2.65],
  ['refuses at a tenth of a call', { longestQueueMs: 500, refusalCost: 0.1 }, 2.94],
  ['lets every call wait', { longestQueueMs: Infinity, refusalCost: 0 }, 2.84],
]

it.each(models)(
  'a server that %s is not overrun by retries from a budget',
  async (_name, model, naiveLoad) => {
    const none = await brownOut(model, { maxAttempts: 1 })
    const naive = await brownOut(model, {})
    const budgeted = await brownOut(model, { budget: sceneBudget() })
    expect(budgeted.amplification).toBeLessThanOrEqual(1.15)
    expect(budgeted.goodputDuring).toBeGreaterThanOrEqual(0.95 * none.goodputDuring)
    expect(budgeted.answered).toBeGreaterThanOrEqual(0.95 * none.answered)
    expect(naive.amplification).toBeCloseTo(naiveLoad, 1)
    if (model.refusalCost === 0) return
    // The figures of the README.
    expect(budgeted.amplification - 1).toBeCloseTo(0.07, 2)
    expect(1 - budgeted.goodputDuring / none.goodputDuring).toBeCloseTo(0.03, 2)
    expect(naive.amplification - 1).toBeCloseTo(1.94, 2)
    expect(1 - naive.goodputDuring / none.goodputDuring).toBeCloseTo(0.81, 2)
  },
)
