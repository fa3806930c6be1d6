import { describe, expect, it } from 'vitest'
import { recentRuns } from '../index.ts'
import { FakeBalancer, readAll, setScene, status } from '../test/scene.ts'

describe('recent runs', () => {
  it('tell what happened in each, the newest first', async () => {
    const usage = { inputTokens: 100, outputTokens: 40 }
    const { balancer, clock, call, drive } = setScene({
      a: [{ takesMs: 100, fail: status(503) }],
      b: [
        { takesMs: 200, usage },
        { firstMs: 30, takesMs: 50 },
      ],
    })
    const runs = recentRuns()
    runs.observe(balancer, { name: 'main' })
    const begin = clock.now()
    await drive(balancer.run(call, { tenant: 'acme', operation: 'chat' }))
    await drive(readAll(balancer.stream((client, attempt) => client.stream(attempt), { pin: 'b' })))
    expect(runs.list().map(({ runId }) => runId)).toEqual([2, 1])
    const { attempts, ...whole } = runs.find(1) ?? {}
    expect(whole).toEqual({
      ...{
        balancer: 'main',
        runId: 1,
        startedAt: begin,
        streaming: false,
        tenant: 'acme',
        operation: 'chat',
      },
      ...{ waits: [], result: 'succeeded', targetId: 'b', durationMs: 300 },
    })
    expect(attempts).toMatchObject([
      {
        ...{ number: 1, targetId: 'a', startedAt: begin, outcome: 'failure', durationMs: 100 },
        ...{ kind: 'overloaded', status: 503 },
        picked: { strategy: 'failover', candidates: [{ id: 'a' }, { id: 'b' }], excluded: [] },
      },
      { number: 2, targetId: 'b', startedAt: begin + 100, outcome: 'success', durationMs: 200, usage },
    ])
    expect(runs.find(2)).toMatchObject({
      streaming: true,
      attempts: [{ firstContentMs: 30, durationMs: 50 }],
    })
  })

  it('explain a run in words', async () => {
    const usage = { inputTokens: 100 }
    const { balancer, call, drive } = setScene({
      a: [
        { takesMs: 100, fail: status(429, { 'retry-after': '2' }) },
        { takesMs: 50, usage },
      ],
    })
    const runs = recentRuns()
    runs.observe(balancer)
    await drive(balancer.run(call, { tenant: 'acme', operation: 'chat' }))
    expect(runs.explain(1)?.split('\n')).toEqual([
      'run 1 of default (chat, for acme) succeeded on a after 2150 ms: 2 attempts, 1 wait',
      '  +0 ms: attempt 1 on a, chosen by failover among a: rate-limit, after 100 ms, status 429, asked to wait 2000 ms',
      '  +100 ms: waits before a retry for 2000 ms: a (cooling: rate-limit)',
      '  +2100 ms: attempt 2 on a, chosen by failover among a: success, after 50 ms, 100 + ? tokens',
    ])
    expect(runs.explain(2)).toBeUndefined()
  })

  it('explain how a run failed, and what still runs', async () => {
    const { balancer, clock, call, drive } = setScene({ a: [{ fail: status(400) }, { takesMs: 500 }] })
    const runs = recentRuns({ reasons: false })
    runs.observe(balancer)
    await drive(balancer.run(call))
    const running = balancer.run(call)
    const stream = balancer.stream((client, attempt) => client.stream(attempt), {
      signal: AbortSignal.abort(),
    })
    await readAll(stream).catch(() => undefined)
    await clock.settle()
    expect(runs.explain(1)?.split('\n')).toEqual([
      'run 1 of default failed (bad-request) after 0 ms: 1 attempt, 0 waits',
      '  +0 ms: attempt 1 on a: bad-request, after 0 ms',
    ])
    expect(runs.explain(2)?.split('\n')).toEqual([
      'run 2 of default is running: 1 attempt, 0 waits',
      '  +0 ms: attempt 1 on a: is running',
    ])
    expect(runs.explain(3)).toBe('run 3 of default (stream) cancelled after 0 ms: 0 attempts, 0 waits')
    await drive(running)
    expect(runs.list().map(({ result }) => result)).toEqual(['succeeded', 'cancelled', 'failed'])
  })

  it('explain hedges, restarts, full lists and long waits', () => {
    const balancer = new FakeBalancer()
    const runs = recentRuns()
    runs.observe(balancer)
    const event = { at: 0, runId: 7, targetId: 'a' }
    balancer.emit({ ...event, type: 'run-started', streaming: true })
    const excluded = [{ id: 'c', reason: 'drained', availableAt: Infinity }]
    balancer.emit({ ...event, type: 'run-waited', cause: 'unavailable', delayMs: 5, considered: excluded })
    const reason = {
      strategy: 'peak-ewma',
      candidates: [{ id: 'a', load: 12.3456 }],
      moreCandidates: 9,
      excluded,
      moreExcluded: 3,
    }
    balancer.emit({ ...event, type: 'target-picked', attempt: 1, ...reason })
    balancer.emit({ ...event, at: 5, type: 'attempt-started', attempt: 1 })
    balancer.emit({ ...event, at: 6, type: 'attempt-started', attempt: 2, hedge: true })
    balancer.emit({ ...event, at: 7, type: 'stream-committed', attempt: 2, firstContentMs: 1 })
    balancer.emit({
      ...event,
      at: 8,
      type: 'attempt-neutral',
      attempt: 2,
      outcome: { type: 'neutral', durationMs: 2 },
    })
    balancer.emit({ ...event, at: 8, type: 'stream-restarted', attempt: 2, kind: 'server' })
    for (let attempt = 3; attempt <= 60; attempt += 1)
      balancer.emit({ ...event, at: 9, type: 'attempt-started', attempt })
    for (let wait = 0; wait < 60; wait += 1)
      balancer.emit({ ...event, at: 9, type: 'run-waited', cause: 'retry', delayMs: 5, considered: [] })
    const lines = runs.explain(7)?.split('\n') ?? []
    expect(lines[0]).toBe('run 7 of default (stream) is running: 60 attempts, 61 waits')
    expect(lines.slice(1, 4)).toEqual([
      '  +0 ms: waits for a target for 5 ms: c (drained)',
      '  +5 ms: attempt 1 on a, chosen by peak-ewma among a at 12.3, 9 more, without c (drained), 3 more: is running',
      '  +6 ms: hedge 2 on a: not counted, after 2 ms, first content after 1 ms, the stream began again elsewhere',
    ])
    expect(lines.slice(-3)).toEqual([
      '  +9 ms: waits before a retry for 0 ms',
      '  and 10 more attempts',
      '  and 11 more waits',
    ])
  })

  it('know how a hedge went, and the attempt that it has beaten', async () => {
    const { balancer, clock, call, drive } = setScene(
      { a: [{ takesMs: 500 }], b: [{ takesMs: 20 }] },
      { hedge: { afterMs: 50, budgetRatio: 1 } },
    )
    const runs = recentRuns({ reasons: false })
    runs.observe(balancer)
    await drive(balancer.run(call))
    await clock.settle()
    expect(runs.explain(1)?.split('\n')).toEqual([
      'run 1 of default succeeded on b after 70 ms: 2 attempts, 0 waits',
      '  +0 ms: attempt 1 on a: not counted, after 70 ms',
      '  +50 ms: hedge 2 on b: success, after 20 ms',
    ])
  })

  it('are as many as asked for', async () => {
    const { balancer, call } = setScene({ a: [] })
    const runs = recentRuns({ size: 3 })
    runs.observe(balancer)
    for (let run = 0; run < 5; run += 1) await balancer.run(call)
    expect(runs.list().map(({ runId }) => runId)).toEqual([5, 4, 3])
    expect([runs.find(2), runs.find(3)?.runId]).toEqual([undefined, 3])
  })

  it('belong to their balancer, and come no more after it is left', async () => {
    const [one, other] = [setScene({ a: [] }), setScene({ b: [] })]
    const runs = recentRuns()
    const stop = runs.observe(one.balancer, { name: 'one' })
    runs.observe(other.balancer, { name: 'other' })
    await one.balancer.run(one.call)
    await other.balancer.run(other.call)
    stop()
    await one.balancer.run(one.call)
    expect(runs.list().map(({ balancer, runId }) => [balancer, runId])).toEqual([
      ['other', 1],
      ['one', 1],
    ])
    expect(runs.find(1, 'one')?.targetId).toBe('a')
    expect(runs.find(1, 'other')?.targetId).toBe('b')
  })

  it('refuse sizes that make no sense', () => {
    expect(() => recentRuns({ size: 0 })).toThrow(
      'recentRuns: "size" must be a whole number within [1, 1000000], got 0',
    )
  })
})
