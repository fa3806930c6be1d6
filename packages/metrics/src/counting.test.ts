import type { Guard } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { createMetrics, type BalancerMetrics, type Metrics } from './index.ts'
import { FakeBalancer, readAll, setScene, status } from './test/scene.ts'

const only = (metrics: Metrics): BalancerMetrics => {
  const [first] = metrics.snapshot().balancers
  if (first === undefined) throw new Error('nothing is observed')
  return first
}

describe('metrics of runs', () => {
  it('count how runs ended, and why', async () => {
    const { balancer, clock, call, drive } = setScene({ a: [{}, { fail: status(422) }], b: [] })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await balancer.run(call)
    await drive(balancer.run(call))
    await balancer.run(call, { signal: AbortSignal.abort() }).catch(() => undefined)
    await drive(balancer.run(call, { only: () => false }))
    await drive(balancer.run(() => new Promise(() => {}), { deadlineMs: 50 }))
    expect(only(metrics).runs).toMatchObject({
      ...{ succeeded: 1, failed: 3, cancelled: 1, running: 0, waiting: 0 },
      failuresByReason: { 'bad-request': 1, 'no-target-available': 1, 'deadline-exceeded': 1 },
    })
  })

  it('name a failure by its kind when the error is that of the only call', async () => {
    const { balancer, clock, call, drive } = setScene({ a: [{ fail: status(401) }] })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await drive(balancer.run(call))
    expect(only(metrics).runs).toMatchObject({ failed: 1, failuresByReason: { auth: 1 } })
  })

  it('tell how long runs took and waited', async () => {
    const failing = { fail: status(429, { 'retry-after': '3' }), takesMs: 100 }
    const { balancer, clock, call, drive } = setScene({ a: [failing, { takesMs: 200 }, { takesMs: 50 }] })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await drive(balancer.run(call))
    await drive(balancer.run(call))
    const { runs } = only(metrics)
    expect(runs).toMatchObject({ succeeded: 2, retries: 1, failovers: 0 })
    expect(runs.durationMs).toMatchObject({ count: 2, sum: 3350, recent: { mean: 1675, max: 3300 } })
    expect(runs.waitMs).toMatchObject({ count: 1, sum: 3000 })
  })

  it('count the wait of a run that fails while it waits', async () => {
    const { balancer, clock, call, drive } = setScene(
      { a: [{ takesMs: 1000, fail: status(429, { 'retry-after': '2' }) }] },
      { retry: { maxAttempts: 1 }, whenUnavailable: { maxWaitMs: 700, maxWaiting: 5 } },
    )
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    const guard = { name: 'closed', availableAt: () => Infinity, acquire: () => null }
    const first = drive(balancer.run(call))
    await clock.settle()
    balancer.updateTarget('a', { guards: [guard] })
    const second = balancer.run(call).catch(() => undefined)
    await clock.settle()
    expect(only(metrics).runs).toMatchObject({ running: 2, waiting: 1 })
    await first
    await second
    expect(only(metrics).runs).toMatchObject({ running: 0, waiting: 0, failed: 2 })
    expect(only(metrics).runs.waitMs).toMatchObject({ count: 1, sum: 700 })
  })

  it('count streams that begin again on another target', async () => {
    const { balancer, clock } = setScene({ a: [{ fail: status(500) }], b: [] })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await readAll(balancer.stream((client, attempt) => client.stream(attempt), { onInterrupted: 'restart' }))
    expect(only(metrics).runs).toMatchObject({ succeeded: 1, restarts: 1, failovers: 1 })
  })

  it('count streams whose answer their vendor goes on with', async () => {
    const { balancer, clock, drive } = setScene({ a: [{ fail: status(500) }], b: [] })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    let position = 0
    const answer = {
      get position() {
        return position
      },
      isOpen: true,
      cancel: () => {},
    }
    const stream = balancer.stream(
      async function* (client, attempt) {
        attempt.report({ resumable: answer })
        for await (const chunk of client.stream(attempt)) {
          position += 1
          yield chunk
        }
      },
      { onInterrupted: 'continue' },
    )
    await drive(readAll(stream))
    const { runs, targets } = only(metrics)
    expect(runs).toMatchObject({ succeeded: 1, restarts: 0, resumptions: 1 })
    expect(targets.map(({ attempts }) => attempts)).toEqual([2, 0])
  })
})

