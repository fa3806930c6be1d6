import type { TargetSnapshot } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { isHealthy, presentTargets, statsOf, type CountedTarget } from './provider-stats.ts'

const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 }
const idle = {
  inFlight: 0,
  attempts: 0,
  successes: 0,
  failures: 0,
  neutral: 0,
  failuresByKind: {},
  ...{ costMicroUsd: 0, unpriced: 0 },
}
const snapshotOf = (facts: Partial<TargetSnapshot>): TargetSnapshot => ({
  ...{ id: 'a', weight: 1, priority: 0, tags: [], state: 'ready', usage, successMs: 0, failureMs: 0 },
  ...idle,
  ...facts,
})
const counted = (facts: Partial<TargetSnapshot>): CountedTarget => ({ snapshot: snapshotOf(facts) })

describe('the statistics of a provider', () => {
  it('are all zero, without times, before its first attempt', () => {
    expect(statsOf([counted({})])).toEqual({ ...idle, usage, isHealthy: true, state: 'ready' })
  })

  it('add up its targets', () => {
    const first = counted({
      ...{ attempts: 5, successes: 2, failures: 2, inFlight: 1, failuresByKind: { auth: 1, server: 1 } },
      lastFailure: { kind: 'server', at: 30 },
      ...{ costMicroUsd: 40, unpriced: 1 },
      ...{ lastAttemptAt: 20, successMs: 400, failureMs: 5000 },
    })
    const second = counted({
      ...{ attempts: 2, successes: 1, neutral: 1, failuresByKind: { server: 3 } },
      lastFailure: { kind: 'timeout', at: 40, status: 504 },
      ...{ costMicroUsd: 2, unpriced: 2 },
      ...{ lastAttemptAt: 15, successMs: 50 },
    })
    expect(statsOf([first, second])).toEqual({
      ...{ attempts: 7, successes: 3, failures: 2, neutral: 1, inFlight: 1 },
      failuresByKind: { auth: 1, server: 4 },
      lastFailure: { kind: 'timeout', at: 40, status: 504 },
      usage: { ...usage, inputTokens: 2, outputTokens: 4 },
      ...{ costMicroUsd: 42, unpriced: 3 },
      ...{ meanLatencyMs: 150, lastAttemptAt: 20, isHealthy: true, state: 'ready' },
    })
  })

  it('are available as soon as the first of its targets is', () => {
    const blocked = counted({ state: 'blocked', reason: 'circuit-open', availableAt: 90 })
    const cooling = counted({ state: 'cooling', reason: 'cooling: rate-limit', availableAt: 50 })
    const drained = counted({ state: 'drained' })
    const cool = { state: 'cooling', reason: 'cooling: rate-limit', availableAt: 50, isHealthy: false }
    expect(statsOf([blocked, cooling])).toMatchObject(cool)
    expect(statsOf([cooling, blocked])).toMatchObject(cool)
    expect(statsOf([drained, blocked])).toMatchObject({ state: 'blocked', isHealthy: true })
    expect(statsOf([blocked, counted({})])).toMatchObject({ state: 'ready', isHealthy: true })
  })

  it('tell the circuit and what is left of the limits of the target that is available first', () => {
    const limit = {
      guard: 'rate-limit',
      unit: 'requests',
      limit: 60,
      windowMs: 60_000,
      left: 7,
      most: 60,
    } as const
    const full = {
      ...counted({ state: 'blocked', reason: 'rate-limit', availableAt: 90 }),
      circuit: { state: 'open' } as const,
    }
    const ready = { ...counted({ headroom: [limit] }), circuit: { state: 'half-open' } as const }
    expect(statsOf([full, ready])).toMatchObject({ circuit: 'half-open', headroom: [limit] })
    expect(statsOf([full])).toMatchObject({ circuit: 'open' })
    expect(statsOf([full])).not.toHaveProperty('headroom')
    expect(statsOf([counted({})])).not.toHaveProperty('circuit')
  })
})

it.each<[Partial<TargetSnapshot>, boolean]>([
  [{ state: 'ready' }, true],
  [{ state: 'drained' }, true],
  [{ state: 'cooling' }, false],
  [{ state: 'quarantined' }, false],
  [{ state: 'blocked', reason: 'circuit-open' }, false],
  [{ state: 'blocked', reason: 'requests-per-minute' }, true],
])('a target that is %j is healthy: %s', (facts, expected) => {
  expect(isHealthy(snapshotOf(facts))).toBe(expected)
})

it('a target that is being removed is not present', () => {
  const targets = [snapshotOf({ state: 'removing' }), snapshotOf({ id: 'b' })]
  const runs = { started: 0, succeeded: 0, failed: 0, cancelled: 0, running: 0, waiting: 0 }
  expect([...presentTargets({ strategy: 'x', runs, targets, pools: [] }).keys()]).toEqual(['b'])
})
