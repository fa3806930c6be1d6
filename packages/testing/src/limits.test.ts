import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createFakeLLM } from './index.ts'
import { LimitWindow } from './limits.ts'
import { ask } from './support/ask.ts'

describe('the window of a limit', () => {
  it('admits as many requests as it may within any minute, and says when the next one may come', () => {
    const window = new LimitWindow({ requestsPerMinute: 2 })
    expect(window.admit(0, 0)).toBeUndefined()
    expect(window.admit(0, 40_000)).toBeUndefined()
    expect(window.admit(0, 50_000)).toEqual({
      unit: 'requests',
      limit: 2,
      used: 2,
      requested: 1,
      retryAfterMs: 10_000,
    })
    expect(window.admit(0, 60_000)).toBeUndefined()
    expect(window.admit(0, 60_001)?.retryAfterMs).toBe(39_999)
  })

  it('waits for as many tokens as the request needs', () => {
    const window = new LimitWindow({ tokensPerMinute: 100 })
    window.admit(40, 0)
    window.admit(50, 10_000)
    expect(window.admit(30, 20_000)).toMatchObject({ unit: 'tokens', used: 90, retryAfterMs: 40_000 })
    expect(window.admit(70, 20_000)?.retryAfterMs).toBe(50_000)
    expect(window.admit(10, 20_000)).toBeUndefined()
    expect(window.statuses(20_000)).toEqual({ tokens: { limit: 100, remaining: 0, resetMs: 60_000 } })
  })

  it('counts over long runs as exactly as at the beginning', () => {
    const window = new LimitWindow({ requestsPerMinute: 10 })
    let admitted = 0
    for (let now = 0; now < 600_000; now += 100) admitted += window.admit(1, now) === undefined ? 1 : 0
    expect(admitted).toBe(100)
  })
})

describe('a target with limits', () => {
  const targets = {
    openai: { format: 'openai', limits: { requestsPerMinute: 1, tokensPerMinute: 1_000 } },
    anthropic: { format: 'anthropic', limits: { requestsPerMinute: 1, tokensPerMinute: 1_000 } },
  } as const

  it('says in OpenAI’s headers what is left, and when to come back', async () => {
    const clock = createFakeClock()
    const fake = createFakeLLM({ targets, clock })
    const first = await ask(fake, 'openai')
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'x-ratelimit-limit-requests': '1',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1m0s',
      'x-ratelimit-limit-tokens': '1000',
    })
    await clock.advance(58_500)
    const second = await ask(fake, 'openai')
    expect(second.status).toBe(429)
    expect(Object.fromEntries(second.headers)).toMatchObject({
      'retry-after': '2',
      'retry-after-ms': '1500',
      'x-ratelimit-reset-requests': '1.5s',
    })
    expect(fake.requests[1]?.fault).toBe('requests-per-minute')
    await clock.advance(1_500)
    expect((await ask(fake, 'openai')).status).toBe(200)
  })

  it('says in Anthropic’s headers what is left, and when to come back', async () => {
    const fake = createFakeLLM({ targets, clock: createFakeClock(Date.UTC(2026, 10, 20, 12)) })
    await ask(fake, 'anthropic')
    const second = await ask(fake, 'anthropic')
    expect(second.status).toBe(429)
    expect(Object.fromEntries(second.headers)).toMatchObject({
      date: 'Fri, 20 Nov 2026 12:00:00 GMT',
      'retry-after': '60',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-11-20T12:01:00Z',
    })
  })

  it('charges the tokens an answer will use, and takes new limits while it runs', async () => {
    const fake = createFakeLLM({
      targets: {
        a: {
          limits: { tokensPerMinute: 50 },
          reply: { text: 'x', usage: { inputTokens: 30, outputTokens: 10 } },
        },
      },
      clock: createFakeClock(),
    })
    expect((await ask(fake, 'a')).status).toBe(200)
    expect((await ask(fake, 'a')).status).toBe(429)
    expect(fake.requests[1]?.fault).toBe('tokens-per-minute')
    fake.target('a').update({ limits: { tokensPerMinute: 80 } })
    expect((await ask(fake, 'a')).status).toBe(200)
  })
})
