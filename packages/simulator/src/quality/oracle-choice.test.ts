import type { BalancerOptions, Guard } from '@llm-balancer/core'
import { callFacts, candidatesOf, fakeTarget } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import type { ModelServer } from '../server/model-server.ts'
import { worldOf } from '../test/world-of.ts'
import { oracle } from './oracle.ts'

const noAbort = new AbortController().signal
const play = (targets: readonly SimulatedTarget[]) => {
  const world = worldOf(targets)
  const clients = [...world.servers].map(([id, client]) => ({ id, client }))
  const options = oracle(clients, world)
  const serverOf = (id: string): ModelServer => world.servers.get(id) ?? expect.unreachable(`no ${id}`)
  return { ...world, options, serverOf, guard: guardOf(options) }
}
function guardOf({ targets }: Omit<BalancerOptions<ModelServer>, 'clock' | 'random'>): Guard {
  return targets[0]?.guards?.[0] ?? expect.unreachable('the first target has no guard')
}

describe('the oracle picks', () => {
  const pick = (targets: readonly SimulatedTarget[], call = {}, ids = targets.map(({ name }) => name)) => {
    const { strategy } = play(targets).options
    if (strategy === undefined) return expect.unreachable('it has no strategy')
    return strategy.pick(candidatesOf(ids.map((id) => fakeTarget({ id }))), callFacts(call), 0).id
  }
  const slow = { name: 'slow', server: { answerMs: 900 } }
  const fast = { name: 'fast', server: { answerMs: 300 } }

  it('what answers soonest, wherever it stands', () => {
    expect(pick([slow, fast])).toBe('fast')
    expect(pick([fast, slow])).toBe('fast')
  })

  it('the first of several that answer as soon', () => {
    expect(
      pick([
        { ...fast, name: 'first' },
        { ...fast, name: 'second' },
      ]),
    ).toBe('first')
  })

  it('the first where nothing is known to answer', () => {
    const down = (name: string) => ({ name, server: { down: 'refused' as const } })
    expect(pick([down('first'), down('second')])).toBe('first')
    expect(pick([slow], {}, ['unknown', 'slow'])).toBe('slow')
  })

  it('by the first content of a stream, by all of 150 tokens otherwise', () => {
    const eager = { name: 'eager', server: { answerMs: 100, tokensPerSecond: 100 } }
    const quick = { name: 'quick', server: { answerMs: 1000, tokensPerSecond: 300 } }
    expect(pick([eager, quick], { streaming: true })).toBe('eager')
    // 100 ms and 1500 ms of writing, against 1000 ms and 500 ms.
    expect(pick([eager, quick])).toBe('quick')
  })

  it('by the length of the prompt', () => {
    const reader = { name: 'reader', server: { answerMs: 500, promptTokensPerSecond: 10_000 } }
    const other = { name: 'other', server: { answerMs: 400, promptTokensPerSecond: 1000 } }
    expect(pick([reader, other], { inputTokens: 10 })).toBe('other')
    expect(pick([reader, other], { inputTokens: 1000 })).toBe('reader')
  })
})

describe('the guard of the oracle', () => {
  const call = callFacts({ inputTokens: 850 })
  const limited = { name: 'a', server: {}, limits: { requestsPerMinute: 120, burst: 1 / 60 } }

  it('lets calls through while the server works, without limits', () => {
    const { guard } = play([{ name: 'a', server: {} }])
    expect(guard.name).toBe('known-state')
    expect(guard.availableAt(500, call)).toBe(500)
    expect([guard.acquire(500, call), guard.acquire(500, call)]).not.toContain(null)
  })

  it('looks at a server that is down again after 250 ms', () => {
    const { guard } = play([{ name: 'a', server: { down: 'hanging' } }])
    expect(guard.availableAt(500, call)).toBe(750)
    expect(guard.acquire(500, call)).toBeNull()
  })

  it('takes calls that are on their way for made', async () => {
    const { clock, guard, serverOf } = play([limited])
    const callServer = (): void => {
      serverOf('a')
        .call(noAbort)
        .answered.catch(() => undefined)
    }
    expect(guard.acquire(0, call)).not.toBeNull()
    expect(guard.acquire(0, call)).not.toBeNull()
    // A third call at once is more than the key ever allows.
    expect(guard.acquire(0, call)).toBeNull()
    expect(guard.availableAt(0, call)).toBe(Infinity)
    callServer()
    expect(guard.availableAt(0, call)).toBe(500)
    callServer()
    expect(guard.availableAt(0, call)).toBe(500)
    clock.schedule(() => undefined, 500)
    await clock.advance(500)
    expect(guard.availableAt(0, call)).toBe(0)
    expect(guard.acquire(0, call)).not.toBeNull()
  })

  it('goes by what is left where others have called the server, too', () => {
    const { guard, serverOf } = play([limited])
    serverOf('a')
      .call(noAbort)
      .answered.catch(() => undefined)
    expect(guard.availableAt(0, call)).toBe(0)
    expect(guard.acquire(0, call)).not.toBeNull()
  })

  it('counts the tokens of the prompt and 150 of the answer', () => {
    const limits = { tokensPerMinute: 60_000, burst: 1 / 60 }
    const { guard } = play([{ name: 'a', server: {}, limits }])
    expect(guard.availableAt(0, callFacts({ inputTokens: 850 }))).toBe(0)
    expect(guard.availableAt(0, callFacts({ inputTokens: 851 }))).toBe(Infinity)
  })

  it('lets nothing through to a server that is not known', () => {
    const world = worldOf([{ name: 'a', server: {} }])
    const [client] = world.servers.values()
    if (client === undefined) return expect.unreachable('there is no server')
    const guard = guardOf(oracle([{ id: 'unknown', client }], world))
    expect(guard.availableAt(0, call)).toBe(Infinity)
    expect(guard.acquire(0, call)).toBeNull()
  })
})

it('waits and tries again as the balancers do that are compared with it', () => {
  expect(play([{ name: 'a', server: {} }]).options).toMatchObject({
    retry: { maxAttempts: 3 },
    timeouts: { firstContentMs: 15_000 },
    whenUnavailable: { maxWaitMs: 5000 },
    targets: [{ id: 'a' }],
  })
})
