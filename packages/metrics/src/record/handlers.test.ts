import { expect, it } from 'vitest'
import { createMetrics, logEvents, recentRuns, type BalancerMetrics } from '../index.ts'
import { FakeBalancer } from '../test/scene.ts'

const failure = { type: 'failure', kind: 'server', scope: 'target', durationMs: 1 } as const

/** A balancer whose events the test makes, and what is counted of it. */
const scene = () => {
  const balancer = new FakeBalancer()
  const metrics = createMetrics({ maxTenants: 5 })
  metrics.observe(balancer)
  return { balancer, only: (): BalancerMetrics | undefined => metrics.snapshot().balancers[0] }
}

it('a run that was not seen to begin, or is of no tenant, is counted when it fails', () => {
  const { balancer, only } = scene()
  balancer.emit({ type: 'run-failed', at: 0, runId: 1, error: new Error('x'), attempts: 0 } as never)
  balancer.emit({ type: 'run-waited', at: 0, runId: 2, cause: 'retry', delayMs: 5, considered: [] })
  balancer.emit({ type: 'run-failed', at: 5, runId: 2, error: new Error('x'), attempts: 0 } as never)
  expect(only()?.runs).toMatchObject({ failed: 2, waitMs: { count: 1, sum: 5 } })
  expect(only()?.tenants).toEqual([])
})

it('of a hundred thousand runs that have not ended, the oldest is forgotten for one more', () => {
  const { balancer, only } = scene()
  const end = (runId: number): void => {
    balancer.emit({ type: 'run-succeeded', at: 5, runId, targetId: 'a', attempts: 1, durationMs: 5 })
  }
  balancer.emit({ type: 'run-started', at: 0, runId: 0, streaming: false, tenant: 'acme' })
  for (let runId = 0; runId <= 100_000; runId += 1)
    balancer.emit({ type: 'run-waited', at: 0, runId, cause: 'retry', delayMs: 5, considered: [] })
  expect(only()?.tenants).toMatchObject([{ tenant: 'acme', running: 0 }])
  end(0)
  expect(only()?.runs).toMatchObject({ succeeded: 1, waitMs: { count: 0 } })
  end(1)
  expect(only()?.runs).toMatchObject({ succeeded: 2, waitMs: { count: 1, sum: 5 } })
})

it('an attempt that another one has beaten says nothing of what the next attempt is', () => {
  const { balancer, only } = scene()
  const end = { at: 0, runId: 1, error: new Error('x') }
  balancer.emit({ ...end, type: 'attempt-failed', attempt: 1, targetId: 'a', outcome: failure })
  const beaten = { type: 'neutral', durationMs: 1, beaten: true } as const
  balancer.emit({ ...end, type: 'attempt-neutral', attempt: 2, targetId: 'b', hedge: true, outcome: beaten })
  balancer.emit({ ...end, type: 'attempt-failed', attempt: 3, targetId: 'a', outcome: failure })
  balancer.emit({ ...end, type: 'attempt-failed', attempt: 4, targetId: 'b', outcome: failure })
  expect(
    only()?.targets.map(({ id, retries, failovers, hedges }) => [id, retries, failovers, hedges]),
  ).toEqual([
    ['a', 1, 0, 0],
    ['b', 0, 1, 1],
  ])
})

it('the trail of a run goes on past the attempts that are kept of it', () => {
  const balancer = new FakeBalancer()
  const runs = recentRuns()
  runs.observe(balancer)
  const event = { at: 0, runId: 1, targetId: 'a' }
  balancer.emit({ ...event, type: 'run-started', streaming: false })
  for (let attempt = 1; attempt <= 60; attempt += 1)
    balancer.emit({ ...event, type: 'attempt-started', attempt })
  const timeout = { ...failure, kind: 'timeout' } as const
  balancer.emit({ ...event, type: 'attempt-failed', attempt: 60, outcome: timeout, error: new Error('x') })
  balancer.emit({ ...event, type: 'run-failed', error: new Error('x'), attempts: 60 } as never)
  expect(runs.find(1)).toMatchObject({ result: 'failed', reason: 'timeout', moreAttempts: 10 })
})

it('the log believes a target’s own circuit only until the target is removed', () => {
  const balancer = new FakeBalancer()
  const lines: string[] = []
  const write = (line: unknown): void => {
    lines.push(String(line))
  }
  logEvents({ info: write, warn: write, error: write }).observe(balancer)
  const event = { at: 0, targetId: 'a' }
  const blocked = { ...event, type: 'target-blocked', reason: 'circuit-open', until: Infinity } as const
  balancer.emit({ ...event, type: 'circuit-opened' } as never)
  balancer.emit(blocked)
  balancer.emit({ ...event, type: 'target-removed' })
  balancer.emit(blocked)
  expect(lines).toEqual([
    'llm-balancer default: the circuit of target a is open',
    'llm-balancer default: target a was removed',
    'llm-balancer default: target a is blocked (circuit-open)',
  ])
})

it.each([7, { a: {} }, null])('circuits that are %j are refused by name', (circuits) => {
  const observe = (): unknown =>
    logEvents(console).observe(new FakeBalancer(), { circuits: circuits as never })
  expect(observe).toThrow(/observe: "circuits/)
})
