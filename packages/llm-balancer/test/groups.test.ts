import { inspect } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import type { LLMBalancer, LLMBalancerOptions } from '../src/index.ts'
import { askedOf, entryFor, keyOf, rejection, scene } from './scene.ts'

const hello = { prompt: 'Hello' }
const messages = [{ role: 'user', content: 'Hello' }] as const

/** An outer balancer with a group of `a` and `b`, and `c` beside it. */
const grouped = (options: Partial<LLMBalancerOptions> = {}) => {
  const { fake, clock, drive } = scene({ a: {}, b: {}, c: {} })
  const fetch = (url: string, init: RequestInit): Promise<Response> => fake.fetch(url, init)
  const common = { fetch, clock, random: () => 0.5, strategy: 'failover' } as const
  const group = createLLMBalancer({ ...common, providers: [entryFor(fake, 'a'), entryFor(fake, 'b')] })
  const llm = createLLMBalancer({
    ...common,
    providers: [{ name: 'eu', model: group, tags: ['eu'] }, entryFor(fake, 'c')],
    ...options,
  })
  onTestFinished(async () => {
    await llm.close()
    await group.close()
  })
  return { llm, group, fake, drive, asked: () => askedOf(fake) }
}

describe('a balancer as a provider', () => {
  it('serves by its own strategy, and its attempts are in the outer trail', async () => {
    const { llm, fake, drive, asked } = grouped()
    fake.target('a').script(['server'])
    const { provider, attempts } = await drive(llm.generate({ messages }))
    expect(asked()).toEqual(['a', 'b'])
    expect(provider).toBe('eu')
    expect(attempts).toMatchObject([
      {
        targetId: 'eu/b',
        outcome: { type: 'success' },
        group: [
          { targetId: 'a', outcome: { type: 'failure', kind: 'server' } },
          { targetId: 'b', outcome: { type: 'success' } },
        ],
      },
    ])
  })

  it('is failed over as a whole when all of its providers fail', async () => {
    const { llm, fake, drive, asked } = grouped()
    fake.target('a').outage('auth')
    fake.target('b').outage('auth')
    expect(await drive(llm.request(hello))).toMatchObject({ provider: 'c', model: 'model-of-c' })
    expect(asked()).toEqual(['a', 'b', 'c'])
    expect(llm.getStats()).toMatchObject({ eu: { isHealthy: false, state: 'blocked' }, c: { attempts: 1 } })
    expect(llm.getHealthyProviders().map(({ name }) => name)).toEqual(['c'])
    expect((await drive(llm.request(hello))).provider).toBe('c')
    expect(asked()).toHaveLength(4)
  })

  it('answers a simple request with its own name and the model that served', async () => {
    const { llm, drive } = grouped()
    expect(await drive(llm.request(hello))).toMatchObject({ provider: 'eu', model: 'model-of-a' })
    const stream = llm.request({ ...hello, stream: true })
    await drive(
      (async () => {
        for await (const piece of stream) expect(piece).not.toBe('')
      })(),
    )
    expect(await stream.response).toMatchObject({ provider: 'eu', model: 'model-of-a' })
  })

  it('counts outside and inside', async () => {
    const { llm, group, drive } = grouped()
    await drive(llm.request(hello))
    expect(llm.getStats()['eu']).toMatchObject({
      attempts: 1,
      successes: 1,
      usage: { inputTokens: expect.any(Number) as number },
    })
    expect(group.getStats()['a']).toMatchObject({ attempts: 1, successes: 1 })
  })

  it.each<[string, object, { calls: number; opened: string[] }]>([
    ['no circuit of its own, because its providers have theirs', {}, { calls: 6, opened: [] }],
    [
      'a circuit of its own where the entry says so',
      { circuitBreaker: { failureThreshold: 2 } },
      { calls: 2, opened: ['eu'] },
    ],
  ])('has %s', async (_, settings, { calls, opened }) => {
    const { llm, group, fake, drive } = grouped({ retry: { maxAttempts: 1 } })
    llm.updateProvider('eu', settings)
    const [outside, inside]: [string[], string[]] = [[], []]
    llm.on('circuit-opened', ({ targetId }) => outside.push(targetId))
    group.on('circuit-opened', ({ targetId }) => inside.push(targetId))
    fake.target('a').outage('server')
    fake.target('b').outage('server')
    for (let number = 0; number < calls; number += 1)
      await rejection(drive(llm.request(hello, { only: 'eu' })))
    expect(outside).toEqual(opened)
    expect(inside).toEqual(opened.length === 0 ? ['a', 'b'] : [])
  })

  it('takes the settings of a provider, and can be changed, drained and removed like one', async () => {
    const { llm, drive, asked } = grouped()
    expect(llm.getHealthyProviders()[0]).toEqual({
      ...{ name: 'eu', vendor: 'group', model: 'a|b', weight: 1, priority: 0, tags: ['eu'] },
    })
    llm.updateProvider('eu', { weight: 0 })
    expect((await drive(llm.request(hello))).provider).toBe('c')
    llm.updateProvider('eu', { weight: 1, requestsPerMinute: 1 })
    expect((await drive(llm.request(hello, { only: 'eu' }))).provider).toBe('eu')
    expect((await drive(llm.request(hello))).provider).toBe('c')
    await llm.removeProvider('eu')
    expect(asked()).toEqual(['c', 'a', 'c'])
  })

  it('is healthy when one of its providers is', async () => {
    const { llm, fake, drive } = grouped()
    fake.target('a').outage('server')
    expect(await drive(llm.healthCheck())).toEqual({ eu: true, c: true })
    fake.target('b').outage('server')
    expect(await drive(llm.healthCheck())).toEqual({ eu: false, c: true })
  })

  it('goes on by itself after the outer balancer was closed', async () => {
    const { llm, group, drive } = grouped()
    await llm.close()
    expect((await drive(group.request(hello))).provider).toBe('a')
  })

  it.each<[string, (group: LLMBalancer) => object, string]>([
    [
      'without a name',
      (group) => group,
      'a balancer that is a provider needs a name: { name, model: balancer }',
    ],
    [
      'with a key',
      (group) => ({ name: 'eu', model: group, apiKey: keyOf('a') }),
      'provider "eu", whose "model" is a balancer: unknown option "apiKey"',
    ],
    [
      'with defaults, which its own providers have',
      (group) => ({ name: 'eu', model: group, defaults: {} }),
      'unknown option "defaults"',
    ],
  ])('is refused %s', (_, entry, message) => {
    const group = createLLMBalancer({ providers: [] })
    expect(() => createLLMBalancer({ providers: [entry(group) as never] })).toThrow(message)
  })

  it('cannot be inside itself', () => {
    const llm = createLLMBalancer({ providers: [] })
    const outer = createLLMBalancer({ providers: [{ name: 'inner', model: llm }] })
    expect(() => {
      llm.addProvider({ name: 'outer', model: outer })
    }).toThrow(TypeError)
    expect(llm.getStats()).toEqual({})
  })

  it('shows no key of the providers inside', async () => {
    const { llm, fake, drive } = grouped({ retry: { maxAttempts: 1 } })
    fake.target('a').outage('auth')
    fake.target('b').outage('auth')
    const error = await rejection(drive(llm.request(hello, { only: 'eu' })))
    const shown = inspect([llm, error, llm.snapshot()], { depth: Infinity, showHidden: true })
    expect(shown).not.toContain(keyOf('a'))
  })
})

describe('a balancer without providers', () => {
  it('says so when it is asked, and serves when it has one', async () => {
    const { llm: other, fake, drive, clock } = scene({ a: {} })
    const fetch = (url: string, init: RequestInit): Promise<Response> => fake.fetch(url, init)
    const llm = createLLMBalancer({ providers: [], fetch, clock })
    onTestFinished(() => llm.close())
    const error = await rejection(drive(llm.request(hello)))
    expect(error).toMatchObject({ name: 'NoTargetAvailableError', considered: [] })
    expect(String(error)).toContain('has no targets; add one')
    expect([llm.getStats(), llm.getHealthyProviders(), await llm.healthCheck()]).toEqual([{}, [], {}])
    llm.addProvider(entryFor(fake, 'a'))
    expect((await drive(llm.request(hello))).provider).toBe('a')
    expect(other.getStats()['a']).toMatchObject({ attempts: 0 })
  })
})
