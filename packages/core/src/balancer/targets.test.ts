import { describe, expect, it } from 'vitest'
import type { Attempt, CallFacts } from '../contracts/call.ts'
import { failover } from '../strategies/failover.ts'
import { roundRobin } from '../strategies/round-robin.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { scriptedClient, statusError, type ScriptedClient } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'

const call = (client: ScriptedClient, attempt: Attempt) => client.call(attempt)

function scene(...ids: string[]) {
  const clock = createFakeClock()
  const clients = new Map(ids.map((id) => [id, scriptedClient(id)]))
  const balancer = createBalancer<ScriptedClient>({
    clock,
    strategy: failover(),
    targets: [...clients].map(([id, client]) => ({ id, client })),
  })
  return { balancer, clients, clock, script: (id: string) => clients.get(id)?.steps ?? [] }
}

describe('the snapshot of a target', () => {
  it('tells its vendor, and the limits that the vendor reported last, and when', async () => {
    const clock = createFakeClock()
    const targets = [{ id: 'a', client: 'a', provider: 'acme' }]
    const balancer = createBalancer<string>({ clock, targets })
    expect(balancer.snapshot().targets[0]).toMatchObject({ provider: 'acme' })
    expect(balancer.snapshot().targets[0]).not.toHaveProperty('limits')
    const limits = [{ unit: 'requests', limit: 60, remaining: 12 }] as const
    await balancer.run((_, attempt) => {
      attempt.report({ limits })
      return Promise.resolve()
    })
    const reportedAt = clock.now()
    await clock.advance(500)
    expect(balancer.snapshot().targets[0]).toMatchObject({ limits, limitsAt: reportedAt })
  })
})

describe('a guard', () => {
  it('is told on whose behalf a call is made', async () => {
    const tenants: unknown[] = []
    const guard = {
      name: 'budget',
      availableAt: () => 0,
      acquire: (_: number, { tenant }: CallFacts) => {
        tenants.push(tenant)
        return { release: () => undefined }
      },
    }
    const balancer = createBalancer<string>({
      clock: createFakeClock(),
      targets: [{ id: 'a', client: 'a', guards: [guard] }],
    })
    await balancer.run(() => Promise.resolve(), { tenant: 'acme' })
    await balancer.run(() => Promise.resolve())
    expect(tenants).toEqual(['acme', undefined])
  })
})

describe('removing a target', () => {
  it('is not hindered by a strategy that fails to forget it', async () => {
    const forgetful = failover()
    const strategy = {
      name: 'forgetful',
      pick: forgetful.pick.bind(forgetful),
      forget: () => {
        throw new Error('cannot forget')
      },
    }
    const targets = ['a', 'b'].map((id) => ({ id, client: id }))
    const balancer = createBalancer<string>({ strategy, targets, clock: createFakeClock() })
    const events: unknown[] = []
    balancer.on('listener-failed', (event) => events.push(event))
    await balancer.removeTarget('a')
    expect(events).toMatchObject([{ event: 'forgetful', error: { message: 'cannot forget' } }])
    await expect(balancer.run((client) => Promise.resolve(client))).resolves.toBe('b')
  })

  it('lets its running attempts finish, gives it no new ones, and then forgets it', async () => {
    const { balancer, clock, script, clients } = scene('a', 'b')
    script('a').push({ hang: true })
    const running = balancer.runWithTrail(call, { timeouts: { attemptMs: 500 } })
    await clock.settle()
    let removed = false
    const removing = balancer.removeTarget('a').then(() => (removed = true))
    expect(balancer.targets().map(({ id }) => id)).toEqual(['b'])
    expect(balancer.snapshot().targets[0]).toMatchObject({ id: 'a', state: 'removing', inFlight: 1 })
    await expect(balancer.run(call)).resolves.toBe('from b')
    expect(removed).toBe(false)
    await clock.advance(500)
    await removing
    expect((await running).target.id).toBe('b')
    expect(balancer.snapshot().targets.map(({ id }) => id)).toEqual(['b'])
    expect(clients.get('a')?.calls).toHaveLength(1)
  })

  it('waits for each of its running attempts', async () => {
    const { balancer, clock, script } = scene('a', 'b')
    script('a').push({ hang: true }, { hang: true })
    const runs = [100, 300].map((attemptMs) => balancer.run(call, { timeouts: { attemptMs } }))
    await clock.settle()
    expect(balancer.snapshot().targets[0]).toMatchObject({ id: 'a', inFlight: 2 })
    let removed = false
    const removing = balancer.removeTarget('a').then(() => (removed = true))
    await clock.advance(100)
    expect(removed).toBe(false)
    expect(balancer.snapshot().targets[0]).toMatchObject({ id: 'a', state: 'removing', inFlight: 1 })
    await clock.advance(200)
    await removing
    expect(await Promise.all(runs)).toEqual(['from b', 'from b'])
  })

  it('is over at once when nothing runs on it, and frees its id', async () => {
    const { balancer } = scene('a', 'b')
    await balancer.removeTarget('a')
    balancer.addTarget({ id: 'a', client: scriptedClient('second a'), priority: -1 })
    await expect(balancer.run(call)).resolves.toBe('from second a')
  })

  it('of an unknown one is an error that names the known ones', async () => {
    const { balancer } = scene('a', 'b')
    await expect(balancer.removeTarget('c')).rejects.toThrow('there is no target "c"; known targets are a, b')
  })
})

