import { describe, expect, it } from 'vitest'
import { createBalancer } from '../balancer/create-balancer.ts'
import type { BalancerOptions } from '../balancer/options.ts'
import type { Guard } from '../contracts/guard.ts'
import { NoTargetAvailableError } from '../errors/run-errors.ts'
import { createFakeClock } from '../testing/fake-clock.ts'

/** A balancer of blocked targets, and how often their guards have been asked. */
function blocked(
  count: number,
  options: Partial<BalancerOptions<string>> & { readonly until?: number } = {},
) {
  const { until = Infinity, ...others } = options
  const clock = createFakeClock()
  let asked = 0
  const guard = (): Guard => ({
    name: 'closed',
    availableAt() {
      asked += 1
      return until
    },
    acquire: () => null,
    trial() {
      asked += 1
      return null
    },
    onChange: () => () => {},
  })
  const targets = Array.from({ length: count }, (_, index) => ({
    id: `target-${index}`,
    client: 'client',
    tags: ['eu'],
    guards: [guard()],
  }))
  const balancer = createBalancer<string>({ targets, clock, ...others })
  const asksOf = async (run: () => Promise<unknown>): Promise<number> => {
    const before = asked
    const ended = run()
    await clock.advance(1)
    await ended.catch((error: unknown) => {
      if (!NoTargetAvailableError.isInstance(error)) throw error
    })
    return asked - before
  }
  return { balancer, clock, asksOf }
}

const call = (client: string): Promise<string> => Promise.resolve(client)

describe('a run while every target is blocked', () => {
  const ways: readonly (readonly [string, Partial<BalancerOptions<string>>])[] = [
    ['fails at once', { whenUnavailable: 'fail' }],
    ['may not wait for long', { whenUnavailable: { maxWaitMs: 1 } }],
    ['takes the least bad', { whenUnavailable: 'least-bad' }],
  ]

  it.each(ways)('asks no more guards of many targets than of some, when it %s', async (_, options) => {
    const asks = async (count: number): Promise<number> => {
      const { balancer, asksOf } = blocked(count, options)
      // The first runs find out that no target may be tried.
      for (let run = 0; run < 10; run += 1) await asksOf(() => balancer.run(call))
      return asksOf(() => balancer.run(call, { only: 'eu' }))
    }
    expect(await asks(400)).toBeLessThanOrEqual(await asks(200))
  })

  it('names a hundred of them with their reasons, and counts the others', async () => {
    const { balancer } = blocked(150, { whenUnavailable: 'fail' })
    const error: unknown = await balancer.run(call).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ considered: { length: 100 } })
    expect(String(error)).toContain('target-9: closed; and 140 more)')
  })

  it('is refused again a moment later only when a target may still not be tried', async () => {
    const { balancer, clock, asksOf } = blocked(3, { whenUnavailable: 'fail' })
    await asksOf(() => balancer.run(call))
    const idle = await asksOf(() => balancer.run(call))
    await clock.advance(250)
    expect(await asksOf(() => balancer.run(call))).toBeGreaterThan(idle)
  })
})

describe('the least bad target', () => {
  const guardOf = (until: number, options: Partial<Guard> = {}): Guard => ({
    name: 'closed',
    availableAt: (now) => now + until,
    acquire: () => null,
    onChange: () => () => {},
    ...options,
  })
  const balancerOf = (...guards: readonly Guard[]) =>
    createBalancer<string>({
      targets: guards.map((guard, index) => ({
        id: `target-${index}`,
        client: `target-${index}`,
        guards: [guard],
      })),
      whenUnavailable: 'least-bad',
      clock: createFakeClock(),
    })
  const binding = true

  it('is none that a binding guard refuses, but the next one', async () => {
    const balancer = balancerOf(guardOf(10, { binding }), guardOf(20, { binding }), guardOf(30))
    expect(await balancer.run(call)).toBe('target-2')
  })

  it('may be one that refuses this call alone, and is available to others', async () => {
    const refusesTenant: Partial<Guard> = {
      binding,
      availableAt: (now, { tenant }) => (tenant === undefined ? now : Infinity),
    }
    const own = guardOf(0, { availableAt: (now, { tenant }) => (tenant === undefined ? now : now + 10) })
    const balancer = balancerOf(guardOf(0, refusesTenant), own)
    expect(await balancer.run(call, { tenant: 'acme' })).toBe('target-1')
  })

  it('is none at all where binding guards refuse every target, and gives their error', async () => {
    const refusal = new Error('spent')
    const balancer = balancerOf(...[1, 2].map(() => guardOf(10, { binding, refusal: () => refusal })))
    await expect(balancer.run(call)).rejects.toBe(refusal)
    expect(balancer.snapshot().targets.map(({ attempts }) => attempts)).toEqual([0, 0])
  })

  it('gives back the permits of guards that were asked before a binding one', async () => {
    const outcomes: unknown[] = []
    const permits = guardOf(0, { acquire: () => ({ release: (outcome) => outcomes.push(outcome) }) })
    const balancer = createBalancer<string>({
      targets: [{ id: 'only', client: 'only', guards: [permits, guardOf(10, { binding })] }],
      whenUnavailable: 'least-bad',
      clock: createFakeClock(),
    })
    await expect(balancer.run(call)).rejects.toThrow(NoTargetAvailableError)
    expect(outcomes.length).toBeGreaterThan(0)
    expect(outcomes.every((one) => (one as { unsent?: true }).unsent === true)).toBe(true)
  })

  it('is none that the run cannot pay', async () => {
    const cost = { inputPerMTok: 1, outputPerMTok: 1 }
    const balancer = createBalancer<string>({
      targets: ['dear', 'cheap'].map((id, index) => ({
        id,
        client: id,
        cost: index === 0 ? { inputPerMTok: 1000, outputPerMTok: 1000 } : cost,
        guards: [guardOf(10 + index)],
      })),
      whenUnavailable: 'least-bad',
      clock: createFakeClock(),
    })
    const options = { maxCostUsd: 0.01, expectedTokens: { input: 1000, output: 1000 } }
    expect(await balancer.run(call, options)).toBe('cheap')
    await expect(balancer.run(call, { ...options, maxCostUsd: 0.001 })).rejects.toMatchObject({
      code: 'budget-exceeded',
    })
  })
})
