import { leastInFlight, roundRobin } from '@llm-balancer/core'
import { expect, it } from 'vitest'
import type { AttemptLog } from '../run/run-log.ts'
import { simulate } from '../run/simulate.ts'
import { plainRoundRobin } from '../rivals/round-robin.ts'
import type { Subject } from '../scenario/subject.ts'
import { scenarioOf } from '../test/scenario-of.ts'
import { equipped } from './subjects.ts'

const server = { answerMs: 500, spread: 0.5, failureRatio: 0.05 }
const traffic = [{ name: 'callers', arrivals: { fromMs: 0, toMs: 30_000, perSecond: 10 }, streaming: true }]

it('gives every strategy and router the same calls and the same luck: one request at one target takes the same time', async () => {
  const scenario = scenarioOf({ targets: ['a', 'b', 'c'].map((name) => ({ name, server })), traffic })
  const subjects: readonly Subject[] = [
    equipped(() => roundRobin()),
    equipped(() => leastInFlight()),
    plainRoundRobin.subject,
  ]
  const known = new Map<string, string>()
  let compared = 0
  for (const balancer of subjects) {
    const { log } = await simulate({ scenario, balancer, seed: 5 })
    const arrivedAt = new Set(log.runs.map((run) => run.arrivedAt.toFixed(3)))
    // First attempts begin when their run arrives.
    for (const attempt of log.attempts.filter(({ startedAt }) => arrivedAt.has(startedAt.toFixed(3)))) {
      const key = `${attempt.target} ${attempt.startedAt.toFixed(3)}`
      if (known.has(key)) compared += 1
      expect(known.get(key) ?? luckOf(attempt)).toBe(luckOf(attempt))
      known.set(key, luckOf(attempt))
    }
  }
  expect(compared).toBeGreaterThan(150)
})

it('equips each target with a circuit, and with the limits that are known', async () => {
  const limits = { requestsPerMinute: 60, burst: 0.1, countsRefused: true }
  const steady = { answerMs: 500, spread: 0.5 }
  const targets = [
    { name: 'limited', server: steady, limits },
    { name: 'broken', server: { down: { status: 503 } as const } },
    { name: 'other', server: steady },
  ]
  const { perTarget, succeeded, requests } = await simulate({
    scenario: scenarioOf({ targets, traffic }),
    balancer: equipped(() => roundRobin()),
  })
  expect(perTarget['limited']?.rejections429).toBeLessThan(5)
  expect(perTarget['broken']?.attempts).toBeLessThan(30)
  expect(succeeded).toBe(requests)
})

function luckOf({ startedAt, endedAt, end, status }: AttemptLog): string {
  return `${end} ${status ?? ''} ${(endedAt - startedAt).toFixed(6)}`
}