describe('updating a target', () => {
  it('keeps what is known of it', async () => {
    const { balancer, script } = scene('a', 'b')
    script('a').push({ fail: statusError(401) })
    await balancer.run(call)
    balancer.updateTarget('a', { weight: 5, tags: ['eu'], client: scriptedClient('new key') })
    expect(balancer.snapshot().targets[0]).toMatchObject({
      weight: 5,
      tags: ['eu'],
      state: 'quarantined',
      attempts: 1,
      failuresByKind: { auth: 1 },
    })
    balancer.reinstateTarget('a')
    await expect(balancer.run(call)).resolves.toBe('from new key')
  })

  it('drains it with weight 0 and brings it back with another', async () => {
    const { balancer } = scene('a', 'b')
    balancer.updateTarget('a', { weight: 0 })
    expect(balancer.snapshot().targets[0]?.state).toBe('drained')
    await expect(balancer.run(call)).resolves.toBe('from b')
    balancer.updateTarget('a', { weight: 0.1 })
    await expect(balancer.run(call)).resolves.toBe('from a')
  })

  it('moves it to a pool, whose cooldowns it then shares', async () => {
    const { balancer, script } = scene('a', 'b', 'c')
    balancer.updateTarget('a', { pool: 'account' })
    balancer.updateTarget('b', { pool: 'account' })
    script('a').push({ fail: statusError(402) })
    await expect(balancer.run(call)).resolves.toBe('from c')
    expect(balancer.snapshot().targets.map(({ state }) => state)).toEqual([
      'quarantined',
      'quarantined',
      'ready',
    ])
  })

  it.each([
    [{ weight: -1 }, 'target "a": "weight" must be within [0, ∞), got -1'],
    [{ wieght: 1 }, 'target "a": unknown option "wieght", did you mean "weight"?'],
    [{ id: 'b' }, 'target "a": "id" cannot be changed'],
    [{ guards: [{}] }, 'target "a": "guards[].availableAt" must be a function, got undefined'],
  ])('refuses %j', (update, message) => {
    const { balancer } = scene('a')
    expect(() => {
      balancer.updateTarget('a', update as object)
    }).toThrow(message)
  })
})

describe('a snapshot', () => {
  it('is a copy that changes nothing and holds no client', async () => {
    const { balancer } = scene('a')
    await balancer.run(call)
    const before = balancer.snapshot()
    Object.assign(before.targets[0] ?? {}, { attempts: 99 })
    expect(() => Object.assign(balancer.targets()[0] ?? {}, { weight: 0 })).toThrow(TypeError)
    expect(balancer.snapshot().targets[0]).toMatchObject({ attempts: 1, weight: 1 })
    expect(JSON.stringify(balancer.snapshot())).not.toContain('steps')
  })

  it('adds up the tokens that attempts report, also those of a failed one', async () => {
    const { balancer } = scene('a', 'b')
    await balancer.run(async (client, attempt) => {
      attempt.report({ usage: { inputTokens: 5 } })
      attempt.report({ usage: { inputTokens: 10, outputTokens: 3 } })
      if (client.id === 'a') throw statusError(500)
      return client.call(attempt)
    })
    for (const { usage } of balancer.snapshot().targets) {
      expect(usage).toMatchObject({ inputTokens: 10, outputTokens: 3 })
    }
  })

  it('keeps the position of a rotation while targets come and go', async () => {
    const clock = createFakeClock()
    const balancer = createBalancer({
      clock,
      random: () => 0,
      strategy: roundRobin(),
      targets: ['a', 'b', 'c'].map((id) => ({ id, client: id })),
    })
    const pick = () => balancer.run((client) => Promise.resolve(client))
    const first = await pick()
    const second = await pick()
    await balancer.removeTarget(first)
    balancer.addTarget({ id: 'd', client: 'd' })
    const third = await pick()
    expect(new Set([first, second, third]).size).toBe(3)
    expect(third).not.toBe('d')
    expect(await pick()).toBe('d')
    expect(await pick()).toBe(second)
  })
})
