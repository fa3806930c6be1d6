import { inspect } from 'node:util'
import { createFakeLLM } from '@llm-balancer/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { keyOf, rejection } from '../../../../test/scene.ts'
import { createLLMBalancer, LoadBalancerError } from '../index.ts'
import type { LoadBalancerConfig, ProviderConfig } from '../index.ts'
import { entryFor, scene } from './scene.ts'

// Faults of `llm-load-balancer` 1.1 that this balancer must not have.

const hello = { prompt: 'Hello' }

it.each(['auth', 'bad-request', 'permission'] as const)(
  '%s is sent to a provider once, and not again',
  async (fault) => {
    const { llm, fake, drive, asked } = scene({ a: {} }, { maxRetries: 5 })
    fake.target('a').outage(fault)
    await rejection(drive(llm.request(hello)))
    expect(asked()).toEqual(['a'])
  },
)

it('failover leaves a dead primary after one attempt per request, however well it served before', async () => {
  const { llm, fake, drive, asked } = scene({ a: {}, b: {} })
  for (let number = 0; number < 20; number += 1) await drive(llm.request(hello))
  fake.target('a').outage('refuse')
  const before = asked().length
  for (let number = 0; number < 10; number += 1) expect((await drive(llm.request(hello))).provider).toBe('b')
  const since = asked().slice(before)
  expect(since.filter((id) => id === 'a')).toHaveLength(5)
  expect(since.filter((id) => id === 'b')).toHaveLength(10)
})

it('a provider that recovers serves again', async () => {
  const { llm, fake, drive, asked, clock } = scene({ a: {}, b: {} })
  fake.target('a').outage('server')
  for (let number = 0; number < 6; number += 1) await drive(llm.request(hello))
  expect(llm.getStats()['a']?.isHealthy).toBe(false)
  fake.target('a').outage(false)
  await clock.advance(15_000)
  const before = asked().length
  for (let number = 0; number < 20; number += 1) await drive(llm.request(hello))
  expect(
    asked()
      .slice(before)
      .filter((id) => id === 'a').length,
  ).toBeGreaterThanOrEqual(19)
  expect(llm.getStats()['a']?.isHealthy).toBe(true)
})

it.each(['round-robin', 'weighted'] as const)('%s does not ask an unhealthy provider', async (strategy) => {
  const { llm, fake, drive, asked } = scene({ a: {}, b: {} }, { strategy })
  fake.target('a').outage('server')
  for (let number = 0; number < 20; number += 1) await drive(llm.request(hello))
  expect(asked().filter((id) => id === 'a')).toHaveLength(5)
})

it('baseUrl, stream and maxRetries of an entry are not ignored, and 0 is 0', async () => {
  const { llm, fake, drive, asked, clock } = scene(
    { a: { reply: { chunks: ['one', ' two'] } } },
    { maxRetries: 4, retryDelay: 0, entries: { a: { maxRetries: 2 } } },
  )
  fake.target('a').script(['server', 'server'])
  const start = clock.now()
  await rejection(drive(llm.request({ ...hello, temperature: 0 })))
  expect(asked()).toEqual(['a', 'a'])
  expect(clock.now() - start).toBeLessThanOrEqual(20)
  expect(fake.requests[0]?.body).toMatchObject({ temperature: 0 })
  const pieces: string[] = []
  const read = async (): Promise<void> => {
    for await (const piece of llm.request({ ...hello, stream: true })) pieces.push(piece)
  }
  await drive(read())
  expect(pieces).toEqual(['one', ' two'])
})

it('a timeout ends the call upstream, and no timer is left', async () => {
  const { llm, fake, drive, clock } = scene({ a: {} }, { globalTimeout: 300 })
  fake.target('a').outage('hang-before-headers')
  await rejection(drive(llm.request(hello)))
  expect(fake.requests[0]?.end).toBe('client-closed')
  fake.target('a').outage(false)
  await drive(llm.request(hello))
  expect(clock.pending).toBe(0)
})

