import { expect, it } from 'vitest'
import { plainRoundRobin } from '../rivals/round-robin.ts'
import { scenarioOf } from '../test/scenario-of.ts'
import { simulate } from './simulate.ts'

const trace = [
  { atMs: 2000, inputTokens: 500, outputTokens: 20, session: 'x' },
  { atMs: 0, inputTokens: 100, outputTokens: 10, session: 'x' },
  { atMs: 2500.5, inputTokens: 50, outputTokens: 5 },
]
const targets = [{ name: 'a', server: { answerMs: 100, promptTokensPerSecond: 1000, tokensPerSecond: 100 } }]
const scenario = scenarioOf({ targets, traffic: [{ name: 'log', arrivals: { trace }, streaming: true }] })

it('replays a log: each call at its time and with its length, whatever the order in which they stand', async () => {
  const { log } = await simulate({ scenario, balancer: plainRoundRobin.subject })
  expect(log.runs.map(({ arrivedAt }) => arrivedAt)).toEqual([0, 2000, 2500.5])
  expect(log.attempts.map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])).toEqual([
    [100, 10],
    [500, 20],
    [50, 5],
  ])
})

it('finds what a conversation of the log has said before in the cache', async () => {
  const { log } = await simulate({ scenario, balancer: plainRoundRobin.subject })
  expect(log.attempts.map(({ cachedTokens }) => cachedTokens)).toEqual([0, 110, 0])
  expect(log.runs[1]?.firstContentAt).toBeCloseTo(2000 + 100 + 390)
})
