import { describe, expect, it } from 'vitest'
import { MetricsWindow } from './metrics-window.ts'
import type { AttemptEnd } from './routing-policy.ts'

const unknown = { uptime: 100, latencyMs: 1000, tokensPerSecond: 50 }
const hourMs = 3_600_000
const end = (own: Partial<AttemptEnd> = {}): AttemptEnd & { readonly outputTokens: number } => ({
  ...{ kind: 'answered', ms: 300, firstContentMs: undefined, retryAfterMs: undefined, outputTokens: 10 },
  ...own,
})
const windowOf = (ends: readonly (readonly [now: number, own?: Partial<AttemptEnd>])[]): MetricsWindow => {
  const metrics = new MetricsWindow(unknown)
  for (const [now, own] of ends) metrics.add(end(own), now)
  return metrics
}
const failed = { kind: 'failed' } as const

it('gives what it is told for unknown before anything has happened', () => {
  expect(windowOf([]).read(0)).toEqual(unknown)
})

describe('what it measures', () => {
  it.each(['failed', 'timed-out', 'rate-limited'] as const)('takes %s for a failure', (kind) => {
    expect(windowOf([[0], [0], [0], [0, { kind }]]).read(0)).toEqual({ ...unknown, uptime: 75 })
  })

  it('averages first contents, and tokens over the time of writing', () => {
    const metrics = windowOf([
      [0, { firstContentMs: 100, ms: 300 }],
      [0, { firstContentMs: 300, ms: 500 }],
      [0, { ms: 5000 }],
    ])
    expect(metrics.read(0)).toEqual({ uptime: 100, latencyMs: 200, tokensPerSecond: 50 })
    expect(windowOf([[0, { firstContentMs: 100, ms: 200 }]]).read(0).tokensPerSecond).toBe(100)
  })

  it('knows no speed of answers that come at once', () => {
    expect(windowOf([[0, { firstContentMs: 300 }]]).read(0)).toEqual({ ...unknown, latencyMs: 300 })
  })
})

describe('when it forgets', () => {
  it.each([
    { ageMs: 60_000, factor: 10 },
    { ageMs: 60_001, factor: 3 },
    { ageMs: 300_000, factor: 3 },
    { ageMs: 300_001, factor: 1 },
    { ageMs: hourMs, factor: 1 },
  ])('counts what happened $ageMs ms ago $factor times', ({ ageMs, factor }) => {
    const metrics = windowOf([[0, failed], [ageMs]])
    expect(metrics.read(ageMs).uptime).toBeCloseTo(100 * (1 - factor / (factor + 10)), 9)
  })

  it('forgets what is more than an hour old with the next end', () => {
    expect(windowOf([[0, failed], [hourMs]]).read(hourMs).uptime).toBeLessThan(100)
    expect(windowOf([[0, failed], [20_000, failed], [hourMs + 20_001]]).read(hourMs + 20_001)).toEqual(
      unknown,
    )
  })

  it('counts what happens within five seconds together, from the first', () => {
    // The second failure belongs to the slot of the first or begins its own.
    const together = windowOf([[10_000, failed], [14_999, failed], [74_999]])
    expect(together.read(74_999).uptime).toBeCloseTo(100 * (1 - 6 / 16), 9)
    const apart = windowOf([[10_000, failed], [15_000, failed], [75_000]])
    expect(apart.read(75_000).uptime).toBeCloseTo(100 * (1 - 13 / 23), 9)
  })
})

it('adds up once a second', () => {
  const metrics = windowOf([[0]])
  expect(metrics.read(0).uptime).toBe(100)
  metrics.add(end(failed), 0)
  expect(metrics.read(999).uptime).toBe(100)
  expect(metrics.read(1000).uptime).toBe(50)
  metrics.add(end(failed), 1000)
  metrics.add(end(failed), 1000)
  expect(metrics.read(1999).uptime).toBe(50)
  expect(metrics.read(2000).uptime).toBe(25)
})