describe('metrics of targets', () => {
  it('agree with what the balancer counts itself', async () => {
    const { balancer, clock, call, drive } = setScene({
      a: [{ fail: status(500) }, { fail: status(503) }, {}, { fail: status(500) }],
      b: [{}, { fail: status(503) }],
    })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    for (let run = 0; run < 8; run += 1) await drive(balancer.run(call))
    const counted = only(metrics).targets
    for (const [place, target] of balancer.snapshot().targets.entries()) {
      const { id, attempts, successes, failures, neutral, failuresByKind, lastFailure, state } = target
      expect(counted[place]).toMatchObject({ id, attempts, successes, failures, neutral })
      expect(counted[place]).toMatchObject({ failuresByKind, lastFailure, state })
    }
    expect(counted[0]?.attempts).toBeGreaterThan(3)
  })

  it('tell failovers from retries, at the target to which they went', async () => {
    const { balancer, clock, call, drive } = setScene(
      { a: [{ fail: status(500) }, { fail: status(500) }], b: [{ fail: status(500) }] },
      { retry: { attemptsPerTarget: 2 } },
    )
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await drive(balancer.run(call))
    const [a, b] = only(metrics).targets
    expect([a?.attempts, a?.retries, a?.failovers]).toEqual([2, 1, 0])
    expect([b?.attempts, b?.retries, b?.failovers]).toEqual([1, 0, 1])
  })

  it('add tokens up, and tell how many came per minute', async () => {
    const usage = {
      inputTokens: 100,
      outputTokens: 50,
      cacheReadTokens: 30,
      cacheWriteTokens: 7,
      reasoningTokens: 20,
    }
    const { balancer, clock, call, drive } = setScene({
      a: [{ usage }, { usage, fail: status(500) }, {}],
      b: [],
    })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await drive(balancer.run(call))
    await drive(balancer.run(call))
    await drive(balancer.run(call))
    const [a, b] = only(metrics).targets
    expect(a).toMatchObject({
      tokens: {
        inputTokens: 200,
        outputTokens: 100,
        cacheReadTokens: 60,
        cacheWriteTokens: 14,
        reasoningTokens: 40,
      },
      ...{ tokensPerMinute: 300, withoutUsage: 1, unpriced: 2 },
    })
    expect(a).not.toHaveProperty('costMicroUsd')
    expect(b).toMatchObject({ tokensPerMinute: 0, withoutUsage: 1, unpriced: 0 })
  })

  it('add the cost up where a price is known, and count the attempts where it is not', () => {
    const metrics = createMetrics()
    const balancer = new FakeBalancer()
    metrics.observe(balancer)
    const event = { type: 'attempt-succeeded', at: 0, runId: 1, attempt: 1, targetId: 'a' } as const
    const usage = { inputTokens: 1 }
    const outcome = { type: 'success', durationMs: 1, usage } as const
    balancer.emit({ ...event, outcome: { ...outcome, costMicroUsd: 1200 } })
    balancer.emit({ ...event, outcome: { ...outcome, costMicroUsd: 0 } })
    balancer.emit({ ...event, outcome })
    expect(only(metrics).targets[0]).toMatchObject({ costMicroUsd: 1200, unpriced: 1 })
  })

  it('measure successful attempts only, and streams by their first content as well', async () => {
    const { balancer, clock, call, drive } = setScene({
      a: [
        { takesMs: 400, usage: { outputTokens: 100 } },
        { takesMs: 5, fail: status(500) },
        { firstMs: 100, takesMs: 600, usage: { outputTokens: 250 } },
      ],
      b: [],
    })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await drive(balancer.run(call))
    await drive(balancer.run(call))
    await drive(readAll(balancer.stream((client, attempt) => client.stream(attempt))))
    const [a] = only(metrics).targets
    expect(a?.durationMs).toMatchObject({ count: 2, sum: 1000 })
    expect(a?.firstContentMs).toMatchObject({ count: 1, sum: 100, recent: { p50: 100, p99: 100 } })
    // 100 in 400 ms; 250 in the 500 ms after the first content.
    expect(a?.tokensPerSecond).toMatchObject({ count: 2, sum: 750 })
  })

  it('tell what the balancer says of the target now: in flight, blocked, window, load, quota', async () => {
    const limits = [{ unit: 'tokens', limit: 1000, remaining: 400 }] as const
    const { balancer, clock, call } = setScene({
      a: [{ limits, fail: status(503) }, { takesMs: 100 }],
      b: [],
    })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await balancer.run(call)
    const running = balancer.run(call, { pin: 'a' })
    await clock.settle()
    expect(only(metrics).targets[0]).toMatchObject({
      inFlight: 1,
      attempts: 2,
      window: 1,
      limits,
      state: 'blocked',
    })
    await clock.advance(100)
    await running
    expect(only(metrics).targets[0]).toMatchObject({ inFlight: 0, attempts: 2, state: 'ready' })
  })

  it('tell what its user allows, and what is left of the limits of its guards', async () => {
    const limit = { unit: 'requests', limit: 600, windowMs: 60_000, left: 12, most: 50 } as const
    const guard: Guard = {
      name: 'limit',
      availableAt: (now) => now,
      acquire: () => ({ release: () => undefined }),
      headroom: () => [limit],
    }
    const pools = { account: { concurrency: 4 } }
    const { balancer, clock, call } = setScene({ a: [{ takesMs: 100 }], b: [] }, { pools })
    balancer.updateTarget('a', { concurrency: 3, pool: 'account', guards: [guard] })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    const running = balancer.run(call)
    await clock.settle()
    const { targets, pools: shown } = only(metrics)
    expect(targets[0]).toMatchObject({
      inFlight: 1,
      window: 3,
      concurrency: 3,
      headroom: [{ guard: 'limit', ...limit }],
    })
    expect(targets[1]?.headroom).toEqual([])
    expect(targets[1]).not.toHaveProperty('concurrency')
    expect(shown).toEqual([{ pool: 'account', inFlight: 1, concurrency: 4 }])
    await clock.advance(100)
    await running
  })

  it('count cooldowns and quarantines', async () => {
    const { balancer, clock, call, drive } = setScene({
      a: [{ fail: status(429) }],
      b: [{ fail: status(401) }],
      c: [],
    })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await drive(balancer.run(call))
    expect(only(metrics).targets).toMatchObject([
      { cooldowns: 1, quarantines: 0, state: 'cooling' },
      { cooldowns: 0, quarantines: 1, state: 'quarantined', reason: 'quarantined: auth' },
      { cooldowns: 0, quarantines: 0, state: 'ready' },
    ])
  })

  it('count hedges, as what they are and not as failovers', async () => {
    const { balancer, clock, call, drive } = setScene(
      { a: [{ takesMs: 500 }], b: [{ takesMs: 20 }] },
      { hedge: { afterMs: 50, budgetRatio: 1 } },
    )
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await drive(balancer.run(call))
    expect(only(metrics).runs).toMatchObject({ succeeded: 1, hedges: 1, failovers: 0, retries: 0 })
    expect(only(metrics).targets).toMatchObject([
      { id: 'a', successes: 0, neutral: 1, inFlight: 0, hedges: 0 },
      { id: 'b', successes: 1, neutral: 0, inFlight: 0, hedges: 1 },
    ])
    expect(only(metrics).targets[1]?.durationMs).toMatchObject({ count: 1, sum: 20 })
  })

  it('count hedges, and take one that was beaten for no sign of a retry', () => {
    const metrics = createMetrics()
    const balancer = new FakeBalancer()
    metrics.observe(balancer)
    const event = { at: 0, runId: 1 } as const
    balancer.emit({
      ...{ ...event, type: 'attempt-succeeded', attempt: 2, targetId: 'b', hedge: true },
      outcome: { type: 'success', durationMs: 5 },
    })
    balancer.emit({ ...event, type: 'run-succeeded', targetId: 'b', attempts: 2, durationMs: 9 })
    balancer.emit({
      ...{ ...event, type: 'attempt-neutral', attempt: 1, targetId: 'a' },
      outcome: { type: 'neutral', durationMs: 9, beaten: true },
    })
    expect(only(metrics).runs).toMatchObject({ hedges: 1, retries: 0, failovers: 0, succeeded: 1 })
    expect(only(metrics).targets).toMatchObject([
      { id: 'b', hedges: 1 },
      { id: 'a', neutral: 1 },
    ])
  })

  it('keep the last thousand of the targets that were removed', async () => {
    const { balancer, clock, call } = setScene({ a: [] })
    const metrics = createMetrics({ clock })
    metrics.observe(balancer)
    await balancer.run(call)
    await balancer.removeTarget('a')
    expect(only(metrics).targets).toMatchObject([{ id: 'a', successes: 1, state: 'removed', inFlight: 0 }])
    const fake = new FakeBalancer()
    metrics.observe(fake, { name: 'other' })
    for (let target = 0; target < 1003; target += 1) {
      const targetId = `t${String(target)}`
      const outcome = { type: 'success', durationMs: 1 } as const
      fake.emit({ type: 'attempt-succeeded', at: 0, runId: target, attempt: 1, targetId, outcome })
      fake.emit({ type: 'target-removed', at: 0, targetId })
    }
    fake.emit({ type: 'target-added', at: 0, targetId: 't4' })
    fake.emit({ type: 'target-removed', at: 0, targetId: 't1002' })
    const kept = metrics.snapshot().balancers[1]?.targets.map(({ id }) => id)
    expect(kept).toHaveLength(1000)
    expect(kept?.[0]).toBe('t3')
  })
})
