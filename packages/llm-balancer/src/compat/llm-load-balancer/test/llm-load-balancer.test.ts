import { AllTargetsFailedError, BalancerError, ProviderError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import { LLMError, LoadBalancerError, type LLMResponse } from '../index.ts'
import { entryFor, scene } from './scene.ts'

const hello = { prompt: 'Hello' }

describe('maxRetries', () => {
  it('counts all attempts of a request together, the first included', async () => {
    const { llm, fake, asked, drive } = scene({ a: {} }, { maxRetries: 4 })
    fake.target('a').outage('server')
    expect(await rejection(drive(llm.request(hello)))).toMatchObject({
      name: 'LoadBalancerError',
      errors: { length: 4 },
    })
    expect(asked()).toHaveLength(4)
  })

  it('is 3 by default', async () => {
    const { llm, fake, asked, drive } = scene({ a: {}, b: {}, c: {}, d: {} })
    for (const id of ['a', 'b', 'c', 'd'] as const) fake.target(id).outage('server')
    await rejection(drive(llm.request(hello)))
    expect(asked()).toEqual(['a', 'b', 'c'])
  })

  it('of 0 means one attempt, not the default', async () => {
    const { llm, fake, asked, drive } = scene({ a: {}, b: {} }, { maxRetries: 0 })
    fake.target('a').outage('server')
    expect(await rejection(drive(llm.request(hello)))).toMatchObject({ name: 'LLMError', statusCode: 500 })
    expect(asked()).toEqual(['a'])
  })

  it('of an entry bounds the attempts at that provider', async () => {
    const { llm, fake, asked, drive } = scene(
      { a: {}, b: {} },
      { maxRetries: 5, entries: { a: { maxRetries: 2 }, b: { maxRetries: 0 } } },
    )
    fake.target('a').outage('server')
    fake.target('b').outage('server')
    await rejection(drive(llm.request(hello)))
    expect(asked()).toEqual(['a', 'b', 'a'])
  })
})

describe('retryDelay', () => {
  const waitsOf = async (retryDelay: number | undefined): Promise<number[]> => {
    const { llm, fake, clock, drive } = scene({ a: {} }, { maxRetries: 4, retryDelay })
    fake.target('a').outage('server')
    const times: number[] = []
    llm.balancer.on('attempt-started', () => times.push(clock.now()))
    await rejection(drive(llm.request(hello), 100))
    return times.slice(1).map((at, index) => at - (times[index] ?? 0))
  }

  it('is the wait before a provider is asked again, and doubles', async () => {
    expect(await waitsOf(200)).toEqual([200, 400, 800])
  })

  it('is 1000 ms by default', async () => {
    expect(await waitsOf(undefined)).toEqual([1000, 2000, 4000])
  })

  it('of 0 means no wait', async () => {
    expect(Math.max(...(await waitsOf(0)))).toBeLessThanOrEqual(1)
  })

  it('is not waited when another provider can be asked', async () => {
    const { llm, fake, clock, asked, drive } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    const before = clock.now()
    await drive(llm.request(hello))
    expect(asked()).toEqual(['a', 'b'])
    expect(clock.now() - before).toBeLessThan(1000)
  })
})

describe('time', () => {
  it('globalTimeout bounds the whole request and ends the call upstream', async () => {
    const { llm, fake, drive } = scene({ a: {} }, { globalTimeout: 500 })
    fake.target('a').outage('hang-before-headers')
    const error = await rejection(drive(llm.request(hello)))
    expect(error).toBeInstanceOf(LoadBalancerError)
    expect(error).toMatchObject({ code: 'deadline-exceeded', kind: 'timeout', deadlineMs: 500 })
    expect(fake.requests[0]?.end).toBe('client-closed')
  })

  it('timeout of an entry bounds one attempt, and the next provider is asked', async () => {
    const { llm, fake, drive, asked } = scene({ a: {}, b: {} }, { entries: { a: { timeout: 200 } } })
    fake.target('a').outage('hang-before-headers')
    expect((await drive(llm.request(hello))).provider).toBe('b')
    expect(asked()).toEqual(['a', 'b'])
    expect(fake.requests[0]?.end).toBe('client-closed')
  })

  it('a provider that hangs gets half of the time while another could take over', async () => {
    const { llm, fake, drive, clock } = scene({ a: {}, b: {} })
    fake.target('a').outage('hang-before-headers')
    const start = clock.now()
    expect((await drive(llm.request(hello), 500)).provider).toBe('b')
    expect(clock.now() - start).toBeGreaterThanOrEqual(15_000)
    expect(clock.now() - start).toBeLessThan(16_000)
  })
})

describe('requests', () => {
  it('send every documented option, 0 included', async () => {
    const { llm, fake, drive } = scene({ a: {} })
    await drive(llm.request({ ...hello, maxTokens: 100, temperature: 0, topP: 0, stream: false }))
    expect(fake.requests[0]?.body).toMatchObject({
      model: 'model-of-a',
      messages: [{ role: 'user', content: 'Hello' }],
      max_completion_tokens: 100,
      temperature: 0,
      top_p: 0,
    })
  })

  it('name the configured model and the entry, and say the vendor’s own word for the end', async () => {
    const { llm, drive } = scene({ a: { reply: { text: 'hi', finish: 'length' } } })
    const { finishReason, model, provider } = await drive(llm.request(hello))
    expect({ finishReason, model, provider }).toEqual({
      finishReason: 'length',
      model: 'model-of-a',
      provider: 'a',
    })
  })

  it('succeed without usage where the vendor reports none', async () => {
    const body = JSON.stringify({
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
    })
    const { llm, fake, drive } = scene({ a: {} })
    fake.target('a').script([{ status: 200, body }])
    expect(await drive(llm.request(hello))).not.toHaveProperty('usage')
  })

  it('with stream: true come piece by piece, with the whole answer at the end', async () => {
    const { llm, drive } = scene({ a: { reply: { chunks: ['one', ' two'] } } })
    const pieces: string[] = []
    const read = async (): Promise<LLMResponse> => {
      const stream = llm.request({ ...hello, stream: true })
      for await (const piece of stream) pieces.push(piece)
      return stream.response
    }
    const response = await drive(read())
    expect(pieces).toEqual(['one', ' two'])
    expect(response).toMatchObject({
      content: 'one two',
      provider: 'a',
      model: 'model-of-a',
      finishReason: 'stop',
    })
  })

  it('with stream: true that are left before they are read make no call, and have no answer', async () => {
    const { llm, asked } = scene({ a: {} })
    const stream = llm.request({ ...hello, stream: true })
    expect(await stream.return()).toEqual({ done: true, value: undefined })
    expect(await rejection(stream.response)).toMatchObject({ name: 'LLMError' })
    expect(await stream.next()).toMatchObject({ done: true })
    expect(asked()).toEqual([])
  })

  it('with stream: true fail with the documented errors', async () => {
    const { llm, fake, drive } = scene({ a: {} }, { maxRetries: 2 })
    fake.target('a').outage('server')
    const stream = llm.request({ ...hello, stream: true })
    expect(await rejection(drive(stream.next()))).toBeInstanceOf(LoadBalancerError)
    expect(await rejection(stream.response)).toBeInstanceOf(LoadBalancerError)
  })

  it('with stream: true leave no rejection without a handler when only the pieces are read', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    const { llm, fake, drive } = scene({ a: {} }, { maxRetries: 1 })
    fake.target('a').outage('server')
    const stream = llm.request({ ...hello, stream: true })
    const error = await rejection(drive(stream.next()))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)
    expect(error).toBeInstanceOf(LLMError)
    expect(unhandled).toEqual([])
  })

  it('end with the reason of an abort', async () => {
    const { llm, fake, drive } = scene({ a: {} })
    fake.target('a').outage('hang-before-headers')
    const controller = new AbortController()
    const asking = rejection(llm.request(hello, { signal: controller.signal }))
    await fake.until((requests) => requests.length === 1)
    controller.abort('enough')
    expect(await drive(asking)).toBe('enough')
    expect(llm.getStats()['a']).toMatchObject({ totalRequests: 0, isHealthy: true })
  })
})

