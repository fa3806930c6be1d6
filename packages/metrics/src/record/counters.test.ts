import { BalancerClosedError, ProviderError } from '@llm-balancer/core/errors'
import { describe, expect, it } from 'vitest'
import type { AttemptTotals } from '../contracts/totals.ts'
import { AttemptCounters } from './attempt-counters.ts'
import { CircuitRecord } from './circuit-record.ts'
import { failureReason } from './failure-reason.ts'
import { RunCounters } from './run-counters.ts'
import { TenantTable } from './tenant-table.ts'

const usage = {
  inputTokens: 1,
  outputTokens: 20,
  cacheReadTokens: 300,
  cacheWriteTokens: 4000,
  reasoningTokens: 50_000,
}
const noTokens = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
}
const failure = { type: 'failure', scope: 'target', durationMs: 1 } as const

describe('the counters of attempts', () => {
  it('count outcomes, kinds, tokens and costs', () => {
    const counters = new AttemptCounters()
    expect(counters.totals()).toEqual({
      ...{ successes: 0, failures: 0, neutral: 0, failuresByKind: {}, tokens: noTokens },
      ...{ withoutUsage: 0, unpriced: 0 },
    })
    counters.count({ type: 'success', durationMs: 1, usage, costMicroUsd: 7 })
    counters.count({ type: 'success', durationMs: 1 })
    counters.count({ type: 'neutral', durationMs: 1, usage: { inputTokens: 5 } })
    counters.count({ type: 'neutral', durationMs: 1, costMicroUsd: 3 })
    counters.count({ ...failure, kind: 'server' })
    counters.count({ ...failure, kind: 'server' })
    counters.count({ ...failure, kind: 'timeout' })
    expect(counters.totals()).toEqual({
      ...{ successes: 2, failures: 3, neutral: 2, failuresByKind: { server: 2, timeout: 1 } },
      ...{ tokens: { ...usage, inputTokens: 6 }, withoutUsage: 1, unpriced: 1, costMicroUsd: 10 },
    })
    expect(counters.ended).toBe(7)
  })

  it('add those of others, and begin with what they are given', () => {
    const others: AttemptTotals = {
      ...{ successes: 1, failures: 2, neutral: 3, failuresByKind: { server: 2 }, tokens: usage },
      ...{ withoutUsage: 4, unpriced: 5, costMicroUsd: 6 },
    }
    const counters = new AttemptCounters(others)
    expect(counters.totals()).toEqual(others)
    counters.addAll({ ...others, failuresByKind: { server: 1, timeout: 1 } })
    expect(counters.totals()).toEqual({
      ...{ successes: 2, failures: 4, neutral: 6, failuresByKind: { server: 3, timeout: 1 } },
      tokens: {
        ...{ inputTokens: 2, outputTokens: 40, cacheReadTokens: 600 },
        ...{ cacheWriteTokens: 8000, reasoningTokens: 100_000 },
      },
      ...{ withoutUsage: 8, unpriced: 10, costMicroUsd: 12 },
    })
    expect(others.failuresByKind).toEqual({ server: 2 })
    const { costMicroUsd: _, ...unpriced } = others
    const free = new AttemptCounters()
    free.addAll(unpriced)
    expect(free.totals()).not.toHaveProperty('costMicroUsd')
    free.addAll(others)
    expect(free.totals().costMicroUsd).toBe(6)
  })
})

it('the counters of runs count how they ended, and add those of others', () => {
  const counters = new RunCounters()
  counters.succeed()
  counters.fail('timeout')
  counters.fail('timeout')
  counters.cancel()
  const totals = { succeeded: 1, failed: 2, cancelled: 1, failuresByReason: { timeout: 2 } }
  expect(counters.totals()).toEqual(totals)
  counters.addAll({ succeeded: 10, failed: 20, cancelled: 30, failuresByReason: { timeout: 1, auth: 1 } })
  expect(counters.totals()).toEqual({
    ...{ succeeded: 11, failed: 22, cancelled: 31, failuresByReason: { timeout: 3, auth: 1 } },
  })
  const copy = new RunCounters(totals)
  copy.fail('timeout')
  expect(totals.failuresByReason).toEqual({ timeout: 2 })
  expect(copy.totals().failuresByReason).toEqual({ timeout: 3 })
})