it('two entries of one vendor keep their own keys and statistics, and one name is not taken twice', async () => {
  const { llm, fake, drive } = scene({ first: {}, second: {} }, { strategy: 'round-robin' })
  for (let number = 0; number < 2; number += 1) await drive(llm.request(hello))
  expect(fake.requests.map(({ headers }) => headers['authorization'])).toEqual([
    `Bearer ${keyOf('first')}`,
    `Bearer ${keyOf('second')}`,
  ])
  expect(llm.getStats()).toMatchObject({ first: { totalRequests: 1 }, second: { totalRequests: 1 } })
  const twice = [entryFor(fake, 'first'), entryFor(fake, 'first')]
  expect(() => createLLMBalancer({ strategy: 'failover', providers: twice })).toThrow('the name is taken')
})

describe('a key', () => {
  it('of Google is in a header, not in the address', async () => {
    const fake = createFakeLLM({ targets: { g: { format: 'google' } } })
    const urls: string[] = []
    const llm = createLLMBalancer({
      strategy: 'failover',
      providers: [{ name: 'gemini', apiKey: keyOf('g'), model: 'm', baseUrl: fake.url('g') }],
      fetch: (url, init) => {
        urls.push(url)
        return fake.fetch(url, init)
      },
    })
    onTestFinished(async () => {
      await llm.close()
      await fake.close()
    })
    await llm.request(hello)
    expect(urls.join()).not.toContain(keyOf('g'))
    expect(fake.requests[0]?.headers['x-goog-api-key']).toBe(keyOf('g'))
  })

  it('is neither in an error nor in the list of healthy providers', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    fake.target('b').outage('refuse')
    const error = await rejection(drive(llm.request(hello)))
    const shown = [error, llm.getHealthyProviders(), llm].map((value) => inspect(value, { depth: Infinity }))
    expect(shown.join() + JSON.stringify(error)).not.toContain('planted')
  })
})

it('a healthy answer to a health check is not undone by the next request', async () => {
  const { llm, fake, drive } = scene({ a: {} }, { maxRetries: 1 })
  fake.target('a').script(Array.from({ length: 5 }, () => 'server' as const))
  for (let number = 0; number < 5; number += 1) await rejection(drive(llm.request(hello)))
  expect(llm.getStats()['a']?.isHealthy).toBe(false)
  expect(await drive(llm.healthCheck())).toEqual({ a: true })
  fake.target('a').script(['server'])
  await rejection(drive(llm.request(hello)))
  expect(llm.getStats()['a']?.isHealthy).toBe(true)
})

it('an empty list fails at once', async () => {
  const { llm, drive, clock } = scene({ a: {} })
  llm.removeProvider('a')
  const start = clock.now()
  expect(await rejection(drive(llm.request(hello)))).toBeInstanceOf(LoadBalancerError)
  expect(clock.now() - start).toBe(0)
})

it('the caller’s configuration is neither changed nor followed', async () => {
  const { fake } = scene({ a: {}, b: {} })
  const providers: ProviderConfig[] = [entryFor(fake, 'a')]
  const config: LoadBalancerConfig = { strategy: 'failover', providers }
  const llm = createLLMBalancer(config)
  onTestFinished(() => llm.close())
  llm.addProvider(entryFor(fake, 'b'))
  expect(providers).toHaveLength(1)
  providers.push(entryFor(fake, 'b'))
  expect(Object.keys(llm.getStats())).toEqual(['a', 'b'])
})

it('a result that comes after its provider was removed is still the caller’s', async () => {
  const { llm, fake, drive } = scene({ a: { latency: 100 } })
  const running = llm.request(hello)
  await fake.until((requests) => requests.length === 1)
  llm.removeProvider('a')
  expect((await drive(running)).provider).toBe('a')
})

it.each([
  ['the network', 'refuse', /network failed \([A-Z_]+\)/],
  ['a status', 'server', /500/],
] as const)('a message says what happened: %s', async (_, fault, message) => {
  const { llm, fake, drive } = scene({ a: {} }, { maxRetries: 1 })
  fake.target('a').outage(fault)
  expect(await rejection(drive(llm.request(hello)))).toMatchObject({
    name: 'LLMError',
    message: expect.stringMatching(message) as string,
  })
})
