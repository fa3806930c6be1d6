import { describe, expect, it } from 'vitest'
import type { TokenPrice } from '../contracts/usage.ts'
import type { BalancerEvent } from '../contracts/events.ts'
import { failover } from '../strategies/failover.ts'
import { statusError } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'
import { GuardLog } from './test/scene.ts'

const cost: TokenPrice = { inputPerMTok: 2, outputPerMTok: 10 }
const usage = { inputTokens: 100, outputTokens: 10 }

describe('the cost of an attempt', () => {
  it('is in the trail, in the events and in the counters, also of one that failed', async () => {
    const events: BalancerEvent[] = []
    const balancer = createBalancer({
      targets: ['a', 'b'].map((id) => ({ id, client: id, cost })),
      strategy: failover(),
    })
    balancer.on('*', (event) => events.push(event))
    const { attempts } = await balancer.runWithTrail(async (id, attempt) => {
      attempt.report({ usage: id === 'a' ? { inputTokens: 50, outputTokens: 0 } : usage })
      if (id === 'a') throw statusError(500)
      return id
    })
    expect(attempts.map(({ outcome }) => outcome?.costMicroUsd)).toEqual([100, 300])
    const ended = events.flatMap((event) => ('outcome' in event ? event.outcome.costMicroUsd : []))
    expect(ended).toEqual([100, 300])
    expect(balancer.snapshot().targets).toMatchObject([
      { id: 'a', costMicroUsd: 100, unpriced: 0 },
      { id: 'b', costMicroUsd: 300, unpriced: 0 },
    ])
  })

  it('is not known without a price; the attempts are counted', async () => {
    const balancer = createBalancer({ targets: [{ id: 'a', client: 'a', cost: { inputPerMTok: 2 } }] })
    const { attempts } = await balancer.runWithTrail(async (_, attempt) => {
      attempt.report({ usage })
    })
    await balancer.run(async () => {})
    expect(attempts[0]?.outcome).not.toHaveProperty('costMicroUsd')
    expect(balancer.snapshot().targets).toMatchObject([{ costMicroUsd: 0, unpriced: 1 }])
  })

  it('follows a change of the prices, and the prices that a call reports as its own', async () => {
    const balancer = createBalancer({ targets: [{ id: 'a', client: 'a', cost }] })
    const costOfCall = async (prices?: TokenPrice) => {
      const { attempts } = await balancer.runWithTrail(async (_, attempt) => {
        attempt.report({ usage, ...(prices === undefined ? {} : { prices }) })
      })
      return attempts[0]?.outcome?.costMicroUsd
    }
    expect(await costOfCall()).toBe(300)
    expect(await costOfCall({ inputPerMTok: 1, outputPerMTok: 0 })).toBe(100)
    expect(await costOfCall({})).toBeUndefined()
    balancer.updateTarget('a', { cost: { ...cost, longInput: { aboveTokens: 99, inputPerMTok: 4 } } })
    expect(await costOfCall()).toBe(500)
  })

  it('is not known when a call reports prices that make no sense', async () => {
    const balancer = createBalancer({ targets: [{ id: 'a', client: 'a', cost }] })
    const failed: unknown[] = []
    balancer.on('listener-failed', ({ event }) => failed.push(event))
    const { attempts } = await balancer.runWithTrail(async (_, attempt) => {
      attempt.report({ usage, prices: { inputPerMTok: -1 } })
    })
    expect(attempts[0]?.outcome?.costMicroUsd).toBeUndefined()
    expect(failed).toEqual(['report'])
  })

  it('reaches the guards, also where a failure counts only once for them', async () => {
    const guard = new GuardLog()
    const balancer = createBalancer({
      targets: [{ id: 'a', client: 'a', cost, guards: [guard] }],
      retry: { maxAttempts: 2, backoff: () => 0 },
    })
    const failing = balancer.run(async (_, attempt) => {
      attempt.report({ usage })
      throw statusError(500)
    })
    await expect(failing).rejects.toThrow('500')
    expect(guard.released.map((outcome) => [outcome.type, outcome.costMicroUsd])).toEqual([
      ['failure', 300],
      ['neutral', 300],
    ])
  })

  it('of a group is that of all attempts inside', async () => {
    const inner = createBalancer({
      targets: [
        { id: 'a', client: 'a', cost },
        { id: 'b', client: 'b', cost: { inputPerMTok: 1, outputPerMTok: 1 } },
      ],
      strategy: failover(),
    })
    const outer = createBalancer({ targets: [{ id: 'group', client: inner }] })
    const { attempts } = await outer.runWithTrail(async (id, attempt) => {
      attempt.report({ usage })
      if (id === 'a') throw statusError(500)
      return id
    })
    expect(attempts.map(({ outcome }) => outcome?.costMicroUsd)).toEqual([410])
    expect(outer.snapshot().targets).toMatchObject([{ costMicroUsd: 410 }])
  })

  it('of a group is not known when that of an attempt inside is not', async () => {
    const inner = createBalancer({
      targets: [
        { id: 'a', client: 'a', cost },
        { id: 'b', client: 'b' },
      ],
      strategy: failover(),
    })
    const outer = createBalancer({ targets: [{ id: 'group', client: inner }] })
    await outer.run(async (id, attempt) => {
      attempt.report({ usage })
      if (id === 'a') throw statusError(500)
    })
    expect(outer.snapshot().targets).toMatchObject([{ costMicroUsd: 0, unpriced: 1 }])
  })
})

it.each([
  [{ reasoningPerMTok: -1 }, 'target "a": "cost.reasoningPerMTok" must be within [0, ∞), got -1'],
  [{ inputPerMTok: Infinity }, 'target "a": "cost.inputPerMTok" must be within [0, ∞), got ∞'],
  [{ longInput: {} as never }, 'target "a": "cost.longInput.aboveTokens" is missing'],
])('refuses prices such as %j', (cost, message) => {
  expect(() => createBalancer({ targets: [{ id: 'a', client: 'a', cost }] })).toThrow(message)
})
