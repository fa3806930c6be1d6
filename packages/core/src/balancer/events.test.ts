import { describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { BalancerEvent } from '../contracts/events.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { scriptedClient, statusError, type ScriptedClient, type Step } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'

const call = (client: ScriptedClient, attempt: Attempt) => client.call(attempt)

function scene(scripts: Readonly<Record<string, readonly Step[]>>) {
  const clock = createFakeClock()
  const balancer = createBalancer<ScriptedClient>({
    clock,
    strategy: failover(),
    targets: Object.entries(scripts).map(([id, steps]) => ({ id, client: scriptedClient(id, ...steps) })),
  })
  const events: BalancerEvent[] = []
  balancer.on('*', (event) => {
    events.push(event)
  })
  return { balancer, clock, events }
}

describe('events', () => {
  it('report a run from its start to its end', async () => {
    const { balancer, events } = scene({ a: [{ fail: statusError(401) }], b: [] })
    await balancer.run(call)
    expect(events.map(({ type }) => type)).toEqual([
      'run-started',
      'target-picked',
      'attempt-started',
      'attempt-failed',
      'target-quarantined',
      'target-blocked',
      'target-picked',
      'attempt-started',
      'attempt-succeeded',
      'run-succeeded',
    ])
    expect(events).toMatchObject([
      { runId: 1, streaming: false },
      {
        attempt: 1,
        targetId: 'a',
        strategy: 'failover',
        candidates: [{ id: 'a' }, { id: 'b' }],
        excluded: [],
      },
      { attempt: 1, targetId: 'a' },
      { attempt: 1, targetId: 'a', outcome: { kind: 'auth', scope: 'key' } },
      { targetId: 'a', kind: 'auth', scope: 'key' },
      { targetId: 'a', reason: 'quarantined: auth' },
      { attempt: 2, targetId: 'b', excluded: [{ id: 'a', reason: 'tried: auth' }] },
      { attempt: 2, targetId: 'b' },
      { attempt: 2, targetId: 'b', outcome: { type: 'success' } },
      { runId: 1, targetId: 'b', attempts: 2 },
    ])
  })

  it('report for whom and for what a run was started, where the caller said so', async () => {
    const { balancer, events } = scene({ a: [] })
    await balancer.run(call, { tenant: 'acme', operation: 'embeddings' })
    await balancer.run(call)
    const started = events.filter(({ type }) => type === 'run-started')
    expect(started).toEqual([
      expect.objectContaining({ runId: 1, tenant: 'acme', operation: 'embeddings' }),
      { type: 'run-started', at: expect.any(Number), runId: 2, streaming: false },
    ])
  })

  it('report how a run that no target could serve ended, and one that the caller left', async () => {
    const error = statusError(400)
    const { balancer, events } = scene({ a: [{ fail: error }] })
    await balancer.run(call).catch(() => undefined)
    expect(events.slice(-2)).toMatchObject([
      { type: 'attempt-neutral', error },
      { type: 'run-failed', error },
    ])
    await balancer.run(call, { signal: AbortSignal.abort() }).catch(() => undefined)
    expect(events.at(-1)?.type).toBe('run-cancelled')
  })

  it('report a wait, its cause and the targets that were considered', async () => {
    const { balancer, clock, events } = scene({
      a: [{ fail: statusError(429, { headers: { 'retry-after': '3' } }) }],
    })
    const run = balancer.run(call)
    await clock.advance(3000)
    await run
    expect(events.find(({ type }) => type === 'run-waited')).toMatchObject({
      cause: 'retry',
      delayMs: 3000,
      considered: [{ id: 'a', reason: 'cooling: rate-limit' }],
    })
  })

  it('report targets that are added, changed and removed', async () => {
    const { balancer, events } = scene({ a: [] })
    balancer.addTarget({ id: 'b', client: scriptedClient('b') })
    balancer.updateTarget('b', { weight: 2 })
    balancer.reinstateTarget('b')
    await balancer.removeTarget('b')
    await balancer.close()
    expect(events.map(({ type }) => type)).toEqual([
      'target-added',
      'target-updated',
      'target-reinstated',
      'target-removing',
      'target-removed',
      'balancer-closed',
    ])
  })

  it('stop when the listener is taken off', async () => {
    const { balancer } = scene({ a: [] })
    const heard: string[] = []
    const off = balancer.on('run-succeeded', ({ targetId }) => heard.push(targetId))
    await balancer.run(call)
    off()
    await balancer.run(call)
    expect(heard).toEqual(['a'])
  })
})

describe('a listener that fails', () => {
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('broken listener')
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken listener'))],
  ])('and %s changes nothing, and is reported', async (_, listener) => {
    const { balancer, clock, events } = scene({ a: [] })
    balancer.on('attempt-started', listener)
    const heard: string[] = []
    balancer.on('attempt-started', ({ targetId }) => heard.push(targetId))
    await expect(balancer.run(call)).resolves.toBe('from a')
    await clock.settle()
    expect(heard).toEqual(['a'])
    expect(events.filter(({ type }) => type === 'listener-failed')).toMatchObject([
      { event: 'attempt-started', error: { message: 'broken listener' } },
    ])
  })

  it.each<[string, Partial<Parameters<typeof createBalancer<ScriptedClient>>[0]>]>([
    [
      'classify',
      {
        classify: () => {
          throw new Error('broken')
        },
      },
    ],
    ['classify', { classify: () => 'oops' as 'auth' }],
    [
      'guard',
      {
        guards: () => [
          {
            name: 'g',
            availableAt: () => 0,
            acquire: () => ({
              release: () => {
                throw new Error('broken')
              },
            }),
          },
        ],
      },
    ],
    [
      'g',
      {
        guards: () => [
          {
            name: 'g',
            availableAt: () => 0,
            acquire: () => ({
              release: () => undefined,
              observe: () => {
                throw new Error('broken')
              },
            }),
          },
        ],
      },
    ],
  ])('nor does a broken %s: counters and answer are as they would be', async (name, options) => {
    const faults: string[] = []
    const balancer = createBalancer<ScriptedClient>({
      clock: createFakeClock(),
      strategy: failover(),
      targets: [
        { id: 'a', client: scriptedClient('a', { fail: statusError(500) }) },
        { id: 'b', client: scriptedClient('b') },
      ],
      ...options,
    })
    balancer.on('listener-failed', ({ event }) => faults.push(event))
    const { attempts, value } = await balancer.runWithTrail((client, attempt) => {
      attempt.report({ usage: { inputTokens: 1 } })
      return client.call(attempt)
    })
    expect(value).toBe('from b')
    expect(attempts).toMatchObject([
      { outcome: { type: 'failure', kind: 'server' } },
      { outcome: { type: 'success' } },
    ])
    expect(balancer.snapshot().targets.map(({ attempts: tried, inFlight }) => [tried, inFlight])).toEqual([
      [1, 0],
      [1, 0],
    ])
    expect(new Set(faults)).toEqual(new Set([name === 'guard' ? 'g' : name]))
  })

  it('even on the report of failing listeners does no harm', async () => {
    const { balancer } = scene({ a: [] })
    balancer.on('*', () => {
      throw new Error('broken listener')
    })
    await expect(balancer.run(call)).resolves.toBe('from a')
  })
})