describe('errors', () => {
  it.each(['bad-request', 'content-policy'] as const)(
    'a request that is itself at fault is sent once and fails as an LLMError: %s',
    async (fault) => {
      const { llm, fake, asked, drive } = scene({ a: {}, b: {} })
      fake.target('a').outage(fault)
      const error = await rejection(drive(llm.request(hello)))
      expect(error).toBeInstanceOf(LLMError)
      expect(error).toMatchObject({ provider: 'a', kind: fault })
      expect(asked()).toEqual(['a'])
    },
  )

  it('belong to the family of this project', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    fake.target('b').script(['server', 'bad-request'])
    const all = await rejection(drive(llm.request(hello)))
    expect(all).toBeInstanceOf(BalancerError)
    expect(AllTargetsFailedError.isInstance(all)).toBe(true)
    const [one] = (all as LoadBalancerError).errors
    expect(one).toMatchObject({
      provider: 'a',
      statusCode: 500,
      status: 500,
      kind: 'server',
      scope: 'target',
    })
    expect(ProviderError.isInstance(one)).toBe(true)
  })

  it('say when to come back when no provider could be asked', async () => {
    const { llm, fake, drive } = scene({ a: {} }, { globalTimeout: 100 })
    fake.target('a').outage('rate-limit')
    await rejection(drive(llm.request(hello)))
    const error = await rejection(drive(llm.request(hello)))
    expect(error).toBeInstanceOf(LoadBalancerError)
    expect(error).toMatchObject({ code: 'no-target-available', errors: [], considered: [{ id: 'a' }] })
    expect((error as LoadBalancerError).retryAfterMs).toBeGreaterThan(0)
  })
})

