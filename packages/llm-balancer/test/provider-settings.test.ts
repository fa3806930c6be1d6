import { describe, expect, it } from 'vitest'
import { ProviderError, StreamInterruptedError } from '../src/index.ts'
import type { Guard, LLMBalancerEvent, LLMCallOptions } from '../src/index.ts'
import { rejection, scene } from './scene.ts'

const hello = { prompt: 'Hello' }
const messages = [{ role: 'user', content: 'Hello' }] as const

describe('attempts', () => {
  it('reach the only healthy one of five providers in each of 20 requests, without any setting', async () => {
    const { llm, fake, drive, asked } = scene(
      { a: {}, b: {}, c: {}, d: {}, e: {} },
      { circuitBreaker: false },
    )
    for (const id of ['a', 'b', 'c', 'd'] as const) fake.target(id).outage('server')
    const served: string[] = []
    for (let number = 0; number < 20; number += 1) served.push((await drive(llm.request(hello))).provider)
    expect(served).toEqual(Array.from({ length: 20 }, () => 'e'))
    expect(asked().slice(0, 5)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('end where maxAttempts says so, the first one included', async () => {
    const { llm, fake, drive, asked } = scene({ a: {}, b: {}, c: {} }, { retry: { maxAttempts: 2 } })
    for (const id of ['a', 'b'] as const) fake.target(id).outage('server')
    expect(await rejection(drive(llm.request(hello)))).toMatchObject({ name: 'AllTargetsFailedError' })
    expect(asked()).toEqual(['a', 'b'])
  })

  it('are paid for by the budget that is given', async () => {
    const charges: string[] = []
    const budget = {
      withdraw: (kind: string) => charges.push(kind) < 2,
      deposit: () => {},
      remaining: 0,
    }
    const { llm, fake, drive, asked } = scene(
      { a: {} },
      { retry: { budget, maxAttempts: 9, backoff: { baseMs: 1 } } },
    )
    fake.target('a').outage('server')
    await rejection(drive(llm.request(hello)))
    expect(charges).toEqual(['transient', 'transient'])
    expect(asked()).toHaveLength(2)
  })
})

describe('a provider’s settings', () => {
  it('fill in what a request leaves open, and nothing that it says', async () => {
    const defaults = {
      maxOutputTokens: 77,
      temperature: 0.25,
      providerOptions: { openai: { user: 'u', seed: 1 } },
    }
    const { llm, fake, drive } = scene({ a: {} }, { entries: { a: { defaults } } })
    await drive(llm.request(hello))
    await drive(llm.request({ ...hello, maxTokens: 5, temperature: 0 }))
    await drive(llm.generate({ messages, providerOptions: { openai: { seed: 2 } } }))
    for await (const part of llm.stream({ messages, maxOutputTokens: 6 })) expect(part).toBeDefined()
    const bodies = fake.requests.map(({ body }) => body as Record<string, unknown>)
    const limitOf = (body: Record<string, unknown>): unknown =>
      body['max_completion_tokens'] ?? body['max_tokens']
    expect(bodies.map(limitOf)).toEqual([77, 5, 77, 6])
    expect(bodies.map(({ temperature }) => temperature)).toEqual([0.25, 0, 0.25, 0.25])
    expect(bodies.map(({ user, seed }) => [user, seed])).toEqual([
      ['u', 1],
      ['u', 1],
      ['u', 2],
      ['u', 1],
    ])
  })

  it('are in its description, as copies', () => {
    const cost = { inputPerMTok: 1, outputPerMTok: 2 }
    const { llm } = scene({ a: {} }, { entries: { a: { cost, timeouts: { idleMs: 5 } } } })
    const [described] = llm.getHealthyProviders()
    expect(described).toMatchObject({ cost: { inputPerMTok: 1, outputPerMTok: 2 }, timeouts: { idleMs: 5 } })
    Object.assign(described?.cost ?? {}, { inputPerMTok: 0 })
    expect(llm.getHealthyProviders()[0]?.cost).toEqual(cost)
  })

  it('hold for its own attempts only: after a failover the next provider has its own', async () => {
    const { llm, fake, drive } = scene(
      { a: {}, b: {} },
      { entries: { a: { defaults: { temperature: 0.5 } } } },
    )
    fake.target('a').script(['server'])
    await drive(llm.request(hello))
    expect(fake.requests.map(({ body }) => (body as { temperature?: number }).temperature)).toEqual([
      0.5,
      undefined,
    ])
  })

  it('bound an attempt and, where nothing else is said, a stream’s first content', async () => {
    const { llm, fake, drive, clock } = scene(
      { a: {}, b: {} },
      { entries: { a: { timeouts: { attemptMs: 300 } } } },
    )
    fake.target('a').outage('hang-before-headers')
    const start = clock.now()
    expect((await drive(llm.request(hello))).provider).toBe('b')
    const between = clock.now()
    const stream = llm.request({ ...hello, stream: true })
    await drive(
      (async () => {
        for await (const piece of stream) expect(piece).not.toBe('')
      })(),
    )
    expect((await stream.response).provider).toBe('b')
    expect([between - start, clock.now() - between].map((ms) => Math.round(ms / 100))).toEqual([3, 3])
  })

  it.each([{ idleMs: 60_000 }, { attemptMs: undefined, idleMs: undefined }])(
    'stay in force where a call has other clocks of its own: %j',
    async (timeouts) => {
      const entries = { a: { timeouts: { attemptMs: 300 } } }
      const { llm, fake, drive, clock } = scene({ a: {}, b: {} }, { entries })
      fake.target('a').outage('hang-before-headers')
      const start = clock.now()
      const options = { timeouts } as LLMCallOptions
      expect((await drive(llm.request(hello, options))).provider).toBe('b')
      expect(Math.round((clock.now() - start) / 100)).toBe(3)
      const between = clock.now()
      const stream = llm.stream({ messages }, options)
      await drive(
        (async () => {
          for await (const part of stream) expect(part).toBeDefined()
        })(),
      )
      expect(stream.target?.id).toBe('b')
      expect(Math.round((clock.now() - between) / 100)).toBe(3)
    },
  )

  it('bound the silence within a stream', async () => {
    const entries = { a: { timeouts: { idleMs: 100 } } }
    const { llm, fake, drive } = scene({ a: {} }, { entries })
    fake.target('a').script([{ fault: 'hang-in-body', afterChunks: 2 }])
    const stream = llm.request({ ...hello, stream: true })
    const reading = (async () => {
      for await (const piece of stream) expect(piece).not.toBe('')
    })()
    expect(await rejection(drive(reading))).toBeInstanceOf(StreamInterruptedError)
  })

  it('may bring custom guards, which are asked first and hear how each call ended', async () => {
    const heard: string[] = []
    const guard: Guard = {
      name: 'own',
      availableAt: (now) => now,
      acquire: () => ({ release: ({ type }) => heard.push(type) }),
    }
    const { llm, fake, drive } = scene({ a: {}, b: {} }, { entries: { a: { guards: [guard] } } })
    fake.target('a').script(['server'])
    await drive(llm.request(hello))
    await drive(llm.request(hello))
    expect(heard).toEqual(['failure', 'success'])
  })
})

describe('events', () => {
  const openAndClose = async (given: string): Promise<LLMBalancerEvent[]> => {
    const { llm, fake, drive, clock } = scene(
      { a: {}, b: {} },
      { circuitBreaker: { failureThreshold: 1, resetTimeoutMs: 1000 } },
    )
    const events: LLMBalancerEvent[] = []
    const end = llm.on(given as '*', (event) => events.push(event))
    fake.target('a').script(['server'])
    await drive(llm.request(hello))
    await clock.advance(1000)
    await drive(llm.request(hello))
    end()
    fake.target('a').script(['server'])
    await drive(llm.request(hello))
    return events.filter(({ type }) => type.startsWith('circuit-'))
  }

  it('tell what a provider’s circuit does, until they are ended', async () => {
    expect(await openAndClose('*')).toMatchObject([
      { type: 'circuit-opened', targetId: 'a', openings: 1, until: expect.any(Number) as number },
      { type: 'circuit-half-opened', targetId: 'a' },
      { type: 'circuit-closed', targetId: 'a' },
    ])
  })

  it.each(['circuit-opened', 'circuit-half-opened', 'circuit-closed'])(
    'can be heard alone: %s',
    async (type) => {
      expect((await openAndClose(type)).map((event) => event.type)).toEqual([type])
    },
  )

  it.each([
    () => {
      throw new Error('oops')
    },
    () => Promise.reject(new Error('oops')),
  ] as (() => void)[])('change nothing when their listener fails, and tell of it: %o', async (listener) => {
    const { llm, fake, drive } = scene({ a: {}, b: {} }, { circuitBreaker: { failureThreshold: 1 } })
    const failed: string[] = []
    llm.on('circuit-opened', listener)
    llm.on('listener-failed', ({ event }) => failed.push(event))
    const all: string[] = []
    llm.on('*', ({ type }) => all.push(type))
    fake.target('a').script(['server'])
    expect((await drive(llm.request(hello))).provider).toBe('b')
    expect(failed).toEqual(['circuit-opened'])
    expect(all.filter((type) => type === 'listener-failed')).toHaveLength(1)
  })

  it('tell when a provider is blocked and when it is available again', async () => {
    const { llm, fake, drive, clock } = scene({ a: {}, b: {} })
    const heard: unknown[] = []
    llm.on('target-blocked', ({ targetId, reason }) => heard.push([targetId, reason]))
    llm.on('target-available', ({ targetId }) => heard.push(targetId))
    fake.target('a').script([{ fault: 'rate-limit', retryAfterMs: 2000 }])
    await drive(llm.request(hello))
    await clock.advance(2000)
    await drive(llm.request(hello))
    // The first call after a refusal goes alone.
    expect(heard).toEqual([['a', 'cooling: rate-limit'], 'a', ['a', 'rate-limit'], 'a'])
  })

  it('of the core’s listeners that fail are told once as well', async () => {
    const { llm, drive } = scene({ a: {} })
    const failed: string[] = []
    llm.on('run-started', () => {
      throw new Error('oops')
    })
    llm.on('listener-failed', ({ event }) => failed.push(event))
    await drive(llm.request(hello))
    expect(failed).toEqual(['run-started'])
  })
})

describe('what a request says and gets', () => {
  it('arrives on the wire, setting by setting', async () => {
    const { llm, fake, drive } = scene({ a: {} })
    await drive(llm.request({ ...hello, system: 'Be brief.', maxTokens: 7, temperature: 0.5, topP: 0.9 }))
    const body = fake.requests[0]?.body as Record<string, unknown>
    expect(body['max_completion_tokens'] ?? body['max_tokens']).toBe(7)
    expect(body).toMatchObject({
      model: 'model-of-a',
      temperature: 0.5,
      top_p: 0.9,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
      ],
    })
  })

  it('says why the answer ended in the words all vendors share, and in the vendor’s own', async () => {
    const { llm, drive } = scene({ a: {}, b: { format: 'anthropic' } })
    expect(await drive(llm.request(hello, { pin: 'a' }))).toMatchObject({
      finishReason: 'stop',
      rawFinishReason: 'stop',
    })
    expect(await drive(llm.request(hello, { pin: 'b' }))).toMatchObject({
      finishReason: 'stop',
      rawFinishReason: 'end_turn',
    })
  })

  it('is refused by the same error from every method', async () => {
    const { llm, fake, drive } = scene({ a: {} }, { retry: { maxAttempts: 1 } })
    fake.target('a').outage('bad-request')
    const read = async (stream: AsyncIterable<unknown>): Promise<void> => {
      for await (const part of stream) expect(part).toBeDefined()
    }
    const errors = await Promise.all(
      [
        llm.request(hello),
        llm.generate({ messages }),
        read(llm.request({ ...hello, stream: true })),
        read(llm.stream({ messages })),
      ].map((work: Promise<unknown>) => rejection(drive(work))),
    )
    for (const error of errors) {
      expect(error).toBeInstanceOf(ProviderError)
      expect(error).toMatchObject({ kind: 'bad-request', status: 400 })
    }
  })

  it.each([
    [{}, {}, false],
    [{ exposeVendorErrors: true }, {}, true],
    [{ exposeVendorErrors: true }, { exposeVendorErrors: false }, false],
    [{}, { exposeVendorErrors: true }, true],
  ])(
    'is told in the vendor’s own words only where that is wanted: %j, %j',
    async (options, entry, isTold) => {
      const { llm, fake, drive } = scene(
        { a: {} },
        { retry: { maxAttempts: 1 }, ...options, entries: { a: entry } },
      )
      fake.target('a').outage({ fault: 'bad-request', message: 'the vendor has an opinion' })
      const error = await rejection(drive(llm.request(hello)))
      expect((error as ProviderError).vendorMessage).toContain('the vendor has an opinion')
      expect((error as Error).message.includes('the vendor has an opinion')).toBe(isTold)
      expect(JSON.stringify(error)).not.toContain('opinion')
    },
  )

  it('names what the network said in the error of all attempts', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} }, { retry: { maxAttempts: 2 } })
    for (const id of ['a', 'b'] as const) fake.target(id).outage('refuse')
    expect(String(await rejection(drive(llm.request(hello))))).toContain(
      'a: network ECONNRESET; b: network ECONNRESET',
    )
  })

  it('has no fractions of milliseconds in messages', async () => {
    const { llm, fake, drive } = scene({ a: {} }, { timeouts: { deadlineMs: 1000 / 3 } })
    fake.target('a').outage('hang-before-headers')
    const error = await rejection(drive(llm.request(hello)))
    expect(error).toMatchObject({ name: 'DeadlineExceededError' })
    expect((error as Error).message).not.toMatch(/\d\.\d+ ms/)
  })
})
