import { describe, expect, it } from 'vitest'
import { HedgePace } from './hedge-pace.ts'

/** A target that has answered so many calls, `everyMs` apart, each in so many ms. */
function after(
  ...spells: readonly { readonly calls: number; readonly ms: number; readonly everyMs: number }[]
): HedgePace {
  const pace = new HedgePace()
  let now = 1_000_000
  for (const { calls, ms, everyMs } of spells)
    for (let call = 0; call < calls; call += 1) pace.observe(ms, (now += everyMs))
  return pace
}

describe('the pace of a target', () => {
  it('is not known before ten calls', () => {
    expect(after({ calls: 5, ms: 100, everyMs: 10 }, { calls: 4, ms: 9000, everyMs: 10 }).isSlow).toBe(false)
  })

  it.each([10, 1000])(
    'is slow within a few calls that take four times as long, one each %s ms',
    (everyMs) => {
      const usual = { calls: 100, ms: 100, everyMs }
      expect(after(usual, { calls: 2, ms: 400, everyMs }).isSlow).toBe(false)
      expect(after(usual, { calls: 6, ms: 400, everyMs }).isSlow).toBe(true)
    },
  )

  it('is not slow because of one very long answer, or of those that take not quite twice as long', () => {
    const usual = { calls: 100, ms: 100, everyMs: 10 }
    expect(after(usual, { calls: 1, ms: 2000, everyMs: 10 }).isSlow).toBe(false)
    expect(after(usual, { calls: 50, ms: 190, everyMs: 10 }).isSlow).toBe(false)
  })

  it('stays slow through thousands of slow calls within half a minute, and is usual again after minutes', () => {
    const usual = { calls: 1000, ms: 300, everyMs: 15 }
    expect(after(usual, { calls: 2000, ms: 1500, everyMs: 15 }).isSlow).toBe(true)
    expect(after(usual, { calls: 20_000, ms: 1500, everyMs: 15 }).isSlow).toBe(false)
    expect(after(usual, { calls: 10, ms: 1500, everyMs: 30_000 }).isSlow).toBe(false)
  })
})
