import { describe, expect, it } from 'vitest'
import { AllTargetsFailedError, createLLMBalancer, ProviderError } from '../src/index.ts'
import type { LLMBalancerEvent, ProviderInput } from '../src/index.ts'
import { rejection, scene } from './scene.ts'

// Faults of the system that this one takes the place of.

const hello = { prompt: 'Hello' }

describe('retries', () => {
  it.each(['bad-request', 'content-policy'] as const)(
    'does not repeat a request that is itself at fault: %s',
    async (fault) => {
      const { llm, fake, asked, drive } = scene({ a: {}, b: {} })
      fake.target('a').outage(fault)
      expect(await rejection(drive(llm.request(hello)))).toBeInstanceOf(ProviderError)
      expect(asked()).toEqual(['a'])
    },
  )

  it.each(['auth', 'permission', 'quota'] as const)(
    'asks another provider once after %s, and leaves the first alone',
    async (fault) => {
      const { llm, fake, asked, drive } = scene({ a: {}, b: {} })
      fake.target('a').outage(fault)
      for (let number = 0; number < 3; number += 1) await drive(llm.request(hello))
      expect(asked()).toEqual(['a', 'b', 'b', 'b'])
    },
  )

  it('asks the next provider at once with failover, not the same one again', async () => {
    const { llm, fake, clock, asked, drive } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    const before = clock.now()
    await drive(llm.request(hello))
    expect(asked()).toEqual(['a', 'b'])
    expect(clock.now() - before).toBeLessThan(1000)
  })
})

describe('options', () => {
  it('uses baseURL', async () => {
    const { llm, fake, drive } = scene({ a: {} })
    llm.addProvider({
      name: 'b',
      type: 'openai',
      apiKey: 'k',
      model: 'm',
      baseURL: fake.url('a'),
    })
    expect((await drive(llm.request(hello, { pin: 'b' }))).provider).toBe('b')
  })

  it('streams when it is asked to', async () => {
    const { llm, drive, fake } = scene({ a: { reply: { chunks: ['one', ' two'] } } })
    const pieces: string[] = []
    await drive(
      (async () => {
        for await (const piece of llm.request({ prompt: 'Hello', stream: true })) pieces.push(piece)
      })(),
    )
    expect(pieces).toEqual(['one', ' two'])
    expect(fake.requests[0]?.stream).toBe(true)
  })

  it('keeps to the most attempts of one provider', async () => {
    const { llm, fake, asked, drive } = scene(
      { a: {}, b: {} },
      { retry: { maxAttempts: 5 }, entries: { a: { maxAttempts: 2 }, b: { maxAttempts: 1 } } },
    )
    fake.target('a').outage('server')
    fake.target('b').outage('server')
    const error = await rejection(drive(llm.request(hello)))
    expect(error).toBeInstanceOf(AllTargetsFailedError)
    expect(asked()).toEqual(['a', 'b', 'a'])
  })

  it('takes 0 for what it is: no randomness, no wait, no second attempt, no weight', async () => {
    const { llm, fake, clock, asked, drive } = scene(
      { a: {}, b: {} },
      { retry: { backoff: { baseMs: 0 } }, strategy: 'weighted', entries: { b: { weight: 0 } } },
    )
    fake.target('a').script(['server'])
    const before = clock.now()
    await drive(llm.request({ ...hello, temperature: 0, topP: 0 }))
    expect(clock.now() - before).toBeLessThan(100)
    expect(asked()).toEqual(['a', 'a'])
    expect(fake.requests[0]?.body).toMatchObject({ temperature: 0, top_p: 0 })
  })

  it('makes one attempt with maxAttempts 1', async () => {
    const { llm, fake, asked, drive } = scene({ a: {}, b: {} }, { retry: { maxAttempts: 1 } })
    fake.target('a').outage('server')
    expect(await rejection(drive(llm.request(hello)))).toMatchObject({ name: 'ProviderError', status: 500 })
    expect(asked()).toEqual(['a'])
  })

  it('makes n attempts in all with maxAttempts n', async () => {
    const { llm, fake, asked, drive } = scene({ a: {} }, { retry: { maxAttempts: 4 } })
    fake.target('a').outage('server')
    const error = await rejection(drive(llm.request(hello)))
    expect(error).toMatchObject({ name: 'AllTargetsFailedError', errors: { length: 4 } })
    expect(asked()).toHaveLength(4)
  })
})

