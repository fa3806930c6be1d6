import { describe, expect, it } from 'vitest'
import type { RunOptions } from '../contracts/run-options.ts'
import type { Guard } from '../contracts/guard.ts'
import { BudgetExceededError } from '../errors/policy-errors.ts'
import { NoTargetAvailableError } from '../errors/run-errors.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'
import { GuardLog } from './test/scene.ts'

const priced = (id: string, outputPerMTok: number) => ({
  id,
  client: id,
  cost: { inputPerMTok: 0, outputPerMTok },
})
const dearAndCheap = () =>
  createBalancer({ targets: [priced('dear', 100), priced('cheap', 1)], strategy: failover() })
const sized = (maxCostUsd: number): RunOptions => ({ expectedTokens: { input: 10, output: 100 }, maxCostUsd })
const answer = async (id: string) => id

describe('the most that a run may cost', () => {
  it('keeps it from targets that would cost more', async () => {
    expect(await dearAndCheap().run(answer, sized(0.01))).toBe('dear')
    expect(await dearAndCheap().run(answer, sized(0.009_999))).toBe('cheap')
  })

  it('fails it when every target would', async () => {
    const failing = dearAndCheap().run(answer, sized(0.000_099))
    await expect(failing).rejects.toThrow(
      new BudgetExceededError('balancer: no target may serve the call for 0.000099 US dollars', {
        limitUsd: 0.000_099,
      }),
    )
    await expect(failing).rejects.not.toHaveProperty('retryAfterMs')
  })

  it('keeps it from targets whose price is not known', async () => {
    const balancer = createBalancer({
      targets: [{ id: 'unknown', client: 'unknown' }, priced('known', 1)],
      strategy: failover(),
    })
    expect(await balancer.run(answer, { maxCostUsd: 1000 })).toBe('known')
  })

  it('counts what the attempts before have cost', async () => {
    const balancer = createBalancer({
      targets: [priced('a', 100), priced('b', 100), priced('c', 1)],
      strategy: failover(),
    })
    const called: string[] = []
    await balancer.run(async (id, attempt) => {
      called.push(id)
      attempt.report({ usage: { inputTokens: 10, outputTokens: 60 } })
      if (id !== 'c') throw statusError(500)
    }, sized(0.015))
    expect(called).toEqual(['a', 'c'])
  })

  it('counts what may have been spent, where an attempt does not say it, and nothing where it was refused', async () => {
    const calledAfter = async (error: unknown): Promise<string[]> => {
      const called: string[] = []
      const balancer = createBalancer({ targets: [priced('a', 100), priced('b', 100)], strategy: failover() })
      const run = balancer.run(async (id) => {
        called.push(id)
        if (id === 'a') throw error
      }, sized(0.015))
      await run.catch(() => {})
      return called
    }
    expect(await calledAfter(new DOMException('late', 'TimeoutError'))).toEqual(['a'])
    expect(await calledAfter(statusError(503))).toEqual(['a', 'b'])
  })

  it('sets it aside while an attempt runs: a hedge does not cost more', async () => {
    const hedgedIds = async (maxCostUsd: number): Promise<string[]> => {
      const clock = createFakeClock()
      const called: string[] = []
      const balancer = createBalancer({
        targets: [priced('a', 100), priced('b', 100)],
        strategy: failover(),
        hedge: { afterMs: 100, budgetRatio: 1 },
        clock,
      })
      const run = balancer.run(async (id, { signal }) => {
        called.push(id)
        if (id === 'b') return
        await new Promise<void>((resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error)
          })
          clock.schedule(resolve, 1000)
        })
      }, sized(maxCostUsd))
      for (let ms = 0; ms < 1200; ms += 100) await clock.advance(100)
      await run
      return called
    }
    expect(await hedgedIds(0.02)).toEqual(['a', 'b'])
    expect(await hedgedIds(0.019)).toEqual(['a'])
  })

  it('holds inside a group, whose attempts share what is left', async () => {
    const called: string[] = []
    const outer = createBalancer({
      targets: [{ id: 'group', client: dearAndCheap() }, priced('last', 1)],
      strategy: failover(),
    })
    const run = outer.run(async (id, attempt) => {
      called.push(id)
      attempt.report({ usage: { inputTokens: 0, outputTokens: 100 } })
      throw statusError(500)
    }, sized(0.010_15))
    await expect(run).rejects.toThrow('not tried: last: costs too much')
    expect(called).toEqual(['dear', 'cheap'])
  })

  it('is no fault of a group that cannot serve for it', async () => {
    const outer = createBalancer({
      targets: [{ id: 'group', client: dearAndCheap() }, priced('last', 0)],
      strategy: failover(),
    })
    expect(await outer.run(answer, sized(0.000_01))).toBe('last')
    expect(outer.snapshot().targets).toMatchObject([{ failures: 0, neutral: 1, state: 'ready' }, {}])
  })

  it('is named where targets are excluded by it, and is refused below 0', async () => {
    const balancer = createBalancer({ targets: [priced('dear', 100), priced('cheap', 1)] })
    balancer.updateTarget('cheap', { weight: 0 })
    const failing = balancer.run(answer, sized(0.001))
    await expect(failing).rejects.toThrow(BudgetExceededError)
    await expect(balancer.run(answer, { maxCostUsd: -1 })).rejects.toThrow(
      '"maxCostUsd" must be within [0, ∞]',
    )
  })
})

