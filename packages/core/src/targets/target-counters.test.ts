import { expect, it } from 'vitest'
import { TargetCounters } from './target-counters.ts'

const noTokens = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
}

it('counts outcomes by their type, and failures by their kind', () => {
  const counters = new TargetCounters()
  counters.count({ type: 'success', durationMs: 10 }, 1)
  counters.count({ type: 'neutral', durationMs: 100 }, 2)
  counters.count({ type: 'failure', kind: 'server', scope: 'target', durationMs: 1, status: 500 }, 3)
  counters.count({ type: 'failure', kind: 'server', scope: 'target', durationMs: 2 }, 4)
  counters.count({ type: 'failure', kind: 'timeout', scope: 'target', durationMs: 4 }, 5)
  expect(counters.copy()).toEqual({
    attempts: 0,
    successes: 1,
    neutral: 1,
    failures: 3,
    failuresByKind: { server: 2, timeout: 1 },
    lastFailure: { kind: 'timeout', at: 5 },
    ...{ successMs: 10, failureMs: 7 },
    costMicroUsd: 0,
    unpriced: 0,
    usage: noTokens,
  })
})

it('adds tokens and costs up, and counts attempts that used tokens at an unknown price', () => {
  const counters = new TargetCounters()
  const usage = { inputTokens: 5, outputTokens: 2, reasoningTokens: 1 }
  counters.count({ type: 'success', durationMs: 1, usage, costMicroUsd: 30 }, 1)
  counters.count({ type: 'neutral', durationMs: 1, usage, costMicroUsd: 12 }, 2)
  counters.count({ type: 'success', durationMs: 1, usage: { cacheReadTokens: 4, cacheWriteTokens: 3 } }, 3)
  counters.count({ type: 'success', durationMs: 1, costMicroUsd: 0 }, 4)
  counters.count({ type: 'success', durationMs: 1 }, 5)
  expect(counters.copy()).toMatchObject({
    costMicroUsd: 42,
    unpriced: 1,
    usage: { inputTokens: 10, outputTokens: 4, reasoningTokens: 2, cacheReadTokens: 4, cacheWriteTokens: 3 },
  })
})

it('gives copies that later outcomes do not change', () => {
  const counters = new TargetCounters()
  expect(counters.copy()).not.toHaveProperty('lastFailure')
  const failure = { type: 'failure', kind: 'server', scope: 'target', durationMs: 1 } as const
  counters.count({ ...failure, usage: { inputTokens: 1 } }, 1)
  const before = counters.copy()
  counters.count({ ...failure, usage: { inputTokens: 1 } }, 2)
  expect(before).toMatchObject({
    failures: 1,
    failuresByKind: { server: 1 },
    usage: { inputTokens: 1 },
    lastFailure: { at: 1 },
  })
  expect(before.lastFailure).not.toBe(counters.copy().lastFailure)
  expect(counters.copy().lastFailure).not.toBe(counters.copy().lastFailure)
})

it('goes on from what another one has exported, by the clock here', () => {
  const counters = new TargetCounters()
  for (const at of [50, 60]) counters.begin(at)
  counters.count({ type: 'success', durationMs: 20 }, 70)
  counters.count({ type: 'failure', kind: 'server', scope: 'target', durationMs: 30 }, 90)
  const next = new TargetCounters()
  next.restore(counters.export(100), 1000)
  expect(next.copy()).toEqual({
    ...counters.copy(),
    lastAttemptAt: 960,
    lastFailure: { kind: 'server', at: 990 },
  })
  expect(next.copy()).toMatchObject({ attempts: 2, successMs: 20, failureMs: 30 })
  const unused = new TargetCounters()
  unused.restore(new TargetCounters().export(100), 1000)
  expect(unused.copy()).not.toHaveProperty('lastAttemptAt')
})
