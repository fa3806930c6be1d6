import { describe, expect, it } from 'vitest'
import { ProviderError } from '../errors/provider-error.ts'
import { failureKinds, failureRules, type FailureKind } from '../errors/failure.ts'
import type { Guard } from '../contracts/guard.ts'
import type { Outcome } from '../contracts/outcome.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { scriptedClient, type ScriptedClient } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'

/** What the design's table says of each kind: which target is asked next, whether the breaker counts it, which targets are blocked. */
const table: Readonly<
  Record<
    FailureKind,
    { continues: boolean; outcome: 'failure' | 'neutral'; counts: boolean; blocks: 'no' | 'target' | 'pool' }
  >
> = {
  aborted: { continues: false, outcome: 'neutral', counts: false, blocks: 'no' },
  'bad-request': { continues: false, outcome: 'neutral', counts: false, blocks: 'no' },
  'context-length': { continues: true, outcome: 'neutral', counts: false, blocks: 'no' },
  'content-policy': { continues: false, outcome: 'neutral', counts: false, blocks: 'no' },
  'foreign-state': { continues: true, outcome: 'neutral', counts: false, blocks: 'no' },
  auth: { continues: true, outcome: 'failure', counts: false, blocks: 'pool' },
  permission: { continues: true, outcome: 'failure', counts: false, blocks: 'pool' },
  quota: { continues: true, outcome: 'failure', counts: false, blocks: 'pool' },
  'rate-limit': { continues: true, outcome: 'failure', counts: false, blocks: 'pool' },
  'model-not-found': { continues: true, outcome: 'failure', counts: false, blocks: 'target' },
  overloaded: { continues: true, outcome: 'failure', counts: true, blocks: 'no' },
  server: { continues: true, outcome: 'failure', counts: true, blocks: 'no' },
  timeout: { continues: true, outcome: 'failure', counts: true, blocks: 'no' },
  network: { continues: true, outcome: 'failure', counts: true, blocks: 'no' },
  'invalid-response': { continues: true, outcome: 'failure', counts: true, blocks: 'no' },
  'stream-interrupted': { continues: true, outcome: 'failure', counts: true, blocks: 'no' },
}

const call = (client: ScriptedClient, attempt: Parameters<ScriptedClient['call']>[0]) => client.call(attempt)

function recordingGuard(outcomes: Outcome[]): Guard {
  return {
    name: 'recorder',
    availableAt: () => 0,
    acquire: () => ({ release: (outcome) => outcomes.push(outcome) }),
  }
}

/** Three targets in order; the first two share a key. The first one fails once. */
function scene(kind: FailureKind) {
  const error = new ProviderError({ provider: 'vendor', kind, message: 'failed as scripted' })
  const clients = [
    scriptedClient('first', { fail: error }),
    scriptedClient('twin'),
    scriptedClient('other'),
  ] as const
  const outcomes: Outcome[] = []
  const clock = createFakeClock()
  const balancer = createBalancer<ScriptedClient>({
    clock,
    strategy: failover(),
    targets: [
      { id: 'first', client: clients[0], pool: 'key', guards: [recordingGuard(outcomes)] },
      { id: 'twin', client: clients[1], pool: 'key' },
      { id: 'other', client: clients[2] },
    ],
  })
  return { balancer, clients, clock, error, outcomes }
}

describe('what each kind of failure leads to', () => {
  it('has a row for every kind', () => {
    expect(Object.keys(table).toSorted()).toEqual([...failureKinds].toSorted())
  })

  it.each(failureKinds)(
    '%s: ends the run, or continues at once with the next target that may serve',
    async (kind) => {
      const { balancer, clients, clock, error } = scene(kind)
      const run = balancer.runWithTrail(call)
      if (table[kind].continues) {
        const { attempts, value } = await run
        const next = table[kind].blocks === 'pool' ? 'other' : 'twin'
        expect(value).toBe(`from ${next}`)
        expect(attempts.map(({ targetId }) => targetId)).toEqual(['first', next])
        expect(clock.now()).toBe(attempts[0]?.startedAt)
      } else {
        await expect(run).rejects.toBe(error)
        expect(clients[1].calls).toHaveLength(0)
        expect(clients[2].calls).toHaveLength(0)
      }
      expect(clock.pending).toBe(0)
    },
  )

  it.each(failureKinds)('%s: its outcome and what the guard hears', async (kind) => {
    const { balancer, outcomes } = scene(kind)
    await balancer.run(call).catch(() => undefined)
    expect(outcomes.map(({ type }) => type)).toEqual([table[kind].outcome])
    expect(failureRules[kind].countsAgainstTarget).toBe(table[kind].counts)
    const [first] = balancer.snapshot().targets
    expect(first?.attempts).toBe(1)
    expect(first?.[table[kind].outcome === 'neutral' ? 'neutral' : 'failures']).toBe(1)
    expect(first?.failuresByKind).toEqual(table[kind].outcome === 'neutral' ? {} : { [kind]: 1 })
  })

  it.each(failureKinds)('%s: which targets it blocks, and that they come back', async (kind) => {
    const { balancer, clock } = scene(kind)
    await balancer.run(call).catch(() => undefined)
    const states = () => balancer.snapshot().targets.map(({ state }) => state)
    const quarantine = failureRules[kind].penalty === 'quarantine'
    const word = quarantine ? 'quarantined' : 'cooling'
    const { blocks } = table[kind]
    expect(states()).toEqual([blocks === 'no' ? 'ready' : word, blocks === 'pool' ? word : 'ready', 'ready'])
    await clock.advance(quarantine ? 300_000 : 1000)
    expect(states()).toEqual(['ready', 'ready', 'ready'])
  })
})

