import { createBalancer, lowestCost, type Balancer, type TokenPrice } from '@llm-balancer/core'
import { BudgetExceededError } from '@llm-balancer/core/errors'
import { createFakeClock, seededRandom, statusError, type FakeClock } from '@llm-balancer/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBudget, type Budget } from '../index.ts'

const prices: Readonly<Record<string, TokenPrice>> = {
  dear: { inputPerMTok: 10, outputPerMTok: 50 },
  cheap: { inputPerMTok: 1, outputPerMTok: 5 },
}
const minute = 60_000
const limitMicroUsd = 100_000

interface Scene {
  readonly clock: FakeClock
  readonly budget: Budget
  readonly balancer: Balancer<string>
}
const sceneOf = (by: 'all' | 'provider' | 'tenant'): Scene => {
  const clock = createFakeClock(Date.UTC(2026, 10, 29))
  const budget = createBudget({ by, usdPerMinute: limitMicroUsd / 1e6, clock })
  const balancer = createBalancer({
    clock,
    random: seededRandom(1),
    targets: Object.entries(prices).map(([id, cost]) => ({ id, client: id, cost, provider: id })),
    guards: (target) => [budget.guard(target)],
    strategy: lowestCost(),
    retry: { budget: false },
  })
  return { clock, budget, balancer }
}

/** Per key (a tenant, a provider, all) and minute: what was spent, what was set aside, and what calls cost beyond that. */
class Bookkeeper {
  readonly spent = new Map<string, number>()
  readonly reserved = new Map<string, number>()
  readonly beyond = new Map<string, number>()
  refused = 0

  note(key: string, { cost, reserved }: { readonly cost: number; readonly reserved: number }): void {
    const add = (sums: Map<string, number>, amount: number): void => {
      sums.set(key, (sums.get(key) ?? 0) + amount)
    }
    add(this.spent, cost)
    add(this.reserved, reserved)
    add(this.beyond, Math.max(0, cost - reserved))
  }
}

interface Plan {
  readonly by: 'all' | 'provider' | 'tenant'
  readonly tenants: number
  readonly calls: number
  /** Real usage ÷ what was expected, at most. */
  readonly wrongBy: number
  /** How often time passes between two calls. */
  readonly pauses: number
  readonly seed: number
}

const play = async ({ by, tenants, calls, wrongBy, pauses, seed }: Plan): Promise<Bookkeeper> => {
  const { clock, budget, balancer } = sceneOf(by)
  const random = seededRandom(seed)
  const sums = new Bookkeeper()
  const call = async (): Promise<void> => {
    const tenant = `tenant ${String(Math.floor(random() * tenants))}`
    const expectedTokens = {
      input: 100 + Math.floor(random() * 900),
      output: 10 + Math.floor(random() * 300),
    }
    const usage = {
      inputTokens: Math.ceil(expectedTokens.input * random() * wrongBy),
      outputTokens: Math.ceil(expectedTokens.output * random() * wrongBy),
    }
    const [delayMs, isFailure] = [random() * 20_000, random() < 0.1]
    await balancer.run(
      async (id, attempt) => {
        await new Promise<void>((resolve) => {
          clock.schedule(resolve, delayMs)
        })
        const price = prices[id] ?? {}
        const costOf = (input: number, output: number): number =>
          input * (price.inputPerMTok ?? 0) + output * (price.outputPerMTok ?? 0)
        const key = { all: 'all', provider: id, tenant }[by]
        const at = Math.floor(clock.now() / minute)
        const reserved = costOf(expectedTokens.input, expectedTokens.output)
        const cost = isFailure ? 0 : costOf(usage.inputTokens, usage.outputTokens)
        sums.note(`${key} ${String(at)}`, { cost, reserved })
        if (isFailure) throw statusError(503)
        attempt.report({ usage })
      },
      { tenant, expectedTokens },
    )
  }
  const running: Promise<void>[] = []
  for (let index = 0; index < calls; index += 1) {
    running.push(
      call().catch((error: unknown) => {
        if (BudgetExceededError.isInstance(error)) sums.refused += 1
      }),
    )
    if (random() < pauses) await clock.advance(random() * 5000)
  }
  await clock.advance(5 * minute)
  await Promise.all(running)
  expect(budget.toJSON().reservedMicroUsd).toBe(0)
  await balancer.close()
  return sums
}

describe('calls that run at the same time', () => {
  it('overspend a budget by no more than what they cost beyond what was set aside for them', async () => {
    const plans = fc.record<Plan>({
      by: fc.constantFrom('all', 'provider', 'tenant'),
      tenants: fc.integer({ min: 1, max: 20 }),
      calls: fc.integer({ min: 1, max: 300 }),
      wrongBy: fc.constantFrom(0.5, 1, 3),
      pauses: fc.constantFrom(0.002, 0.05),
      seed: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { spent, beyond } = await play(plan)
        for (const [key, microUsd] of spent) {
          expect(microUsd).toBeLessThanOrEqual(limitMicroUsd + (beyond.get(key) ?? 0))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('of a hundred tenants use their budgets up, and not more than that', async () => {
    const { spent, beyond, reserved, refused } = await play({
      ...{ by: 'tenant', tenants: 100, calls: 20_000, wrongBy: 1, pauses: 0.002, seed: 11 },
    })
    expect(refused).toBeGreaterThan(1000)
    const used = [...spent.values()].toSorted((a, b) => a - b)
    expect(used.at(-1)).toBeLessThanOrEqual(limitMicroUsd)
    expect([...beyond.values()].every((microUsd) => microUsd === 0)).toBe(true)
    expect(Math.max(...reserved.values())).toBeGreaterThan(limitMicroUsd)
    expect(used[Math.floor(used.length / 2)]).toBeGreaterThan(0.8 * limitMicroUsd)
  })
})
