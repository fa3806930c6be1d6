import { expect, it } from 'vitest'
import type { RunLog } from '../run/run-log.ts'
import { attemptOf } from '../test/attempt-of.ts'
import { scenarioOf } from '../test/scenario-of.ts'
import { summarise } from './summarise.ts'

const run = (latencyMs: number, own: Partial<RunLog> = {}): RunLog => ({
  ...{ traffic: 'callers', arrivedAt: 1000, firstContentAt: 1000 + latencyMs, endedAt: 5000, end: 'served' },
  ...own,
})
const failed = (reason: string): RunLog => run(Infinity, { end: 'failed', reason })
const cost = { inputPerMTok: 1, outputPerMTok: 2 }
const targets = ['a', 'b'].map((name) => ({ name, server: {}, cost }))

it('counts runs by what became of them, the late ones and those that no target was asked for apart', () => {
  const runs = [run(100), run(2000), run(2001), failed('no-target-available'), failed('deadline-exceeded')]
  expect(summarise(scenarioOf({ targets }), { seed: 1, runs, attempts: [], timersLeft: 0 })).toMatchObject({
    requests: 5,
    succeeded: 3,
    withinGoal: 2,
    refused: 1,
    firstContentMs: { p50: 2000, p95: 2001, p99: 2001 },
    cacheHitRatio: NaN,
  })
})

it('counts calls of servers by their ends and targets, with their cost', () => {
  const attempts = [
    attemptOf({ inputTokens: 1e6, cachedTokens: 5e5, outputTokens: 1e6 }),
    attemptOf({ target: 'b', end: 'refused', status: 429 }),
    attemptOf({ target: 'b', end: 'refused', status: 503 }),
    attemptOf({ target: 'b', end: 'aborted' }),
  ]
  const summary = summarise(scenarioOf({ targets }), { seed: 1, runs: [run(1)], attempts, timersLeft: 0 })
  expect(summary).toMatchObject({
    attempts: 4,
    rejections429: 1,
    failures: 2,
    costUsd: 3,
    cacheHitRatio: 0.5,
  })
  expect(summary.perTarget).toEqual({
    a: { attempts: 1, answered: 1, rejections429: 0, failures: 0, costUsd: 3 },
    b: { attempts: 3, answered: 0, rejections429: 1, failures: 2, costUsd: 0 },
  })
})

it('takes any time for soon enough in a scenario with so long a goal', () => {
  const scenario = scenarioOf({ targets, goalMs: 60_000 })
  const { withinGoal } = summarise(scenario, { seed: 1, runs: [run(59_000)], attempts: [], timersLeft: 0 })
  expect(withinGoal).toBe(1)
})

it('sorts the times of runs, and counts as refused only what failed for want of a target', () => {
  const runs = [
    run(900),
    run(100),
    run(500),
    { ...run(5), reason: 'no-target-available' },
    failed('no-target-available'),
  ]
  const summary = summarise(scenarioOf({ targets }), { seed: 1, runs, attempts: [], timersLeft: 0 })
  expect(summary.firstContentMs).toEqual({ p50: 100, p95: 900, p99: 900 })
  expect(summary).toMatchObject({ succeeded: 4, refused: 1 })
  const two = [...runs, failed('deadline-exceeded'), failed('deadline-exceeded')]
  expect(
    summarise(scenarioOf({ targets }), { seed: 1, runs: two, attempts: [], timersLeft: 0 }).refused,
  ).toBe(1)
})

it('has numbers for a scenario in which nothing happens', () => {
  const summary = summarise(scenarioOf({ targets }), { seed: 1, runs: [], attempts: [], timersLeft: 0 })
  const nothing = { attempts: 0, answered: 0, rejections429: 0, failures: 0, costUsd: 0 }
  expect(summary).toMatchObject({
    ...{ requests: 0, succeeded: 0, withinGoal: 0, refused: 0, attempts: 0, failures: 0 },
    firstContentMs: { p50: NaN, p95: NaN, p99: NaN },
    perTarget: { a: nothing, b: nothing },
  })
})
