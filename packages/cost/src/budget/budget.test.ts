import { createBalancer, type Attempt } from '@llm-balancer/core'
import { BudgetExceededError } from '@llm-balancer/core/errors'
import { callFacts, createFakeClock, guardCases, statusError } from '@llm-balancer/core/testing'
import { describe, expect, it, vi } from 'vitest'
import {
  createBudget,
  type Budget,
  type BudgetCall,
  type BudgetOptions,
  type SoftBudgetEvent,
} from '../index.ts'

/** A dollar per million tokens of input: so many tokens, so many micro-dollars. */
const price = { inputPerMTok: 1, outputPerMTok: 0 }
const bothWays = { inputPerMTok: 1, outputPerMTok: 1 }
const midnight = Date.UTC(2026, 10, 29)
const clock = createFakeClock(midnight)
const budgetOf = (options: Partial<BudgetOptions> = {}): Budget =>
  createBudget({
    by: 'all',
    clock,
    ...(options.usdPerDay === undefined ? { usdPerMinute: 0.001 } : {}),
    ...options,
  })
/** A call that may cost so many micro-dollars. */
const calling = (microUsd: number, who: Partial<BudgetCall> = {}): BudgetCall => ({
  price,
  inputTokens: microUsd,
  ...who,
})
const spent = (microUsd: number): { inputTokens: number; outputTokens: number } => ({
  inputTokens: microUsd,
  outputTokens: 0,
})
const refusalOf = (work: () => unknown): BudgetExceededError => {
  try {
    work()
  } catch (error) {
    if (BudgetExceededError.isInstance(error)) return error
  }
  throw new Error('was not refused')
}