describe('what a call needs', () => {
  const balancer = createBalancer({
    targets: [
      { id: 'text', client: 'text', lacks: ['tools', 'images'] },
      { id: 'tools', client: 'tools', lacks: ['images'] },
      { id: 'any', client: 'any' },
    ],
    strategy: failover(),
  })

  it.each([
    [[], 'text'],
    [['tools'], 'tools'],
    [['images'], 'any'],
    [['tools', 'images'], 'any'],
    [['json-schema'], 'text'],
  ])('%j goes to the first target that is not known to lack it', async (needs, id) => {
    expect(await balancer.run(answer, { needs })).toBe(id)
    expect(await balancer.run(answer, { needs, only: () => true })).toBe(id)
  })

  it('is named in the error when every target lacks something', async () => {
    const failing = balancer.run(answer, { needs: ['tools', 'images'], only: ['text', 'tools'] })
    await expect(failing).rejects.toThrow(
      'balancer: no target may take the call now (text: lacks tools; tools: lacks images; any: filtered)',
    )
    await expect(failing).rejects.toThrow(NoTargetAvailableError)
  })

  it('follows a change of the target, and is looked for inside a group', async () => {
    const inner = createBalancer({ targets: [{ id: 'a', client: 'a', lacks: ['tools'] }] })
    const outer = createBalancer({
      targets: [
        { id: 'group', client: inner },
        { id: 'b', client: 'b' },
      ],
      strategy: failover(),
    })
    expect(await outer.run(answer, { needs: ['tools'] })).toBe('b')
    inner.updateTarget('a', { lacks: [] })
    expect(await outer.run(answer, { needs: ['tools'] })).toBe('a')
    expect(inner.targets()).toMatchObject([{ lacks: [] }])
  })

  it('is refused when it is not a list of words', async () => {
    await expect(balancer.run(answer, { needs: 'tools' as never })).rejects.toThrow(TypeError)
    expect(() => createBalancer({ targets: [{ id: 'a', client: 'a', lacks: [1] as never }] })).toThrow(
      'target "a": "lacks" must be an array of strings',
    )
  })
})

describe('the refusal of guards', () => {
  class Refusing extends GuardLog {
    readonly #retryAfterMs: number | undefined
    constructor(retryAfterMs?: number) {
      super('spent')
      this.blockedUntil = Infinity
      this.#retryAfterMs = retryAfterMs
    }
    refusal(): Error {
      return new BudgetExceededError('spent', { limitUsd: 1, retryAfterMs: this.#retryAfterMs })
    }
  }
  const over = (...guards: readonly Guard[]) =>
    createBalancer({
      targets: guards.map((guard, place) => ({ id: String(place), client: place, guards: [guard] })),
    })

  it('is the error of a run that nothing else keeps from its targets; the one with the shortest wait', async () => {
    const failing = over(new Refusing(), new Refusing(90), new Refusing(700)).run(async () => {})
    await expect(failing).rejects.toMatchObject({ code: 'budget-exceeded', retryAfterMs: 90 })
  })

  it('is not, when another guard blocks a target, or a target is not asked', async () => {
    const other = new GuardLog('other')
    other.blockedUntil = Infinity
    await expect(over(new Refusing(), other).run(async () => {})).rejects.toThrow(NoTargetAvailableError)
    const alone = over(new Refusing(), other).run(async () => {}, { only: '0' })
    await expect(alone).rejects.toThrow(BudgetExceededError)
  })

  it('may be missing, or fail', async () => {
    const failed: unknown[] = []
    const guard = Object.assign(new GuardLog('odd'), {
      refusal: () => {
        throw new Error('odd')
      },
    })
    guard.blockedUntil = Infinity
    const balancer = over(guard)
    balancer.on('listener-failed', ({ event }) => failed.push(event))
    await expect(balancer.run(async () => {})).rejects.toThrow(NoTargetAvailableError)
    expect(failed).toContain('odd')
  })
})

it('guards made for a target see its prices as they are now', () => {
  let view: { readonly cost?: unknown } = {}
  const balancer = createBalancer({
    targets: [priced('a', 1)],
    guards: (target) => {
      view = target
      return []
    },
  })
  balancer.updateTarget('a', { cost: { inputPerMTok: 7 } })
  expect(view.cost).toEqual({ inputPerMTok: 7 })
})
