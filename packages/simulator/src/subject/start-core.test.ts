import type { TargetSnapshot } from '@llm-balancer/core'
import { expect, it } from 'vitest'
import { simulate } from '../run/simulate.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import type { Subject } from '../scenario/subject.ts'
import type { Traffic } from '../scenario/traffic.ts'
import { scenarioOf } from '../test/scenario-of.ts'

const core: Subject = { type: 'core', options: {} }
const cost = { inputPerMTok: 1, outputPerMTok: 2 }
const calls: Traffic = { name: 'callers', arrivals: { fromMs: 0, calls: 1, times: 3, everyMs: 1000 } }

/** What the balancer knows of its targets after 30 s. */
async function targetsAfter(
  balancer: Subject,
  ...[target, traffic]: [target: Partial<SimulatedTarget>, traffic?: Partial<Traffic>]
): Promise<readonly TargetSnapshot[]> {
  let last: readonly TargetSnapshot[] = []
  await simulate({
    scenario: scenarioOf({
      targets: [{ name: 'a', server: { answerMs: 100 }, ...target }],
      traffic: [{ ...calls, ...traffic }],
    }),
    balancer,
    onSecond: (_, { targets }) => {
      last = targets
    },
  })
  return last
}

it('gives targets what the scenario says of them, and nothing that it does not say', async () => {
  const given: object[] = []
  const balancer: Subject = (targets) => {
    given.push(
      ...targets.map(({ client, ...target }) => ({
        ...target,
        server: 'target' in client && client.target.name,
      })),
    )
    return { targets }
  }
  const targets = [
    { name: 'a', server: {}, cost, weight: 3, priority: 1 },
    { name: 'b', server: {} },
  ]
  await simulate({ scenario: scenarioOf({ targets }), balancer })
  expect(given).toEqual([
    { id: 'a', server: 'a', cost, weight: 3, priority: 1 },
    { id: 'b', server: 'b' },
  ])
})

it.each([false, true])(
  'reports the usage of answers, more of them than of prompts or less; streams: %s',
  async (streaming) => {
    const tokens = { input: { median: 1000 }, output: { median: 200 } }
    const [used] = await targetsAfter(core, { cost }, { streaming, tokens })
    expect(used).toMatchObject({
      ...{ successes: 3, unpriced: 0, costMicroUsd: 4200 },
      usage: { inputTokens: 3000, outputTokens: 600, cacheReadTokens: 0 },
    })
    const longer = { input: { median: 100 }, output: { median: 200 } }
    const [written] = await targetsAfter(core, { cost }, { streaming, tokens: longer })
    expect(written?.usage).toMatchObject({ inputTokens: 300, outputTokens: 600 })
    const [unused] = await targetsAfter(core, { cost }, { streaming })
    expect(unused).toMatchObject({ successes: 3, unpriced: 0, costMicroUsd: 0 })
  },
)

it('reports the limits that come with answers, and those that come with refusals', async () => {
  const limits = { requestsPerMinute: 1, burst: 1 }
  const traffic = { arrivals: { fromMs: 0, calls: 1 } }
  const [answered] = await targetsAfter(core, { limits }, traffic)
  expect(answered).toMatchObject({ successes: 1, limits: [{ unit: 'requests', limit: 1, remaining: 0 }] })
  const tokens = { input: { median: 11 }, output: { median: 1 } }
  const once: Subject = { type: 'core', options: { retry: { maxAttempts: 1 } } }
  const [refused] = await targetsAfter(once, { limits: { tokensPerMinute: 10 } }, { ...traffic, tokens })
  expect(refused).toMatchObject({ failures: 1, limits: [{ unit: 'tokens', limit: 10, remaining: 10 }] })
  const [silent] = await targetsAfter(core, { limits: { ...limits, headers: false } }, traffic)
  expect(silent).not.toHaveProperty('limits')
})

it('puts a circuit before each target where it is asked to', async () => {
  const failing = { server: { failureRatio: 1, answerMs: 10 } }
  const many = { arrivals: { fromMs: 0, calls: 1, times: 20, everyMs: 100 } }
  const options = { retry: { maxAttempts: 1 }, whenUnavailable: 'fail' } as const
  const [free] = await targetsAfter({ type: 'core', options }, failing, many)
  expect(free?.attempts).toBe(20)
  const circuitBreaker = { failureThreshold: 5, resetTimeoutMs: 25_000 }
  const [guarded] = await targetsAfter({ type: 'core', options, circuitBreaker }, failing, many)
  expect(guarded?.attempts).toBeLessThan(20)
})