describe('a budget', () => {
  it('sets aside what a call may cost, and what it did cost takes its place', () => {
    const budget = budgetOf()
    const first = budget.reserve(calling(400))
    expect(budget.state()).toMatchObject({
      limitMicroUsd: 1000,
      spentMicroUsd: 0,
      reservedMicroUsd: 400,
      leftMicroUsd: 600,
    })
    first.settle(spent(100))
    first.settle(spent(100))
    expect(budget.state()).toMatchObject({ spentMicroUsd: 100, reservedMicroUsd: 0, leftMicroUsd: 900 })
    expect(budget.toJSON()).toEqual({
      by: 'all',
      limitMicroUsd: 1000,
      spentMicroUsd: 100,
      reservedMicroUsd: 0,
      resetAt: clock.now() + 60_000,
      unpriced: 0,
    })
  })

  it('lets through what is left, and not a micro-dollar more', () => {
    const budget = budgetOf()
    budget.reserve(calling(999))
    expect(() => budget.reserve(calling(2))).toThrow(BudgetExceededError)
    budget.reserve(calling(1))
    expect(() => budget.reserve(calling(1))).toThrow(BudgetExceededError)
    expect(budget.reserve({ price: { inputPerMTok: 0, outputPerMTok: 0 } }).microUsd).toBe(0)
  })

  it('says when to come back, where waiting helps', () => {
    const budget = budgetOf({ usdPerDay: 0.001, label: 'mine' })
    const first = budget.reserve(calling(800))
    const spentOrNot = 'mine: 0.001 US dollars per day are spent, or set aside for calls that run; try again'
    const running = refusalOf(() => budget.reserve(calling(300)))
    expect(running.message).toBe(`${spentOrNot} when those have ended`)
    expect(running).not.toHaveProperty('retryAfterMs')
    const short = refusalOf(() => {
      budget.reserve(calling(200))
      budget.reserve(calling(1))
    })
    expect(short.message).toBe(`${spentOrNot} when those have ended`)
    first.settle()
    const soon = refusalOf(() => budget.reserve(calling(200)))
    expect(soon.message).toBe(`${spentOrNot} when those have ended, in 86400000 ms at the latest`)
    expect(soon).toMatchObject({ retryAfterMs: 86_400_000 })
    const later = refusalOf(() => budget.reserve(calling(300)))
    expect(later.message).toBe('mine: 0.001 US dollars per day are spent, try again in 86400000 ms')
    expect(later).toMatchObject({ limitUsd: 0.001, retryAfterMs: 86_400_000, code: 'budget-exceeded' })
    const never = refusalOf(() => budget.reserve(calling(1001)))
    expect(never.message).toBe(
      'mine: the call may cost 0.001001 US dollars, more than 0.001 US dollars per day',
    )
    expect(never).not.toHaveProperty('retryAfterMs')
  })

  it.each<[string, (budget: Budget) => void, number]>([
    [
      'that ended without usage',
      (budget) => {
        budget.reserve(calling(400)).settle()
      },
      400,
    ],
    [
      'that was never made',
      (budget) => {
        budget.reserve(calling(400)).cancel()
      },
      0,
    ],
    [
      'that was refused',
      (budget) => {
        budget.reserve(calling(400)).fail(statusError(429))
      },
      0,
    ],
    [
      'that took too long',
      (budget) => {
        budget.reserve(calling(400)).fail(new DOMException('late', 'TimeoutError'))
      },
      400,
    ],
    [
      'that cost more than was set aside',
      (budget) => {
        budget.reserve(calling(400)).settle(spent(700))
      },
      700,
    ],
    [
      'whose usage has no price',
      (budget) => {
        budget.reserve(calling(400)).settle({})
      },
      400,
    ],
    [
      'whose answer was expected to be as long as it may',
      (budget) => {
        budget.reserve({ price: bothWays, inputTokens: 100, maxOutputTokens: 300 }).settle()
      },
      400,
    ],
    [
      'of which nothing is known but its price',
      (budget) => {
        budget.reserve({ price: { inputPerMTok: 0.1, outputPerMTok: 0.2 } }).settle()
      },
      300,
    ],
  ])('counts a call %s', (_, call, expected) => {
    const budget = budgetOf()
    call(budget)
    expect(budget.state()).toMatchObject({ spentMicroUsd: expected, reservedMicroUsd: 0 })
  })

  it('begins anew with each minute of the clock, and keeps what is set aside', async () => {
    const minutes = createFakeClock(midnight + 45_000)
    const budget = budgetOf({ clock: minutes })
    budget.reserve(calling(700)).settle()
    const running = budget.reserve(calling(300))
    expect(refusalOf(() => budget.reserve(calling(1)))).toMatchObject({ retryAfterMs: 15_000 })
    await minutes.advance(14_999)
    expect(refusalOf(() => budget.reserve(calling(1)))).toMatchObject({ retryAfterMs: 1 })
    await minutes.advance(1)
    expect(budget.state()).toMatchObject({ spentMicroUsd: 0, reservedMicroUsd: 300, leftMicroUsd: 700 })
    expect(() => budget.reserve(calling(701))).toThrow(BudgetExceededError)
    running.settle(spent(200))
    expect(budget.state()).toMatchObject({ spentMicroUsd: 200, leftMicroUsd: 800 })
    expect(budget.toJSON()).toMatchObject({ spentMicroUsd: 200, reservedMicroUsd: 0 })
  })

  it('begins anew with each day of the clock', async () => {
    const days = createFakeClock(midnight + 3_600_000)
    const budget = budgetOf({ usdPerDay: 0.001, clock: days })
    budget.reserve(calling(1000)).settle()
    expect(budget.state()?.resetAt).toBe(midnight + 86_400_000)
    await days.advance(22 * 3_600_000)
    expect(() => budget.reserve(calling(1))).toThrow(BudgetExceededError)
    await days.advance(3_600_000)
    expect(budget.reserve(calling(1000)).microUsd).toBe(1000)
    expect(budget.exportState()).toMatchObject({ from: midnight + 86_400_000, spentMicroUsd: 0, spent: [] })
  })

  it("is each tenant's own, and not for calls without a tenant", () => {
    const budget = budgetOf({ by: 'tenant' })
    budget.reserve(calling(1000, { tenant: 'a' })).settle()
    expect(refusalOf(() => budget.reserve(calling(1, { tenant: 'a' }))).message).toMatch(
      /^budget: 0.001 US dollars per minute of the tenant are spent/,
    )
    budget.reserve(calling(1000, { tenant: 'b' })).settle()
    budget.reserve(calling(5000)).settle()
    expect(budget.state({ tenant: 'a' })?.leftMicroUsd).toBe(0)
    expect(budget.state({ tenant: '__proto__' })?.leftMicroUsd).toBe(1000)
    expect(budget.state()).toBeUndefined()
    expect(budget.toJSON().spentMicroUsd).toBe(2000)
  })

  it("is each provider's own", () => {
    const budget = budgetOf({ by: 'provider' })
    budget.reserve(calling(1000, { provider: 'a', tenant: 'x' })).settle()
    expect(() => budget.reserve(calling(1, { provider: 'a', tenant: 'y' }))).toThrow(
      'of the provider are spent',
    )
    expect(budget.reserve(calling(1000, { provider: 'b', tenant: 'x' })).microUsd).toBe(1000)
  })

  it('has nothing of calls that it does not count', () => {
    const budget = budgetOf({ by: 'tenant' })
    const uncounted = budget.reserve(calling(5000))
    expect(uncounted.microUsd).toBe(0)
    expect(budget.toJSON()).toMatchObject({ reservedMicroUsd: 0 })
    uncounted.settle()
    expect(budget.toJSON()).toMatchObject({ spentMicroUsd: 0, reservedMicroUsd: 0 })
    expect(budget.exportState().spent).toEqual([])
  })

  it('says when to come back to a call that just fits beside those that run', () => {
    const budget = budgetOf()
    budget.reserve(calling(300)).settle()
    budget.reserve(calling(600))
    expect(refusalOf(() => budget.reserve(calling(400)))).toHaveProperty('retryAfterMs')
    expect(refusalOf(() => budget.reserve(calling(401)))).not.toHaveProperty('retryAfterMs')
  })

  it('refuses a call without a price', () => {
    expect(() => budgetOf().reserve({} as BudgetCall)).toThrow('reserve: "price" is missing')
  })

  it('names no tenant in its errors', () => {
    const budget = budgetOf({ by: 'tenant' })
    const error = refusalOf(() => budget.reserve(calling(5000, { tenant: 'sk-planted' })))
    expect(JSON.stringify([error, String(error), error.stack])).not.toContain('sk-planted')
  })
})

