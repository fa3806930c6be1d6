import { expect, it } from 'vitest'
import type { LLMBalancerEvent } from '../src/index.ts'
import { scene } from './scene.ts'

it('1000 requests at once over three providers that fail 30 % of them all settle, and every count adds up', async () => {
  const faults = {
    rate: 0.3,
    kinds: ['server', 'overloaded', 'refuse', 'invalid-json', 'bad-request', 'auth'],
  } as const
  const { llm, fake, drive } = scene(
    {
      a: { faults, latency: { minMs: 1, maxMs: 50 } },
      b: { faults, format: 'anthropic', latency: 5 },
      c: { faults },
    },
    {
      strategy: 'round-robin',
      retry: { backoff: { baseMs: 100 } },
      cooling: { quarantineMs: 100 },
      circuitBreaker: { resetTimeoutMs: 50 },
    },
  )
  const ends = { succeeded: 0, failed: 0 }
  const events = { 'attempt-started': 0, 'attempt-succeeded': 0, 'attempt-failed': 0, 'attempt-neutral': 0 }
  llm.on('*', ({ type }: LLMBalancerEvent) => {
    if (type in events) events[type as keyof typeof events] += 1
  })
  const work = Array.from({ length: 1000 }, (_, number) =>
    llm.request({ prompt: `Question ${String(number)}` }).then(
      ({ provider, content }) => {
        ends.succeeded += 1
        expect(content).toContain(` from ${provider}:`)
      },
      () => {
        ends.failed += 1
      },
    ),
  )
  await drive(Promise.all(work))

  expect(ends.succeeded + ends.failed).toBe(1000)
  expect(ends.succeeded).toBeGreaterThan(500)
  const { runs, targets } = llm.snapshot()
  expect(runs).toEqual({ started: 1000, ...ends, cancelled: 0, running: 0, waiting: 0 })
  const sum = (count: (target: (typeof targets)[number]) => number): number =>
    targets.reduce((total, target) => total + count(target), 0)
  expect(sum(({ inFlight }) => inFlight)).toBe(0)
  expect(sum(({ attempts }) => attempts)).toBe(events['attempt-started'])
  expect(sum(({ successes }) => successes)).toBe(ends.succeeded)
  expect(sum(({ failures }) => failures)).toBe(events['attempt-failed'])
  expect(sum(({ neutral }) => neutral)).toBe(events['attempt-neutral'])
  const stats = llm.getStats()
  for (const { id, attempts, successes, failures, neutral } of targets) {
    expect(attempts).toBe(successes + failures + neutral)
    expect(attempts).toBe(fake.target(id as 'a').stats.requests)
    expect(successes).toBe(fake.target(id as 'a').stats.answered)
    expect(stats[id]).toMatchObject({
      ...{ attempts, successes, failures, neutral, inFlight: 0 },
    })
  }
})