describe('health', () => {
  it('moves on from a dead primary without an error for callers, and soon without asking it', async () => {
    const { llm, fake, asked, drive } = scene({ a: {}, b: {} })
    for (let number = 0; number < 20; number += 1) await drive(llm.request(hello))
    fake.target('a').outage('server')
    for (let number = 0; number < 20; number += 1) await drive(llm.request(hello))
    expect(
      asked()
        .slice(20)
        .filter((name) => name === 'a'),
    ).toHaveLength(5)
    expect(llm.getStats()['a']).toMatchObject({ isHealthy: false })
  })

  it('comes back to a primary that has recovered', async () => {
    const { llm, fake, clock, asked, drive } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    for (let number = 0; number < 6; number += 1) await drive(llm.request(hello))
    fake.target('a').outage(false)
    await clock.advance(30_000)
    const before = asked().length
    for (let number = 0; number < 10; number += 1) await drive(llm.request(hello))
    expect(asked().slice(before)).toEqual(Array.from({ length: 10 }, () => 'a'))
  })

  it('asks a primary whose circuit is open with one trial at a time, however many requests there are', async () => {
    const { llm, fake, clock, asked, drive } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    for (let number = 0; number < 5; number += 1) await drive(llm.request(hello))
    await clock.advance(30_000)
    const before = asked().length
    await drive(Promise.all(Array.from({ length: 20 }, () => llm.request(hello))))
    expect(
      asked()
        .slice(before)
        .filter((name) => name === 'a'),
    ).toHaveLength(1)
  })

  it('keeps the verdict of a health check that the provider is healthy', async () => {
    const { llm, fake, drive, asked } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    for (let number = 0; number < 5; number += 1) await drive(llm.request(hello))
    fake.target('a').outage(false)
    expect(await drive(llm.healthCheck())).toEqual({ a: true, b: true })
    for (let number = 0; number < 3; number += 1) await drive(llm.request(hello))
    expect(asked().slice(-3)).toEqual(['a', 'a', 'a'])
    expect(llm.getStats()['a']?.isHealthy).toBe(true)
  })

  it('costs no tokens and is not counted', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: { format: 'anthropic' } })
    await drive(llm.healthCheck())
    expect(fake.requests.map(({ method }) => method)).toEqual(['GET', 'GET'])
    expect(llm.getStats()['a']?.attempts).toBe(0)
  })
})

describe('time', () => {
  it('ends the call upstream when the time is up, and leaves no timer', async () => {
    const { llm, fake, drive, clock } = scene({ a: {} }, { timeouts: { deadlineMs: 500 } })
    fake.target('a').outage('hang-before-headers')
    const error = await rejection(drive(llm.request(hello)))
    expect(error).toMatchObject({ name: 'DeadlineExceededError', deadlineMs: 500 })
    expect(fake.requests[0]?.end).toBe('client-closed')
    expect(clock.pending).toBe(0)
  })

  it('goes on with another provider when one takes longer than its own clock', async () => {
    const { llm, fake, drive, asked } = scene(
      { a: {}, b: {} },
      { entries: { a: { timeouts: { attemptMs: 200 } } } },
    )
    fake.target('a').outage('hang-before-headers')
    expect((await drive(llm.request(hello))).provider).toBe('b')
    expect(asked()).toEqual(['a', 'b'])
    expect(fake.requests[0]?.end).toBe('client-closed')
  })

  it('gives a provider that hangs half of the time where there is another one, without any setting', async () => {
    const { llm, fake, drive, asked, clock } = scene({ a: {}, b: {} })
    fake.target('a').outage('hang-before-headers')
    const start = clock.now()
    expect((await drive(llm.request(hello), 500)).provider).toBe('b')
    expect(asked()).toEqual(['a', 'b'])
    expect(clock.now() - start).toBeGreaterThanOrEqual(15_000)
    expect(clock.now() - start).toBeLessThan(16_000)
  })

  it('waits a moment for a provider that is out, instead of failing at once', async () => {
    const { llm, fake, drive, asked } = scene(
      { a: {} },
      { retry: { maxAttempts: 1 }, circuitBreaker: { resetTimeoutMs: 1000 } },
    )
    fake.target('a').script(Array.from({ length: 5 }, () => 503))
    for (let number = 0; number < 5; number += 1) await rejection(drive(llm.request(hello)))
    expect(llm.getStats()['a']?.isHealthy).toBe(false)
    expect((await drive(llm.request(hello), 100)).provider).toBe('a')
    expect(asked()).toHaveLength(6)
  })

  it('leaves no timer after a success', async () => {
    const { llm, clock, drive } = scene({ a: {} })
    await drive(llm.request(hello))
    expect(clock.pending).toBe(0)
  })
})