describe('the soft share', () => {
  it('is told once in each window, when it has been spent', async () => {
    const minutes = createFakeClock(midnight)
    const budget = budgetOf({ by: 'tenant', clock: minutes })
    const heard: SoftBudgetEvent[] = []
    const end = budget.onSoft((event) => heard.push(event))
    const spend = (microUsd: number, tenant: string): void => {
      budget.reserve(calling(microUsd, { tenant })).settle()
    }
    spend(799, 'a')
    expect(heard).toEqual([])
    spend(1, 'a')
    spend(100, 'a')
    spend(900, 'b')
    expect(heard).toEqual([
      {
        type: 'budget-soft-reached',
        at: midnight,
        tenant: 'a',
        limitMicroUsd: 1000,
        spentMicroUsd: 800,
        resetAt: midnight + 60_000,
      },
      {
        type: 'budget-soft-reached',
        at: midnight,
        tenant: 'b',
        limitMicroUsd: 1000,
        spentMicroUsd: 900,
        resetAt: midnight + 60_000,
      },
    ])
    await minutes.advance(60_000)
    spend(800, 'a')
    expect(heard.map(({ at, tenant }) => [at - midnight, tenant])).toEqual([
      [0, 'a'],
      [0, 'b'],
      [60_000, 'a'],
    ])
    end()
    spend(900, 'b')
    expect(heard).toHaveLength(3)
  })

  it('counts what is set aside as well, where calls go to where they are cheaper', () => {
    const budget = budgetOf({ soft: 0.5 })
    expect(budget.isSoft({})).toBe(false)
    const running = budget.reserve(calling(500))
    expect(budget.isSoft({ tenant: 'anybody' })).toBe(true)
    running.cancel()
    expect(budget.isSoft({})).toBe(false)
    expect(budgetOf({ by: 'tenant' }).isSoft({})).toBe(false)
  })

  it('hears nothing of a listener that throws', () => {
    const budget = budgetOf()
    const heard = vi.fn()
    budget.onSoft(() => {
      throw new Error('of the listener')
    })
    budget.onSoft(heard)
    budget.reserve(calling(900)).settle()
    expect(heard).toHaveBeenCalledOnce()
    expect(() => budget.onSoft('x' as never)).toThrow('onSoft: "listener" must be a function')
  })
})

