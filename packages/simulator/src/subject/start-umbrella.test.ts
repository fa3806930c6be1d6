import { expect, it } from 'vitest'
import { simulate } from '../run/simulate.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Subject } from '../scenario/subject.ts'
import type { Traffic } from '../scenario/traffic.ts'
import { scenarioOf } from '../test/scenario-of.ts'

const chats: Traffic = {
  name: 'chats',
  arrivals: { fromMs: 0, toMs: 30_000, perSecond: 10 },
  tokens: { input: { median: 400, spread: 0.5 }, output: { median: 100 } },
  sessions: { systemTokens: 2000, continueRatio: 0.8, active: 10 },
  streaming: true,
}
const server = { answerMs: 300, spread: 0.5, promptTokensPerSecond: 8000, tokensPerSecond: 50 }
const cost = { inputPerMTok: 1, outputPerMTok: 4, cacheReadPerMTok: 0.1 }
const targets = ['a', 'b', 'c'].map((name) => ({ name, server, cost }))
const umbrella: Subject = { type: 'llm-balancer', options: {} }

it('reads streams: a run is served at its first content, and ends with its last', async () => {
  const { log, succeeded, requests } = await simulate({
    scenario: scenarioOf({ targets, traffic: [chats] }),
    balancer: umbrella,
  })
  expect(succeeded).toBe(requests)
  const writing = log.runs.map(({ firstContentAt, endedAt }) => endedAt - firstContentAt)
  expect(Math.min(...writing)).toBeGreaterThan(1000)
})

it('gives each call its own luck, the same as before another balancer', async () => {
  const scenario = scenarioOf({
    targets: targets.slice(0, 1),
    traffic: [{ ...chats, sessions: undefined }].map(({ sessions: _, ...kind }) => kind),
  })
  const core: Subject = { type: 'core', options: {} }
  const latenciesOf = async (balancer: Subject): Promise<number[]> =>
    (await simulate({ scenario, balancer })).log.runs.map(
      ({ arrivedAt, firstContentAt }) => firstContentAt - arrivedAt,
    )
  const own = await latenciesOf(umbrella)
  expect(new Set(own.map(Math.round)).size).toBeGreaterThan(50)
  expect(await latenciesOf(core)).toEqual(own)
})

it('says which calls belong together, and how much of them came from a cache', async () => {
  const hits = async (strategy: 'affinity' | 'round-robin'): Promise<number> => {
    const balancer: Subject = { type: 'llm-balancer', options: { strategy } }
    const result = await simulate({ scenario: scenarioOf({ targets, traffic: [chats] }), balancer })
    expect(result.costUsd).toBeGreaterThan(0)
    return result.cacheHitRatio
  }
  expect(await hits('affinity')).toBeGreaterThan(0.1 + (await hits('round-robin')))
})

it('keeps the limits that it is told, and learns the others', async () => {
  const limits = { requestsPerMinute: 120, burst: 0.2 }
  const rejections = async (known: boolean): Promise<number> => {
    const limited = targets.map((each) => ({ ...each, limits: { ...limits, known } }))
    const traffic = [{ ...chats, arrivals: { fromMs: 0, toMs: 30_000, perSecond: 5 } }]
    return (await simulate({ scenario: scenarioOf({ targets: limited, traffic }), balancer: umbrella }))
      .rejections429
  }
  const [known, learnt] = [await rejections(true), await rejections(false)]
  expect(known).toBeLessThan(10)
  expect(learnt).toBeLessThan(40)
})

const twoAlike: Scenario = {
  name: 'two-alike',
  targets: [
    { name: 'large', server: { answerMs: 300, spread: 0.3, failureRatio: 0.3 }, weight: 3 },
    { name: 'small', server: { answerMs: 300, spread: 0.3 } },
  ],
  traffic: [{ name: 'callers', arrivals: { fromMs: 0, toMs: 20_000, perSecond: 20 } }],
  durationMs: 20_000,
}

it('every call of the umbrella has luck of its own, and targets have their weights', async () => {
  const { firstContentMs, perTarget } = await simulate({
    scenario: twoAlike,
    balancer: { type: 'llm-balancer', options: { strategy: 'weighted', circuitBreaker: false } },
  })
  const { large, small } = perTarget
  expect(firstContentMs.p95).toBeGreaterThan(firstContentMs.p50 * 1.2)
  expect((large?.failures ?? 0) / (large?.attempts ?? 1)).toBeCloseTo(0.3, 1)
  expect(small?.failures).toBe(0)
  expect(large?.attempts).toBeGreaterThan((small?.attempts ?? 0) * 1.5)
})