describe('what the server asks for', () => {
  it.each<FailureKind>(['rate-limit', 'overloaded', 'server', 'quota'])(
    'leaves a target alone for as long as a %s answer says',
    async (kind) => {
      const { balancer, clients, clock, error } = scene(kind)
      clients[0].steps[0] = { fail: Object.assign(error, { retryAfterMs: 7000 }) }
      await balancer.run(call)
      expect(balancer.snapshot().targets[0]?.availableAt).toBe(clock.now() + 7000)
      await clock.advance(6999)
      await balancer.run(call)
      expect(clients[0].calls).toHaveLength(1)
      await clock.advance(1)
      await balancer.run(call)
      expect(clients[0].calls).toHaveLength(2)
    },
  )

  it('caps a hint that would block a target for hours', async () => {
    const { balancer, clients, clock, error } = scene('rate-limit')
    clients[0].steps[0] = { fail: Object.assign(error, { retryAfterMs: 86_400_000 }) }
    await balancer.run(call)
    expect(balancer.snapshot().targets[0]?.availableAt).toBe(clock.now() + 300_000)
  })

  it('never shortens a longer cooldown with a shorter hint', async () => {
    const { balancer, clients, clock } = scene('server')
    const limited = (retryAfterMs: number) =>
      new ProviderError({ provider: 'vendor', kind: 'rate-limit', message: 'limited', retryAfterMs })
    clients[0].steps.splice(0, 1, { hang: true }, { fail: limited(20_000) })
    const slow = balancer.run(call, { timeouts: { attemptMs: 10 } })
    await clock.settle()
    await balancer.run(call)
    const until = clock.now() + 20_000
    clients[0].steps.length = 0
    await clock.advance(10)
    await slow
    expect(balancer.snapshot().targets[0]?.availableAt).toBe(until)
  })

  it('doubles the cooldown of a key with every further 429 in a row without a hint', async () => {
    const { balancer, clients, clock, error } = scene('rate-limit')
    const waits: number[] = []
    for (let round = 0; round < 7; round += 1) {
      clients[0].steps.splice(0, 1, { fail: error })
      await balancer.run(call)
      const until = balancer.snapshot().targets[0]?.availableAt ?? 0
      waits.push(until - clock.now())
      await clock.advance(until - clock.now())
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })
})

describe('a prompt that is too long', () => {
  const tooLong = new ProviderError({ provider: 'vendor', kind: 'context-length', message: 'too long' })

  it('continues only with a target that is known to take more, or of another model and unknown: once', async () => {
    const [small, same, unknown, further, large] = [
      scriptedClient('small', { fail: tooLong }),
      scriptedClient('same'),
      scriptedClient('unknown', { fail: tooLong }),
      scriptedClient('further'),
      scriptedClient('large'),
    ]
    const balancer = createBalancer<ScriptedClient>({
      strategy: failover(),
      targets: [
        { id: 'small', client: small, contextWindow: 8000, model: 'm' },
        { id: 'same', client: same, model: 'm' },
        { id: 'unknown', client: unknown, model: 'n' },
        { id: 'further', client: further },
        { id: 'large', client: large, contextWindow: 200_000 },
      ],
    })
    await expect(balancer.run(call)).resolves.toBe('from large')
    expect([same, unknown, further].map(({ calls }) => calls.length)).toEqual([0, 1, 0])
  })

  it('does not even call a target whose window the expected tokens exceed', async () => {
    const small = scriptedClient('small')
    const balancer = createBalancer<ScriptedClient>({
      strategy: failover(),
      targets: [
        { id: 'small', client: small, contextWindow: 8000 },
        { id: 'large', client: scriptedClient('large'), contextWindow: 200_000 },
      ],
    })
    await expect(balancer.run(call, { expectedTokens: { input: 7500, output: 1000 } })).resolves.toBe(
      'from large',
    )
    expect(small.calls).toHaveLength(0)
  })
})

describe('options that change the table', () => {
  it('tries another target after a content filter when asked to', async () => {
    const refusal = new ProviderError({ provider: 'vendor', kind: 'content-policy', message: 'refused' })
    const balancer = createBalancer<ScriptedClient>({
      strategy: failover(),
      retry: { failoverOnContentPolicy: true },
      targets: [
        { id: 'strict', client: scriptedClient('strict', { fail: refusal }) },
        { id: 'other', client: scriptedClient('other') },
      ],
    })
    await expect(balancer.run(call)).resolves.toBe('from other')
  })

  it("asks the caller's classifier first", async () => {
    const odd = new Error('odd')
    const balancer = createBalancer<ScriptedClient>({
      strategy: failover(),
      classify: (error) => (error === odd ? 'auth' : undefined),
      targets: [
        { id: 'first', client: scriptedClient('first', { fail: odd }) },
        { id: 'other', client: scriptedClient('other') },
      ],
    })
    await expect(balancer.run(call)).resolves.toBe('from other')
    expect(balancer.snapshot().targets[0]).toMatchObject({
      state: 'quarantined',
      reason: 'quarantined: auth',
    })
  })
})