describe('statistics', () => {
  it('count the attempts at each provider', async () => {
    const { llm, fake, drive } = scene({ a: { latency: 40 }, b: {} })
    fake.target('a').script(['ok', 'server'])
    for (let number = 0; number < 2; number += 1) await drive(llm.request(hello))
    expect(llm.getStats()).toEqual({
      a: {
        totalRequests: 2,
        successfulRequests: 1,
        failedRequests: 1,
        averageResponseTime: 40,
        isHealthy: true,
        lastRequestTime: expect.any(Date) as Date,
      },
      b: expect.objectContaining({ totalRequests: 1, successfulRequests: 1 }) as object,
    })
  })

  it('are copies that begin empty', async () => {
    const { llm, drive } = scene({ a: {} })
    const before = llm.getStats()
    await drive(llm.request(hello))
    expect(before).toEqual({
      a: {
        totalRequests: 0,
        successfulRequests: 0,
        failedRequests: 0,
        averageResponseTime: 0,
        isHealthy: true,
      },
    })
  })

  it('tell an unhealthy provider, which a health check brings back', async () => {
    const { llm, fake, drive, asked } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    for (let number = 0; number < 6; number += 1) await drive(llm.request(hello))
    expect(asked().filter((id) => id === 'a')).toHaveLength(5)
    expect(llm.getStats()['a']?.isHealthy).toBe(false)
    expect(llm.getHealthyProviders().map(({ name }) => name)).toEqual(['b'])
    fake.target('a').outage(false)
    expect(await drive(llm.healthCheck())).toEqual({ a: true, b: true })
    expect((await drive(llm.request(hello))).provider).toBe('a')
  })
})

describe('providers', () => {
  it('come to a custom strategy in the order of the list, without keys', async () => {
    const seen: unknown[] = []
    const { llm, fake, drive } = scene(
      { a: {}, b: {}, c: {} },
      {
        strategy: 'custom',
        customStrategy: (providers) => {
          seen.push(providers)
          return providers.at(-1)
        },
        entries: { b: { weight: 2, timeout: 500, maxRetries: 1 } },
      },
    )
    fake.target('c').script(['server'])
    expect((await drive(llm.request(hello))).provider).toBe('b')
    const entry = (id: 'a' | 'b' | 'c') => ({
      name: id,
      type: 'openai',
      model: `model-of-${id}`,
      baseUrl: fake.url(id),
    })
    const b = { ...entry('b'), weight: 2, timeout: 500, maxRetries: 1 }
    expect(seen).toEqual([
      [entry('a'), b, entry('c')],
      [entry('a'), b],
    ])
  })

  it.each([undefined, { name: 'unknown' }, {}, 7])(
    'that a custom strategy makes up are refused: %o',
    async (choice) => {
      const { llm, drive, asked } = scene(
        { a: {} },
        { strategy: 'custom', customStrategy: () => choice as never },
      )
      expect(await rejection(drive(llm.request(hello)))).toMatchObject({ name: 'StrategyError' })
      expect(asked()).toEqual([])
    },
  )

  it('are added with statistics that begin at 0, and not at all when they are bad', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} })
    expect(() => {
      llm.addProvider({ ...entryFor(fake, 'a') })
    }).toThrow('provider "a": the name is taken')
    expect(() => {
      llm.addProvider({ name: 'c', type: 'openai', model: 'm' })
    }).toThrow('provider "c": "apiKey"')
    expect(Object.keys(llm.getStats())).toEqual(['a', 'b'])
    expect(llm.getHealthyProviders().map(({ name }) => name)).toEqual(['a', 'b'])
    llm.removeProvider('a')
    llm.removeProvider('not there')
    llm.addProvider(entryFor(fake, 'a'))
    await drive(llm.request(hello))
    expect(llm.getHealthyProviders().map(({ name }) => name)).toEqual(['b', 'a'])
    expect(llm.getStats()).toMatchObject({ b: { totalRequests: 1 }, a: { totalRequests: 0 } })
  })

  it('are not the caller’s list: neither changes the other', () => {
    const { llm } = scene({ a: {} })
    const [config] = llm.getHealthyProviders() as { name: string }[]
    if (config !== undefined) config.name = 'changed'
    expect(llm.getHealthyProviders().map(({ name }) => name)).toEqual(['a'])
  })
})
