import { describe, expect, it } from 'vitest'
import { createMetrics, type Metrics, type TenantMetrics } from './index.ts'
import { FakeBalancer, setScene, status } from './test/scene.ts'

const tenantsOf = (metrics: Metrics): readonly TenantMetrics[] =>
  metrics.snapshot().balancers[0]?.tenants ?? []

describe('metrics of tenants', () => {
  it('count runs, attempts and tokens of each', async () => {
    const usage = { inputTokens: 10, outputTokens: 5 }
    const { balancer, clock, call, drive } = setScene({
      a: [{ usage, takesMs: 100 }, { fail: status(500), usage }, { fail: status(422) }],
      b: [{ usage }],
    })
    const metrics = createMetrics({ clock, maxTenants: 10 })
    metrics.observe(balancer)
    const first = balancer.run(call, { tenant: 'acme' })
    await clock.settle()
    expect(tenantsOf(metrics)).toMatchObject([{ tenant: 'acme', running: 1, runs: { succeeded: 0 } }])
    await drive(first)
    await drive(balancer.run(call, { tenant: 'acme' }))
    await drive(balancer.run(call, { tenant: 'umbrella' }))
    await balancer.run(call, { tenant: 'umbrella', signal: AbortSignal.abort() }).catch(() => undefined)
    await drive(balancer.run(call))
    expect(tenantsOf(metrics)).toMatchObject([
      {
        ...{ tenant: 'acme', running: 0, runs: { succeeded: 2, failed: 0 } },
        attempts: { successes: 2, failures: 1, tokens: { inputTokens: 30, outputTokens: 15 } },
        durationMs: { count: 2, sum: 100 },
      },
      {
        ...{ tenant: 'umbrella', running: 0 },
        runs: { succeeded: 0, failed: 1, cancelled: 1, failuresByReason: { 'bad-request': 1 } },
        attempts: { successes: 0, failures: 0, neutral: 1 },
      },
    ])
  })

  it('are not kept unless asked for', async () => {
    const { balancer, call } = setScene({ a: [] })
    const metrics = createMetrics()
    metrics.observe(balancer)
    await balancer.run(call, { tenant: 'acme' })
    expect(tenantsOf(metrics)).toEqual([])
    expect(metrics.exportState().balancers[0]?.tenants).toEqual([])
  })

  it('keep as many as allowed, those with the latest runs, and add the others up', () => {
    const balancer = new FakeBalancer()
    const metrics = createMetrics({ maxTenants: 2 })
    metrics.observe(balancer)
    let runId = 0
    const start = (tenant: string): number => {
      runId += 1
      balancer.emit({ type: 'run-started', at: 0, runId, streaming: false, tenant })
      return runId
    }
    const end = (id: number): void => {
      const attempt = { at: 0, runId: id, attempt: 1, targetId: 't' }
      const usage = { inputTokens: 1 }
      balancer.emit({
        ...attempt,
        type: 'attempt-succeeded',
        outcome: { type: 'success', durationMs: 1, usage },
      })
      balancer.emit({ type: 'run-succeeded', at: 0, runId: id, targetId: 't', attempts: 1, durationMs: 1 })
    }
    const long = start('long')
    for (const tenant of ['a', 'b', 'a', 'c']) end(start(tenant))
    // "long" stays while its run is in progress.
    expect(tenantsOf(metrics).map(({ tenant }) => tenant)).toEqual(['long', 'c'])
    end(long)
    end(start('d'))
    expect(tenantsOf(metrics).map(({ tenant }) => tenant)).toEqual(['c', 'd'])
    const [observed] = metrics.snapshot().balancers
    expect(observed?.otherTenants).toMatchObject({
      runs: { succeeded: 4 },
      attempts: { successes: 4, tokens: { inputTokens: 4 } },
    })
  })

  it('count no run as running whose balancer is no longer observed', () => {
    const balancer = new FakeBalancer()
    const metrics = createMetrics({ maxTenants: 1 })
    const start = (tenant: string): void => {
      balancer.emit({ type: 'run-started', at: 0, runId: 1, streaming: false, tenant })
    }
    const stop = metrics.observe(balancer)
    start('acme')
    expect(tenantsOf(metrics)).toMatchObject([{ tenant: 'acme', running: 1 }])
    stop()
    expect(tenantsOf(metrics)).toMatchObject([{ tenant: 'acme', running: 0 }])
    metrics.observe(balancer)
    start('umbrella')
    expect(tenantsOf(metrics)).toMatchObject([{ tenant: 'umbrella', running: 1 }])
  })

  it('take no more memory for a million of them', () => {
    const balancer = new FakeBalancer()
    const metrics = createMetrics({ maxTenants: 100 })
    metrics.observe(balancer)
    for (let runId = 0; runId < 1_000_000; runId += 1) {
      balancer.emit({
        type: 'run-started',
        at: 0,
        runId,
        streaming: false,
        tenant: `tenant ${String(runId)}`,
      })
      balancer.emit({ type: 'run-cancelled', at: 0, runId, attempts: 0, durationMs: 1 })
    }
    expect(tenantsOf(metrics)).toHaveLength(100)
    expect(metrics.snapshot().balancers[0]?.otherTenants?.runs.cancelled).toBe(999_900)
  })
})
