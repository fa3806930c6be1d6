import { describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { BalancerEvent } from '../contracts/events.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { scriptedClient, statusError, type ScriptedClient } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'

const call = (client: ScriptedClient, attempt: Attempt) => client.call(attempt)

/** Four targets in two pools and two without. */
function scene() {
  const clock = createFakeClock()
  const clients = new Map(['a1', 'a2', 'b1', 'b2', 'c', 'd'].map((id) => [id, scriptedClient(id)]))
  const balancer = createBalancer<ScriptedClient>({
    clock,
    strategy: failover(),
    targets: [...clients].map(([id, client]) => ({
      id,
      client,
      ...(id.length === 2 ? { pool: id.charAt(0) } : {}),
    })),
  })
  const events: BalancerEvent[] = []
  balancer.on('target-blocked', (event) => {
    events.push(event)
  })
  balancer.on('target-available', (event) => {
    events.push(event)
  })
  const states = () =>
    Object.fromEntries(balancer.snapshot().targets.map(({ id, state }) => [id, state] as const))
  return { balancer, clock, clients, events, states }
}

describe('a bad key', () => {
  it('blocks every target of its pool and no other', async () => {
    const { balancer, clients, states } = scene()
    clients.get('a1')?.steps.push({ fail: statusError(401) })
    await expect(balancer.run(call)).resolves.toBe('from b1')
    expect(states()).toEqual({
      a1: 'quarantined',
      a2: 'quarantined',
      b1: 'ready',
      b2: 'ready',
      c: 'ready',
      d: 'ready',
    })
  })

  it('of a target without a pool blocks that target alone', async () => {
    const { balancer, clients, states } = scene()
    clients.get('c')?.steps.push({ fail: statusError(401) })
    await balancer.run(call, { pin: 'c' }).catch(() => undefined)
    expect(states()).toEqual({
      a1: 'ready',
      a2: 'ready',
      b1: 'ready',
      b2: 'ready',
      c: 'quarantined',
      d: 'ready',
    })
  })

  it('that was replaced is lifted by its scope, while what the target itself did stays', async () => {
    const { balancer, clients, states } = scene()
    clients
      .get('a1')
      ?.steps.push({ fail: statusError(404, { code: 'model_not_found' }) }, { fail: statusError(401) })
    await balancer.run(call, { pin: 'a1' }).catch(() => undefined)
    clients.get('a2')?.steps.push({ fail: statusError(401) })
    await balancer.run(call, { pin: 'a2' }).catch(() => undefined)
    expect(states()).toMatchObject({ a1: 'quarantined', a2: 'quarantined' })
    balancer.reinstateTarget('a2', { scope: 'key' })
    expect(states()).toMatchObject({ a1: 'quarantined', a2: 'ready' })
    balancer.reinstateTarget('a1', { scope: 'key' })
    expect(states()).toMatchObject({ a1: 'quarantined' })
    balancer.reinstateTarget('a1', { scope: 'target' })
    expect(states()).toMatchObject({ a1: 'ready' })
  })

  it('is not lifted by the scope of the target', async () => {
    const { balancer, clients, states } = scene()
    clients.get('a1')?.steps.push({ fail: statusError(401) })
    await balancer.run(call)
    balancer.reinstateTarget('a1', { scope: 'target' })
    expect(states()).toMatchObject({ a1: 'quarantined', a2: 'quarantined' })
    balancer.reinstateTarget('a1')
    expect(states()).toMatchObject({ a1: 'ready', a2: 'ready' })
  })

  it('is lifted by a word that is known, and no other', () => {
    const { balancer } = scene()
    expect(() => {
      balancer.reinstateTarget('a1', { scope: 'pool' as 'key' })
    }).toThrow('reinstateTarget: "scope" must be one of "key", "target", got "pool"')
  })
})

describe('blocked and available targets', () => {
  it('are told with reason and time, each target of a pool once', async () => {
    const { balancer, clock, clients, events } = scene()
    clients.get('a1')?.steps.push({ fail: statusError(429, { headers: { 'retry-after': '5' } }) })
    await balancer.run(call)
    await balancer.run(call)
    const until = clock.now() + 5000
    expect(events).toEqual([
      { type: 'target-blocked', at: clock.now(), targetId: 'a1', reason: 'cooling: rate-limit', until },
      { type: 'target-blocked', at: clock.now(), targetId: 'a2', reason: 'cooling: rate-limit', until },
    ])
    await clock.advance(5000)
    expect(clock.pending).toBe(0)
    expect(events).toHaveLength(2)
    await balancer.run(call)
    expect(events.slice(2)).toEqual([
      { type: 'target-available', at: clock.now(), targetId: 'a1' },
      { type: 'target-available', at: clock.now(), targetId: 'a2' },
    ])
  })

  it('are told when a target is reinstated, and forgotten when it is removed or drained', async () => {
    const { balancer, clients, events } = scene()
    for (const id of ['a1', 'b1', 'c']) {
      clients.get(id)?.steps.push({ fail: statusError(401) })
      await balancer.run(call, { pin: id }).catch(() => undefined)
    }
    events.length = 0
    balancer.reinstateTarget('a1')
    expect(events.map(({ type }) => type)).toEqual(['target-available', 'target-available'])
    await balancer.removeTarget('c')
    balancer.updateTarget('b1', { weight: 0 })
    await balancer.run(call)
    expect(events).toHaveLength(2)
  })
})