describe('a price that is not known', () => {
  const unknown = { id: 'a', cost: { inputPerMTok: 1 } }

  it('is refused, and the guard says why', () => {
    const budget = budgetOf()
    const guard = budget.guard(unknown)
    expect(guard.name).toBe('price-unknown')
    expect(guard.availableAt(clock.now(), callFacts())).toBe(Infinity)
    expect(guard.acquire(clock.now(), callFacts())).toBeNull()
    expect(guard.refusal?.(clock.now(), callFacts())?.message).toBe(
      'budget: the price of the call is not known, and 0.001 US dollars per minute may be spent; say what the target costs',
    )
    expect(() => budget.reserve({ price: {} })).toThrow('the price of the call is not known')
  })

  it('is counted with nothing where it is allowed, and those calls are counted', () => {
    const budget = budgetOf({ unpriced: 'allow' })
    const guard = budget.guard(unknown)
    expect(guard.name).toBe('budget')
    const release = (outcome: object): void => {
      guard.acquire(clock.now(), callFacts())?.release({ durationMs: 1, ...outcome } as never, clock.now())
    }
    release({ type: 'success', usage: { inputTokens: 5, outputTokens: 5 } })
    release({ type: 'neutral', unsent: true })
    release({ type: 'failure', kind: 'rate-limit', scope: 'key' })
    release({ type: 'failure', kind: 'timeout', scope: 'target' })
    release({ type: 'success', costMicroUsd: 7 })
    expect(budget.toJSON()).toMatchObject({ unpriced: 2, spentMicroUsd: 7, reservedMicroUsd: 0 })
  })

  it('may become known while the target serves', () => {
    const target = { id: 'a', cost: {} }
    const guard = budgetOf().guard(target)
    target.cost = price
    expect(guard.name).toBe('budget')
    expect(guard.availableAt(clock.now(), callFacts())).toBe(clock.now())
  })
})

describe.each<BudgetOptions>([
  { by: 'all', usdPerDay: 1 },
  { by: 'tenant', usdPerMinute: 1 },
  { by: 'provider', usdPerDay: 1, then: 'cheaper' },
])('a budget by $by keeps the contract of guards', (options) => {
  const guard = { id: 'a', cost: price }
  it.each(guardCases(() => createBudget({ ...options, clock }).guard(guard)))('$name', ({ run }) => {
    expect(run).not.toThrow()
  })
})

