import { createBalancer, failover, type Balancer, type Guard } from '@llm-balancer/core'
import { createFakeClock, statusError } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { rateLimit, type RateLimitOptions } from './index.ts'

const clock = createFakeClock(1_795_000_000_000)
const limit = (options: RateLimitOptions): Guard => rateLimit({ ...options, clock })
const balancerOf = (guards: Readonly<Record<string, readonly Guard[]>>): Balancer<string> =>
  createBalancer({
    clock,
    strategy: failover(),
    whenUnavailable: { maxWaitMs: 30_000 },
    targets: Object.entries(guards).map(([id, own]) => ({ id, client: id, guards: own })),
  })
const served = (client: string): Promise<string> => Promise.resolve(client)

describe('a limiter as the guard of a target', () => {
  it('sends the calls that it has no room for to another target', async () => {
    const balancer = balancerOf({ a: [limit({ requestsPerMinute: 2 })], b: [] })
    const all = [1, 2, 3].map(() => balancer.run(served))
    await expect(Promise.all(all)).resolves.toEqual(['a', 'a', 'b'])
    await balancer.close()
  })

  it('makes a large call wait until its tokens are left, and a small one behind it go first', async () => {
    const balancer = balancerOf({ a: [limit({ tokensPerMinute: 60_000 })] })
    const ended: string[] = []
    const call = (name: string, input: number): Promise<unknown> =>
      balancer.run(served, { expectedTokens: { input } }).then(() => ended.push(name))
    const all = [call('first', 4000), call('large', 40_000), call('small', 900)]
    await clock.advance(10_000)
    await Promise.all(all)
    expect(ended).toEqual(['first', 'small', 'large'])
    await balancer.close()
  })

  it('is one quota when several targets have it, and takes nothing when another guard refuses', async () => {
    const shared = rateLimit({ requestsPerMinute: 3, clock, learn: false })
    const balancer = balancerOf({
      a: [shared, limit({ requestsPerMinute: 1 })],
      b: [shared, limit({ requestsPerMinute: 1 })],
      c: [],
    })
    const all = [1, 2, 3, 4].map(() => balancer.run(served))
    await expect(Promise.all(all)).resolves.toEqual(['a', 'b', 'c', 'c'])
    expect(shared.toJSON().limits[0]?.left).toBe(1)
    await balancer.close()
  })

  it('learns from what an attempt reports while it runs', async () => {
    const guard = rateLimit({ clock })
    const balancer = balancerOf({ a: [guard], b: [] })
    await balancer.run((client, attempt) => {
      attempt.report({ limits: [{ unit: 'requests', limit: 100, remaining: 0, resetMs: 60_000 }] })
      return served(client)
    })
    await expect(balancer.run(served)).resolves.toBe('b')
    await balancer.close()
  })

  it('learns from a refusal, and takes no request for it', async () => {
    const guard = rateLimit({ requestsPerMinute: 100, clock })
    const balancer = balancerOf({ a: [guard], b: [] })
    const refusing = (client: string): Promise<string> =>
      client === 'a' ? Promise.reject(statusError(429)) : served(client)
    await expect(balancer.run(refusing)).resolves.toBe('b')
    expect(guard.toJSON()).toMatchObject({ pace: 0.6, inFlight: 0 })
    await balancer.close()
  })
})