it('the reason of a failure is the code of the balancer’s error, or the kind of the attempt’s', () => {
  const failed = new ProviderError({ provider: 'a', kind: 'server', message: 'x' })
  expect(failureReason(new BalancerClosedError(), 'server')).toBe('balancer-closed')
  expect(failureReason(failed, 'timeout')).toBe('timeout')
  expect(failureReason(failed, undefined)).toBe('provider-failed')
  expect(failureReason(new Error('x'), 'timeout')).toBe('timeout')
  expect(failureReason('x', undefined)).toBe('error')
})

describe('the record of a circuit', () => {
  it('knows nothing at first, and follows what its target meets while the circuit tells nothing', () => {
    const circuit = new CircuitRecord()
    circuit.available(5)
    expect(circuit.metrics(5)).toBeUndefined()
    circuit.blocked(10)
    circuit.blocked(20)
    expect(circuit.metrics(25)).toEqual({ state: 'open', forMs: 15, openings: 1 })
    expect(circuit.metrics(5)?.forMs).toBe(0)
    circuit.available(30)
    expect(circuit.metrics(30)).toEqual({ state: 'closed', forMs: 0, openings: 1 })
    expect(circuit.openings).toBe(1)
  })

  it('believes the circuit alone once it has told something', () => {
    const circuit = new CircuitRecord(3)
    circuit.tell('half-open', 10)
    circuit.blocked(20)
    circuit.available(20)
    expect(circuit.metrics(20)).toEqual({ state: 'half-open', forMs: 10, openings: 3 })
    circuit.tell('open', 30)
    circuit.available(40)
    expect(circuit.metrics(40)).toEqual({ state: 'open', forMs: 10, openings: 4 })
  })
})

describe('the table of tenants', () => {
  const names = (table: TenantTable): string[] => table.metrics(0).map(({ tenant }) => tenant)

  it('keeps those used last, and adds up the others', () => {
    const table = new TenantTable(2)
    table.use('a').succeeded(5, 0)
    table.use('b').runs.fail('timeout')
    expect(table.others()).toBeUndefined()
    table.use('a').attemptEnded({ type: 'success', durationMs: 1, usage })
    table.use('c')
    expect(names(table)).toEqual(['a', 'c'])
    expect(table.others()).toMatchObject({ runs: { failed: 1, succeeded: 0 }, attempts: { successes: 0 } })
    table.use('d')
    expect(names(table)).toEqual(['c', 'd'])
    expect(table.others()).toMatchObject({
      runs: { failed: 1, succeeded: 1 },
      attempts: { successes: 1, tokens: usage },
    })
  })

  it('keeps a tenant whose run is in progress, and the one that is used now', () => {
    const table = new TenantTable(1)
    const [a, b] = [table.use('a'), table.use('b')]
    expect(names(table)).toEqual(['b'])
    b.running = 1
    table.use('c')
    expect(names(table)).toEqual(['b', 'c'])
    b.running = 0
    table.use('d')
    expect(names(table)).toEqual(['d'])
    expect(table.use('a')).not.toBe(a)
  })

  it('goes on from a state, and gives it', () => {
    const before = new TenantTable(1)
    before.use('a').succeeded(5, 0)
    before.use('b').succeeded(7, 0)
    const after = new TenantTable(1, before.toState(), before.others())
    expect(after.toState()).toEqual(before.toState())
    expect(after.others()).toEqual(before.others())
    expect(after.metrics(0)).toMatchObject([
      { tenant: 'b', running: 0, runs: { succeeded: 1 }, durationMs: { count: 1, sum: 7 } },
    ])
  })
})