describe('a budget as a guard', () => {
  const target = { id: 'a', cost: price }

  it('takes all that is left for a call of which nothing is known', () => {
    const budget = budgetOf()
    budget.reserve(calling(900)).settle()
    const guard = budget.guard(target)
    const call = callFacts()
    expect(guard.availableAt(clock.now(), call)).toBe(clock.now())
    const permit = guard.acquire(clock.now(), call)
    expect(budget.state()?.leftMicroUsd).toBe(0)
    expect(guard.availableAt(clock.now(), call)).toBe(clock.now() + 60_000)
    permit?.release({ type: 'success', durationMs: 1, costMicroUsd: 250 }, clock.now())
    expect(budget.state()?.leftMicroUsd).toBe(-150)
  })

  it('says when a call fits: at the end of the window, or not while the calls run that are in its way', () => {
    const budget = budgetOf()
    const guard = budget.guard(target)
    const small = callFacts({ inputTokens: 301 })
    guard.acquire(clock.now(), callFacts({ inputTokens: 700 }))
    budget.reserve(calling(300)).settle()
    expect(guard.availableAt(clock.now(), callFacts({ inputTokens: 300 }))).toBe(clock.now() + 60_000)
    expect(guard.availableAt(clock.now(), small)).toBe(Infinity)
    expect(guard.availableAt(clock.now() + 60_000, callFacts({ inputTokens: 300 }))).toBe(
      clock.now() + 60_000,
    )
  })

  it('tells the other targets of its budget when something is left again', () => {
    const budget = budgetOf({ by: 'provider' })
    const [a, b] = [
      budget.guard({ ...target, provider: 'p' }),
      budget.guard({ id: 'b', provider: 'p', cost: price }),
    ]
    const heard = vi.fn()
    const end = b.onChange?.(heard)
    const permit = a.acquire(clock.now(), callFacts({ inputTokens: 1000 }))
    expect(b.availableAt(clock.now(), callFacts())).toBe(Infinity)
    permit?.release({ type: 'success', durationMs: 1, costMicroUsd: 1000 }, clock.now())
    expect(heard).not.toHaveBeenCalled()
    const other = createBudget({ by: 'provider', usdPerMinute: 0.001, clock })
    const [c, d] = [
      other.guard({ ...target, provider: 'p' }),
      other.guard({ id: 'b', provider: 'p', cost: price }),
    ]
    d.onChange?.(heard)
    const taken = c.acquire(clock.now(), callFacts({ inputTokens: 1000 }))
    taken?.release({ type: 'success', durationMs: 1, costMicroUsd: 10 }, clock.now())
    expect(heard).toHaveBeenCalledOnce()
    end?.()
  })

  it('tells each of several targets for itself', () => {
    const budget = budgetOf()
    const [a, b] = [budget.guard(target), budget.guard({ ...target, id: 'b' })]
    const [heardByA, heardByB] = [vi.fn(), vi.fn()]
    const endA = a.onChange?.(heardByA)
    b.onChange?.(heardByB)
    endA?.()
    const permit = a.acquire(clock.now(), callFacts({ inputTokens: 1000 }))
    permit?.release({ type: 'success', durationMs: 1, costMicroUsd: 10 }, clock.now())
    expect([heardByA.mock.calls.length, heardByB.mock.calls.length]).toEqual([0, 1])
  })

  it('refuses no call for good because of how long other answers became: it waits for the whole budget at most', async () => {
    const own = createFakeClock(midnight)
    const budget = createBudget({ by: 'all', usdPerMinute: 0.001, clock: own })
    const guard = budget.guard({ id: 'a', cost: bothWays })
    const call = callFacts({ inputTokens: 100 })
    const permit = guard.acquire(own.now(), call)
    const usage = { inputTokens: 100, outputTokens: 800 }
    permit?.release({ type: 'success', durationMs: 1, usage, costMicroUsd: 900 }, own.now())
    expect(guard.availableAt(own.now(), call)).toBe(midnight + 60_000)
    await own.advance(60_000)
    expect(guard.acquire(own.now(), call)).toMatchObject({ microUsd: 1000 })
    // What is known of it alone is too much.
    expect(guard.availableAt(own.now(), callFacts({ inputTokens: 1001 }))).toBe(Infinity)
    expect(guard.availableAt(own.now(), callFacts({ inputTokens: 100, outputTokens: 901 }))).toBe(Infinity)
  })

  it('takes usage and costs that make no sense as not known', () => {
    for (const wrong of [NaN, Infinity, -1]) {
      const budget = budgetOf()
      const guard = budget.guard({ id: 'a', cost: bothWays })
      const call = callFacts({ inputTokens: 100, outputTokens: 100 })
      const usage = { inputTokens: wrong, outputTokens: wrong }
      guard
        .acquire(clock.now(), call)
        ?.release({ type: 'success', durationMs: 1, usage, costMicroUsd: wrong }, clock.now())
      expect(budget.state()).toMatchObject({ spentMicroUsd: 200, reservedMicroUsd: 0 })
      expect(guard.acquire(clock.now(), callFacts())).toMatchObject({ microUsd: 800 })
    }
  })

  it('never takes a call that is too large to count for one without a price', () => {
    const budget = budgetOf({ unpriced: 'allow' })
    const guard = budget.guard({ id: 'a', cost: bothWays })
    const call = callFacts({ inputTokens: 1e308, outputTokens: 1e308 })
    expect(guard.acquire(clock.now(), call)).toBeNull()
    expect(guard.refusal?.(clock.now(), call)?.message).toContain('more than')
  })

  it('learns how long answers become', () => {
    const budget = budgetOf({ usdPerDay: 1 })
    const guard = budget.guard({ id: 'a', cost: bothWays })
    const setAside = (): number => {
      const permit = guard.acquire(clock.now(), callFacts({ inputTokens: 100 }))
      const { reservedMicroUsd = 0 } = budget.state() ?? {}
      const usage = { inputTokens: 100, outputTokens: 20 }
      permit?.release({ type: 'success', durationMs: 1, usage, costMicroUsd: 120 }, clock.now())
      return reservedMicroUsd
    }
    expect(setAside()).toBe(1100)
    for (let call = 0; call < 30; call += 1) setAside()
    expect(setAside()).toBeLessThan(140)
  })
})

