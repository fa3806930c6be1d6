import { describe, expect, it } from 'vitest'
import type { LLMBalancerOptions, ProviderCircuitOptions } from '../src/index.ts'
import { rejection, scene, type Scene } from './scene.ts'

type WhenUnavailable = NonNullable<LLMBalancerOptions['whenUnavailable']>

const hello = { prompt: 'Hello' }

/** A balancer of one provider whose circuit is open for 5 s from its first failure on. */
const opened = async (
  settings: ProviderCircuitOptions,
  whenUnavailable: WhenUnavailable = 'fail',
): Promise<Scene<'a'>> => {
  const made = scene(
    { a: {} },
    {
      entries: { a: { circuitBreaker: settings } },
      circuitBreaker: { failureThreshold: 1, resetTimeoutMs: 5000, resetJitterRatio: 0 },
      retry: { maxAttempts: 1 },
      whenUnavailable,
    },
  )
  made.fake.target('a').script(['server'])
  await rejection(made.drive(made.llm.request(hello)))
  return made
}

describe('an open circuit', () => {
  it('is tried early when there is no other provider', async () => {
    const { llm, drive, asked } = await opened({})
    await drive(llm.request(hello))
    expect(asked()).toHaveLength(2)
  })

  it('is not tried before its time without early trials', async () => {
    const { llm, clock, drive, asked } = await opened({ earlyTrials: false })
    const start = clock.now()
    expect(await rejection(drive(llm.request(hello)))).toMatchObject({ name: 'NoTargetAvailableError' })
    await clock.advance(4900)
    expect(await rejection(drive(llm.request(hello)))).toMatchObject({
      retryAfterMs: start + 5000 - clock.now(),
    })
    expect(asked()).toHaveLength(1)
    await clock.advance(100)
    await drive(llm.request(hello))
    expect(asked()).toHaveLength(2)
  })

  it('is waited for until its time, and not at all where that is too long', async () => {
    const waiting = await opened({ earlyTrials: false }, { maxWaitMs: 10_000 })
    const start = waiting.clock.now()
    await waiting.drive(waiting.llm.request(hello), 100)
    expect(waiting.clock.now() - start).toBe(5000)
    expect(waiting.asked()).toHaveLength(2)
    const hurried = await opened({ earlyTrials: false }, { maxWaitMs: 1000 })
    const at = hurried.clock.now()
    await rejection(hurried.drive(hurried.llm.request(hello), 100))
    expect([hurried.clock.now() - at, hurried.asked().length]).toEqual([0, 1])
  })

  it('stays open when early trials are forbidden or allowed', async () => {
    const { llm, drive, asked } = await opened({ earlyTrials: false })
    llm.updateProvider('a', { circuitBreaker: { earlyTrials: true } })
    await drive(llm.request(hello))
    expect(asked()).toHaveLength(2)
    expect(llm.getStats()['a']?.isHealthy).toBe(true)
  })
})

describe('resetCircuit', () => {
  it('closes an open circuit, and is no trial: what it counted is forgotten', async () => {
    const { llm, fake, drive, asked } = await opened({ earlyTrials: false, failureThreshold: 1 })
    expect(llm.getStats()['a']?.isHealthy).toBe(false)
    llm.resetCircuit('a')
    expect(llm.getStats()['a']?.isHealthy).toBe(true)
    await drive(llm.request(hello))
    expect([asked().length, fake.requests.length]).toEqual([2, 2])
  })

  it('leaves cooldowns and used limits as they are', async () => {
    const { llm, fake, drive } = scene(
      { a: {}, b: {} },
      { entries: { b: { requestsPerDay: 1 } }, whenUnavailable: 'fail' },
    )
    fake.target('a').script([{ fault: 'rate-limit', retryAfterMs: 60_000 }])
    expect((await drive(llm.request(hello))).provider).toBe('b')
    for (const name of ['a', 'b']) llm.resetCircuit(name)
    expect(await rejection(drive(llm.request(hello)))).toMatchObject({
      considered: [{ reason: 'cooling: rate-limit' }, { reason: 'rate-limit' }],
    })
  })

  it('names a provider that there is not', () => {
    const { llm } = scene({ a: {} })
    expect(() => {
      llm.resetCircuit('c')
    }).toThrow('resetCircuit: there is no provider "c"')
  })
})
