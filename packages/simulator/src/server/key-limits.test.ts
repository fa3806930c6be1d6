import { expect, it } from 'vitest'
import { KeyLimits } from './key-limits.ts'

it('lets calls in while there are requests and tokens left, and says how long the next one would wait', () => {
  const limits = new KeyLimits({ requestsPerMinute: 60, tokensPerMinute: 6000, burst: 0.05 })
  expect(limits.admit(100, 0).waitMs).toBe(0)
  expect(limits.admit(100, 0).waitMs).toBe(0)
  expect(limits.admit(200, 0).waitMs).toBe(1000)
  expect(limits.admit(100, 0).waitMs).toBe(0)
  expect(limits.admit(0, 0).waitMs).toBe(1000)
  expect(limits.waitMs({ requests: 2, tokens: 0 }, 0)).toBe(2000)
})

it('takes nothing for a refused call, unless the vendor counts it', () => {
  const usual = new KeyLimits({ requestsPerMinute: 60, tokensPerMinute: 100 })
  const counting = new KeyLimits({ requestsPerMinute: 60, tokensPerMinute: 100, countsRefused: true })
  for (const limits of [usual, counting]) {
    limits.admit(100, 0)
    for (let call = 0; call < 59; call += 1) expect(limits.admit(50, 0).waitMs).toBe(30_000)
  }
  expect(usual.waitMs({ requests: 59, tokens: 0 }, 0)).toBe(0)
  expect(counting.waitMs({ requests: 1, tokens: 0 }, 0)).toBe(1000)
})

it('reports what is left of each limit after the call', () => {
  const limits = new KeyLimits({ requestsPerMinute: 60, tokensPerMinute: 1000 })
  expect(limits.admit(300, 0).reports).toEqual([
    { unit: 'requests', limit: 60, remaining: 59, resetMs: 1000, windowMs: 60_000 },
    { unit: 'tokens', limit: 1000, remaining: 700, resetMs: 18_000, windowMs: 60_000 },
  ])
})

it('reports nothing without headers, and nothing without limits', () => {
  expect(new KeyLimits({ requestsPerMinute: 60, headers: false }).admit(0, 0).reports).toEqual([])
  const unlimited = new KeyLimits({})
  expect(unlimited.admit(1e9, 0)).toEqual({ waitMs: 0, reports: [] })
  expect(unlimited.waitMs({ requests: 1e9, tokens: 1e9 }, 0)).toBe(0)
})

it('counts refused calls where there is no limit of requests, too', () => {
  const limits = new KeyLimits({ tokensPerMinute: 100, countsRefused: true })
  expect(limits.admit(101, 0).waitMs).toBe(Infinity)
  expect(limits.admit(100, 0).waitMs).toBe(0)
})