describe('options of a budget', () => {
  it.each<[unknown, string]>([
    [
      { by: 'tenant' },
      'createBudget: "usdPerDay" or "usdPerMinute" must be given, one of them; make two budgets for both',
    ],
    [{ by: 'all', usdPerDay: 1, usdPerMinute: 1 }, 'make two budgets for both'],
    [{ usdPerDay: 1 }, 'createBudget: "by" is missing'],
    [
      { by: 'user', usdPerDay: 1 },
      'createBudget: "by" must be one of "all", "provider", "tenant", got "user"',
    ],
    [{ by: 'all', usdPerDay: -1 }, 'createBudget: "usdPerDay" must be within [0, ∞), got -1'],
    [{ by: 'all', usdPerDay: 1, soft: 0 }, 'createBudget: "soft" must be within (0, 1], got 0'],
    [{ by: 'all', usdPerDay: 1, then: 'cheap' }, '"then" must be one of "cheaper", "refuse", got "cheap"'],
    [
      { by: 'all', usdPerDay: 1, unpriced: 'free' },
      '"unpriced" must be one of "refuse", "allow", got "free"',
    ],
    [
      { by: 'all', usdPerDay: 1, initialState: { from: 0, spentMicroUsd: 0, spent: [], rest: [0, -1] } },
      'createBudget: "initialState.rest[1]" must be within [0, ∞), got -1',
    ],
    [{ by: 'all', limit: 1 }, 'createBudget: unknown option "limit"; use "usdPerDay"'],
    [
      { by: 'all', usdPerDay: 1, initialState: { from: 0, spentMicroUsd: 0, spent: [['a', -1]] } },
      'createBudget: "initialState.spent[0][1]" must be within [0, ∞), got -1',
    ],
    [
      { by: 'all', usdPerDay: 1, initialState: { from: 0, spentMicroUsd: 0, spent: [[1, 1]] } },
      'createBudget: "initialState.spent[0][0]" must be a string',
    ],
  ])('are refused in one sentence: %#', (options, message) => {
    expect(() => createBudget(options as BudgetOptions)).toThrow(message)
  })

  it('may allow nothing at all but what is free', () => {
    const budget = budgetOf({ usdPerDay: 0 })
    expect(() => budget.reserve(calling(1))).toThrow(
      'the call may cost 0.000001 US dollars, more than 0 US dollars per day',
    )
    expect(budget.reserve({ price: { inputPerMTok: 0, outputPerMTok: 0 } }).microUsd).toBe(0)
  })
})

describe('a balancer that calls the least bad target', () => {
  it('calls none that a budget refuses', async () => {
    const budget = budgetOf({ by: 'tenant', clock })
    const { balancer, calls } = leastBad(budget)
    const expectedTokens = { input: 800 }
    await balancer.run(serve, { tenant: 'acme', expectedTokens })
    await expect(balancer.run(serve, { tenant: 'acme', expectedTokens })).rejects.toThrow(BudgetExceededError)
    expect(calls).toHaveLength(1)
    await balancer.run(serve, { tenant: 'other', expectedTokens })
    expect(calls).toHaveLength(2)
    await balancer.close()
  })
})

function leastBad(budget: Budget) {
  const calls: string[] = []
  const balancer = createBalancer({
    targets: ['a', 'b'].map((id) => ({ id, client: calls, cost: price })),
    guards: (target) => [budget.guard(target)],
    whenUnavailable: 'least-bad',
    clock,
  })
  return { balancer, calls }
}

function serve(calls: string[], attempt: Attempt): Promise<void> {
  calls.push(attempt.target.id)
  attempt.report({ usage: { inputTokens: 800, outputTokens: 0 } })
  return Promise.resolve()
}
