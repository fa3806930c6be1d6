import { describe, expect, it } from 'vitest'
import { entryFor, rejection, scene } from './scene.ts'

const hello = { prompt: 'Hello' }

describe('healthCheck', () => {
  it('asks all at once, and takes one that does not answer within 5 s for unhealthy', async () => {
    const { llm, fake, clock, drive } = scene({ a: {}, b: {}, c: {} })
    fake.target('a').outage('hang-before-headers')
    fake.target('b').outage('hang-before-headers')
    const before = clock.now()
    expect(await drive(llm.healthCheck(), 100)).toEqual({ a: false, b: false, c: true })
    expect(clock.now() - before).toBeLessThan(6000)
    expect(fake.requests.map(({ end }) => end)).toEqual(['client-closed', 'client-closed', 'answered'])
  })

  it('asks a server that has no list of models for one token', async () => {
    const { llm, fake, drive } = scene({ a: {} })
    fake.target('a').script([{ reply: 'x' }])
    const { fetch } = fake
    const withoutList = (url: string, init: RequestInit): Promise<Response> =>
      url.endsWith('/models') ? Promise.resolve(new Response('no', { status: 404 })) : fetch(url, init)
    llm.addProvider({ ...entryFor(fake, 'a'), name: 'bare', fetch: withoutList })
    expect(await drive(llm.healthCheck())).toEqual({ a: true, bare: true })
    expect(fake.requests.at(-1)?.body).toMatchObject({ messages: [{ content: 'Health check' }] })
  })

  it('waits as long as it is told', async () => {
    const { llm, fake, clock, drive } = scene({ a: {} })
    fake.target('a').outage('hang-before-headers')
    const before = clock.now()
    expect(await drive(llm.healthCheck({ timeoutMs: 50 }))).toEqual({ a: false })
    expect(clock.now() - before).toBeLessThan(200)
  })

  it('has an unhealthy provider avoided until a trial call succeeds', async () => {
    const { llm, fake, clock, drive, asked } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    await drive(llm.healthCheck())
    expect(llm.getStats()['a']).toMatchObject({ isHealthy: false, attempts: 0 })
    expect(llm.getHealthyProviders().map(({ name }) => name)).toEqual(['b'])
    await drive(llm.request(hello))
    fake.target('a').outage(false)
    await clock.advance(30_000)
    await drive(llm.request(hello))
    await drive(llm.request(hello))
    expect(asked()).toEqual(['b', 'a', 'a'])
    expect(llm.getStats()['a']?.isHealthy).toBe(true)
  })

  it('marks an unhealthy provider also when no circuit opens by itself', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} }, { circuitBreaker: false })
    fake.target('a').outage('server')
    for (let number = 0; number < 10; number += 1) await drive(llm.request(hello))
    expect(llm.getStats()['a']).toMatchObject({ isHealthy: true, failures: 10 })
    await drive(llm.healthCheck())
    expect(llm.getStats()['a']?.isHealthy).toBe(false)
  })

  it('takes a provider with a mended key back', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} })
    fake.target('a').script(['auth'])
    await drive(llm.request(hello))
    expect(llm.getStats()['a']?.isHealthy).toBe(false)
    await drive(llm.healthCheck())
    expect(llm.getStats()['a']?.isHealthy).toBe(true)
  })

  it('does not cut a rate limit short, of which a health check says nothing', async () => {
    const { llm, fake, clock, drive } = scene({ a: {}, b: {} })
    fake.target('a').script([{ fault: 'rate-limit', retryAfterMs: 20_000 }])
    await drive(llm.request(hello))
    expect(await drive(llm.healthCheck())).toEqual({ a: true, b: true })
    expect(llm.getStats()['a']?.isHealthy).toBe(false)
    await clock.advance(20_000)
    expect(llm.getStats()['a']?.isHealthy).toBe(true)
  })

  it('stops when the caller aborts, with the reason, and judges no provider', async () => {
    const { llm, fake, drive } = scene({ a: {} })
    fake.target('a').outage('hang-before-headers')
    const controller = new AbortController()
    const checking = llm.healthCheck({ signal: controller.signal })
    await fake.until((requests) => requests.length === 1)
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await rejection(drive(checking))).toBe(reason)
    expect(llm.getStats()['a']?.isHealthy).toBe(true)
  })

  it('ends with the balancer', async () => {
    const { llm, fake, clock } = scene({ a: {} })
    fake.target('a').outage('hang-before-headers')
    const checking = llm.healthCheck()
    await fake.until((requests) => requests.length === 1)
    await llm.close()
    expect(await checking).toEqual({ a: false })
    expect(clock.pending).toBe(0)
  })

  it.each([
    [{ timeoutMs: 0 }, '"timeoutMs" must be within (0, ∞], got 0'],
    [{ timeout: 5 }, 'healthCheck: unknown option "timeout"'],
  ])('refuses %j', async (options: object, message) => {
    const { llm } = scene({ a: {} })
    expect(String(await rejection(llm.healthCheck(options)))).toContain(message)
  })
})

describe('getStats', () => {
  it('averages the time of successes only, and knows the last start', async () => {
    const { llm, fake, clock, drive } = scene({ a: { latency: 100 }, b: {} })
    await drive(llm.request(hello))
    fake.target('a').update({ latency: 300 })
    await drive(llm.request(hello))
    fake.target('a').script(['server'])
    const start = clock.now()
    await drive(llm.request(hello))
    const stats = llm.getStats()['a']
    expect(stats).toMatchObject({ attempts: 3, successes: 2, failures: 1 })
    expect(stats?.meanLatencyMs).toBe(200)
    expect(stats?.lastAttemptAt).toBe(start)
  })

  it('counts a call that the caller gave up, and a bad request, as neither', async () => {
    const { llm, fake, drive } = scene({ a: {} })
    fake.target('a').script(['bad-request'])
    await rejection(drive(llm.request(hello)))
    const controller = new AbortController()
    fake.target('a').outage('hang-before-headers')
    const given = llm.request(hello, { signal: controller.signal })
    await fake.until((requests) => requests.length === 2)
    controller.abort()
    expect(await rejection(given)).toMatchObject({ name: 'AbortError' })
    expect(llm.getStats()['a']).toMatchObject({ attempts: 2, successes: 0, failures: 0 })
  })
})
