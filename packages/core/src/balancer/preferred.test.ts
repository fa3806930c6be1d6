import { describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { TargetOptions } from '../contracts/target-options.ts'
import { ProviderError } from '../errors/provider-error.ts'
import { StateUnavailableError } from '../errors/run-errors.ts'
import { failover } from '../strategies/failover.ts'
import { roundRobin } from '../strategies/round-robin.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { scriptedClient, statusError, type ScriptedClient, type Step } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'

const call = (client: ScriptedClient, attempt: Attempt) => client.call(attempt)

const foreign = (): Step => ({
  fail: new ProviderError({ provider: 'vendor', kind: 'foreign-state', message: 'not mine' }),
})

type Settings = Omit<TargetOptions<ScriptedClient>, 'id' | 'client'>

function scene(targets: Readonly<Record<string, Settings>>, strategy = failover()) {
  const clock = createFakeClock()
  const clients = Object.keys(targets).map((id) => scriptedClient(id))
  const balancer = createBalancer<ScriptedClient>({
    clock,
    strategy,
    targets: clients.map((client) => ({ id: client.id, client, ...targets[client.id] })),
  })
  const of = (id: string) => clients.find((client) => client.id === id) ?? scriptedClient('none')
  const served = async (options: object) => (await balancer.runWithTrail(call, options)).target.id
  const asked = () =>
    clients
      .flatMap(({ id, calls }) => calls.map((attempt) => ({ id, attempt })))
      .toSorted((one, other) => one.attempt.number - other.attempt.number)
      .map(({ id }) => id)
  return { balancer, clock, of, served, asked }
}

describe('a run that prefers targets', () => {
  const targets = {
    a: {},
    b: { pool: 'key' },
    c: { pool: 'key', tags: ['warm'] },
    d: { tags: ['warm'] },
  }

  it.each([
    ['b', 'b'],
    ['warm', 'c'],
    ['key', 'b'],
    [['gone', 'd', 'b'], 'd'],
    [['gone'], 'a'],
    [[], 'a'],
  ])('asks them first, by id, tag or pool: %j', async (prefer, first) => {
    const { served } = scene(targets)
    expect(await served({ prefer })).toBe(first)
  })

  it('lets the strategy choose among those of one word', async () => {
    const { served } = scene(targets, roundRobin())
    const first = [await served({ prefer: 'warm' }), await served({ prefer: 'warm' })]
    expect(first.toSorted()).toEqual(['c', 'd'])
  })

  it('goes on to the next word when they fail, and then to all others, each once', async () => {
    const { of, balancer, asked } = scene(targets)
    for (const id of ['d', 'b', 'c']) of(id).steps.push({ fail: statusError(500) })
    expect(await balancer.run(call, { prefer: ['d', 'key'] })).toBe('from a')
    expect(asked()).toEqual(['d', 'b', 'c', 'a'])
  })

  it('does not wait for one that is blocked, and goes back to it when it is not', async () => {
    const { of, served, clock } = scene(targets)
    of('d').steps.push({ fail: Object.assign(statusError(429), { retryAfterMs: 5000 }) })
    expect(await served({ prefer: 'd' })).toBe('a')
    expect(await served({ prefer: 'd' })).toBe('a')
    await clock.advance(5000)
    expect(await served({ prefer: 'd' })).toBe('d')
  })

  it('keeps to its filters', async () => {
    const { served } = scene(targets)
    expect(await served({ prefer: 'b', exclude: 'b' })).toBe('a')
    expect(await served({ prefer: 'warm', only: ({ id }: { id: string }) => id !== 'c' })).toBe('d')
    expect(await served({ prefer: 'b', pin: 'd' })).toBe('d')
  })

  it('reaches a target inside a group', async () => {
    const inner = scene({ x: {}, y: { pool: 'deep' } })
    const outer = createBalancer<ScriptedClient>({
      clock: inner.clock,
      strategy: failover(),
      targets: [
        { id: 'a', client: scriptedClient('a') },
        { id: 'group', client: inner.balancer },
      ],
    })
    expect(await outer.run(call, { prefer: 'y' })).toBe('from y')
    expect(await outer.run(call, { prefer: 'deep' })).toBe('from y')
    expect(await outer.run(call, { prefer: 'group' })).toBe('from x')
    expect(await outer.run(call, { heldBy: 'y' })).toBe('from y')
    expect(await outer.run(call, { heldBy: 'group' })).toBe('from x')
  })
})

describe('a run whose state only some targets hold', () => {
  it('calls only those, by id or pool', async () => {
    const { of, served, asked } = scene({ a: {}, b: { pool: 'key' }, c: { pool: 'key' } })
    of('b').steps.push({ fail: statusError(500) })
    expect(await served({ heldBy: 'key' })).toBe('c')
    expect(asked()).toEqual(['b', 'c'])
  })

  it('fails with an error that says so when they are blocked, failing or gone', async () => {
    const { of, balancer, asked } = scene({ a: {}, b: {} })
    const limited = Object.assign(statusError(429), { retryAfterMs: 90_000 })
    of('b').steps.push({ fail: limited })
    const failures = [
      await balancer.run(call, { heldBy: 'b' }).catch((error: unknown) => error),
      await balancer.run(call, { heldBy: 'b' }).catch((error: unknown) => error),
      await balancer.run(call, { heldBy: 'gone' }).catch((error: unknown) => error),
    ]
    expect(failures.every((error) => StateUnavailableError.isInstance(error))).toBe(true)
    expect(failures).toMatchObject([
      { code: 'state-unavailable', kind: 'foreign-state', scope: 'request', cause: limited },
      { holders: ['b'], attempts: [], retryAfterMs: 90_000 },
      { holders: [] },
    ])
    expect((failures[1] as Error).message).toBe(
      'balancer: b alone has what the call continues (a: lacks the state; b: cooling: rate-limit), try again in 90000 ms',
    )
    expect(asked()).toEqual(['b'])
  })

  it('fails as its caller wishes when the request is at fault', async () => {
    const { of, balancer } = scene({ a: {}, b: {} })
    const refusal = statusError(422)
    of('b').steps.push({ fail: refusal })
    await expect(balancer.run(call, { heldBy: 'b' })).rejects.toBe(refusal)
  })
})

describe('a request with what another account has issued', () => {
  it('goes to the next target, whose operation hears why', async () => {
    const { of, balancer, asked } = scene({ a: {}, b: {} })
    of('a').steps.push(foreign())
    expect(await balancer.run(call)).toBe('from b')
    expect(asked()).toEqual(['a', 'b'])
    expect(of('a').calls[0]?.failed).toEqual([])
    expect(of('b').calls[0]?.failed).toMatchObject([{ number: 1, targetId: 'a', kind: 'foreign-state' }])
    expect(balancer.snapshot().targets[0]).toMatchObject({ state: 'ready', failures: 0, neutral: 1 })
  })

  it('goes once more to a target that has no other beside it, at once', async () => {
    const { of, balancer, clock } = scene({ a: {} })
    of('a').steps.push(foreign())
    const before = clock.now()
    expect(await balancer.run(call)).toBe('from a')
    expect(clock.now()).toBe(before)
    expect(of('a').calls[1]?.failed).toMatchObject([{ kind: 'foreign-state' }])
  })

  it('goes once more to the target that has refused it, and not to one that fails', async () => {
    const { of, balancer, clock, asked } = scene({ a: {}, b: {} })
    of('a').steps.push({ fail: statusError(500) })
    of('b').steps.push(foreign())
    const before = clock.now()
    expect(await balancer.run(call)).toBe('from b')
    expect(asked()).toEqual(['a', 'b', 'b'])
    expect(clock.now()).toBe(before)
  })

  it('is given up when the changed request is refused as well', async () => {
    const { of, balancer } = scene({ a: {} })
    of('a').steps.push(foreign(), foreign(), foreign())
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'all-targets-failed' })
    expect(of('a').calls).toHaveLength(2)
  })

  it('is told to the operation inside a group, too', async () => {
    const inner = scene({ x: {}, y: {} })
    inner.of('x').steps.push(foreign())
    const first = scriptedClient('a', { fail: statusError(500) })
    const outer = createBalancer<ScriptedClient>({
      clock: inner.clock,
      strategy: failover(),
      targets: [
        { id: 'a', client: first },
        { id: 'group', client: inner.balancer },
      ],
    })
    expect(await outer.run(call)).toBe('from y')
    expect(inner.of('y').calls[0]?.failed.map(({ targetId, kind }) => [targetId, kind])).toEqual([
      ['a', 'server'],
      ['x', 'foreign-state'],
    ])
  })
})