describe('providers', () => {
  it('of one vendor are told apart, each with its own key', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} }, { strategy: 'round-robin' })
    await drive(llm.request(hello))
    await drive(llm.request(hello))
    const keys = fake.requests.map(({ headers }) => headers['authorization'])
    expect(new Set(keys).size).toBe(2)
    expect(Object.keys(llm.getStats())).toEqual(['a', 'b'])
  })

  it('need names of their own', () => {
    const twice = [
      { name: 'openai', apiKey: 'k1', model: 'm' },
      { name: 'openai', apiKey: 'k2', model: 'm' },
    ] as const
    expect(() => createLLMBalancer({ providers: twice })).toThrow(
      'provider "openai": the name is taken; give each provider a name of its own and say the vendor with "type"',
    )
  })

  it('are not the caller’s array: neither changes the other', async () => {
    const { llm, fake, drive } = scene({ a: {} })
    const providers: ProviderInput[] = [{ name: 'openai', apiKey: 'k', model: 'm' }]
    const other = createLLMBalancer({ providers })
    other.addProvider({ name: 'claude', apiKey: 'k', model: 'm' })
    expect(providers).toHaveLength(1)
    providers.push({ name: 'third', type: 'openai', apiKey: 'k', model: 'm' })
    expect(Object.keys(other.getStats())).toEqual(['openai', 'claude'])
    await other.close()
    await drive(llm.request(hello))
    expect(fake.requests).toHaveLength(1)
  })

  it('that are removed in flight finish, and nothing of theirs is counted for a namesake', async () => {
    const { llm, fake, drive } = scene({ a: { latency: 100 }, b: {} })
    const running = llm.request(hello)
    await fake.until((requests) => requests.length === 1)
    const removed = llm.removeProvider('a')
    llm.addProvider({
      name: 'a',
      type: 'openai',
      apiKey: 'k',
      model: 'm',
      baseURL: fake.url('a'),
    })
    expect((await drive(running)).provider).toBe('a')
    await removed
    expect(llm.getStats()['a']).toMatchObject({ attempts: 0, successes: 0, failures: 0, isHealthy: true })
    expect(Object.keys(llm.getStats()['a'] ?? {})).not.toContain('meanLatencyMs')
  })
})

it('getStats gives copies', async () => {
  const { llm, drive } = scene({ a: {} })
  const before = llm.getStats()
  await drive(llm.request(hello))
  expect(before['a']?.attempts).toBe(0)
  const stats = llm.getStats() as Record<string, { attempts: number }>
  if (stats['a'] !== undefined) stats['a'].attempts = 99
  expect(llm.getStats()['a']?.attempts).toBe(1)
})

it('a strategy that throws is seen, by name', async () => {
  const { llm, drive, asked } = scene(
    { a: {} },
    {
      strategy: 'custom',
      customStrategy: () => {
        throw new Error('no idea')
      },
    },
  )
  const failed: LLMBalancerEvent[] = []
  llm.on('run-failed', (event) => failed.push(event))
  expect(await rejection(drive(llm.request(hello)))).toMatchObject({
    name: 'StrategyError',
    strategy: 'custom',
  })
  expect(asked()).toEqual([])
  expect(failed).toHaveLength(1)
})

it.each([undefined, 'unknown', { name: 'unknown' }, {}, 7, Promise.resolve('a')])(
  'a strategy that chooses no provider is told so: %o',
  async (choice) => {
    const { llm, drive } = scene({ a: {} }, { strategy: 'custom', customStrategy: () => choice as string })
    const error = await rejection(drive(llm.request(hello)))
    expect(error).toMatchObject({ name: 'StrategyError' })
    expect(String(error)).toMatch(/custom: must choose one of/)
  },
)

it('an answer without usage is an answer without usage', async () => {
  const body = JSON.stringify({
    id: 'x',
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  })
  const { llm, fake, drive } = scene({ a: {} })
  fake.target('a').script([{ status: 200, body }])
  expect(await drive(llm.request(hello))).toEqual({
    content: 'hi',
    model: 'model-of-a',
    provider: 'a',
    finishReason: 'stop',
    rawFinishReason: 'stop',
  })
})
