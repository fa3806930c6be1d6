import { consecutiveFailures, type TripCounter } from '@llm-balancer/circuit-breaker'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BalancerClosedError, BaseProvider, createLLMBalancer, openai } from '../src/index.ts'
import type { LLMBalancerEvent, LLMRequest, LLMResponse, ProviderChanges } from '../src/index.ts'
import { entryFor, keyOf, rejection, scene } from './scene.ts'

const hello = { prompt: 'Hello' }

class Own extends BaseProvider {
  makeRequest({ prompt }: LLMRequest): Promise<LLMResponse> {
    return Promise.resolve({ content: prompt, model: this.config.model, provider: this.config.name })
  }
}

describe('updateProvider', () => {
  it('changes a setting and keeps what has been counted', async () => {
    const { llm, drive } = scene({ a: {}, b: {} })
    await drive(llm.request(hello))
    llm.updateProvider('a', { priority: 1, tags: ['eu'] })
    expect((await drive(llm.request(hello))).provider).toBe('b')
    expect(llm.getHealthyProviders()[0]).toMatchObject({ name: 'a', priority: 1, tags: ['eu'], weight: 1 })
    expect(llm.getStats()).toMatchObject({ a: { attempts: 1, successes: 1 }, b: { attempts: 1 } })
  })

  it('keeps the circuit, also when its rule is another one', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    for (let number = 0; number < 5; number += 1) await drive(llm.request(hello))
    expect(llm.getStats()['a']).toMatchObject({ isHealthy: false, reason: 'circuit-open' })
    llm.updateProvider('a', { weight: 2 })
    expect(llm.getStats()['a']).toMatchObject({ isHealthy: false, reason: 'circuit-open' })
    llm.updateProvider('a', { circuitBreaker: { failureThreshold: 2 } })
    expect(llm.getStats()['a']).toMatchObject({ isHealthy: false, reason: 'circuit-open', failures: 5 })
  })

  it('takes another key into use, and lifts what the old one was blocked for', async () => {
    const { llm, fake, drive, asked } = scene({ a: { apiKey: 'the new key' }, b: {} })
    for (let number = 0; number < 2; number += 1) await drive(llm.request(hello))
    expect(asked()).toEqual(['a', 'b', 'b'])
    expect(llm.getStats()['a']).toMatchObject({ state: 'quarantined', reason: 'quarantined: auth' })
    llm.updateProvider('a', { apiKey: 'the new key' })
    expect((await drive(llm.request(hello))).provider).toBe('a')
    expect(fake.requests.at(-1)?.headers['authorization']).toBe('Bearer the new key')
    expect(llm.getStats()['a']).toMatchObject({ attempts: 2, failures: 1, successes: 1 })
  })

  it('lifts a quota of the old key, but opens no circuit that has opened for another reason', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    for (let number = 0; number < 5; number += 1) await drive(llm.request(hello))
    llm.updateProvider('a', { apiKey: 'another key' })
    expect(llm.getStats()['a']).toMatchObject({ state: 'blocked', reason: 'circuit-open' })
  })

  it('leaves a block in place when the key is the same', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} })
    fake.target('a').script(['auth'])
    await drive(llm.request(hello))
    llm.updateProvider('a', { apiKey: keyOf('a'), weight: 3 })
    expect(llm.getStats()['a']).toMatchObject({ state: 'quarantined' })
  })

  it('lifts an unknown model with another model, which is asked for at once', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} })
    fake.target('a').script(['model-not-found'])
    await drive(llm.request(hello))
    expect(llm.getStats()['a']).toMatchObject({ reason: 'quarantined: model-not-found' })
    llm.updateProvider('a', { model: 'a better one' })
    expect(await drive(llm.request(hello))).toMatchObject({ provider: 'a', model: 'a better one' })
    expect(fake.requests.at(-1)?.body).toMatchObject({ model: 'a better one' })
  })

  it('lifts an unknown model also when settings change with the model', async () => {
    const { llm, fake, drive } = scene({ a: {}, b: {} })
    fake.target('a').script(['model-not-found'])
    await drive(llm.request(hello))
    llm.updateProvider('a', { model: 'a better one', weight: 2 })
    expect(await drive(llm.request(hello))).toMatchObject({ provider: 'a', model: 'a better one' })
  })

  it('changes limits and guards while the calls they counted stay counted', async () => {
    const { llm, drive, asked } = scene({ a: {}, b: {} }, { entries: { a: { requestsPerMinute: 1 } } })
    for (let number = 0; number < 2; number += 1) await drive(llm.request(hello))
    llm.updateProvider('a', { weight: 2 })
    await drive(llm.request(hello))
    expect(asked()).toEqual(['a', 'b', 'b'])
    llm.updateProvider('a', { requestsPerMinute: Infinity })
    expect((await drive(llm.request(hello))).provider).toBe('a')
    const closed = { name: 'maintenance', availableAt: () => Infinity, acquire: () => null }
    llm.updateProvider('a', { guards: [closed] })
    expect((await drive(llm.request(hello))).provider).toBe('b')
    expect(llm.getStats()['a']).toMatchObject({ state: 'blocked', reason: 'maintenance', isHealthy: true })
  })

  it('lets a running call end as it began', async () => {
    const { llm, fake, drive } = scene({ a: { latency: 50 } })
    const running = llm.request(hello)
    await fake.until((requests) => requests.length === 1)
    llm.updateProvider('a', { model: 'the next one' })
    expect((await drive(running)).model).toBe('model-of-a')
    expect((await drive(llm.request(hello))).model).toBe('the next one')
  })

  it('changes the settings of a ready-made model and of a custom provider', async () => {
    const { llm, fake, drive } = scene({ a: {} })
    const settings = {
      apiKey: 'k',
      baseURL: fake.url('a'),
      fetch: (url: string, init: RequestInit) => fake.fetch(url, init),
    }
    llm.addProvider(openai({ ...settings, model: 'first' }))
    llm.addProvider(new Own({ name: 'own', model: 'own-1', weight: 3 }))
    llm.updateProvider('openai', { model: openai({ ...settings, model: 'second' }), weight: 5 })
    llm.updateProvider('own', { tags: ['mine'] })
    expect(await drive(llm.request(hello, { pin: 'openai' }))).toMatchObject({ model: 'second' })
    expect((await drive(llm.request(hello, { only: 'mine' }))).provider).toBe('own')
    expect(llm.getHealthyProviders().slice(1)).toMatchObject([
      { name: 'openai', weight: 5, model: 'second' },
      { name: 'own', weight: 3, tags: ['mine'] },
    ])
  })

  it.each<[string, object, string]>([
    ['unknown', { weight: 1 }, 'there is no provider "unknown"; known providers are a'],
    ['a', { name: 'b' }, 'updateProvider: "name" cannot be changed; add a provider and remove "a"'],
    ['a', { type: 'groq' }, 'updateProvider: "type" cannot be changed; add a provider and remove "a"'],
    ['a', { weight: -1 }, 'provider "a": "weight" must be within [0, ∞), got -1'],
    ['a', { wieght: 1 }, 'provider "a": unknown option "wieght", did you mean "weight"?'],
    ['a', { baseURL: 'nowhere' }, '"baseURL" is not an absolute URL'],
    ['a', Object([5]) as object, 'updateProvider: the changes of "a" must be an object, got an array'],
  ])('refuses a bad change of %s whole: %j', async (name, changes, message) => {
    const { llm, drive } = scene({ a: {} })
    const update = { ...changes, tags: ['changed'] }
    expect(() => {
      llm.updateProvider(name, (Array.isArray(changes) ? changes : update) as ProviderChanges)
    }).toThrow(message)
    expect(llm.getHealthyProviders()).toMatchObject([{ name: 'a', tags: [], weight: 1 }])
    expect((await drive(llm.request(hello))).provider).toBe('a')
  })

  it('changes nothing when one of several keys cannot follow', async () => {
    const { llm, drive, fake } = scene({ a: {} })
    llm.addProvider({
      ...entryFor(fake, 'a'),
      name: 'keys',
      apiKeys: ['key 1', 'key 2'],
      apiKey: undefined,
    } as never)
    const before = [
      llm.getHealthyProviders(),
      llm.snapshot().targets.map(({ id, weight }) => ({ id, weight })),
    ]
    let made = 0
    const createCounter = (): TripCounter => {
      made += 1
      if (made === 3) throw new Error('no third counter')
      return consecutiveFailures(5).createCounter()
    }
    const changes: ProviderChanges = { weight: 9, circuitBreaker: { trip: { createCounter } } }
    expect(() => {
      llm.updateProvider('keys', changes)
    }).toThrow('no third counter')
    expect([
      llm.getHealthyProviders(),
      llm.snapshot().targets.map(({ id, weight }) => ({ id, weight })),
    ]).toEqual(before)
    llm.updateProvider('keys', { tags: ['eu'] })
    expect(llm.getHealthyProviders()[1]).toMatchObject({ weight: 1, tags: ['eu'] })
    expect((await drive(llm.request(hello))).provider).toBe('a')
  })

  it('refuses whole to make a group of the balancer itself', async () => {
    const { llm, drive, fake } = scene({ a: {} })
    const inner = createLLMBalancer({ providers: [entryFor(fake, 'a')] })
    llm.addProvider({ name: 'group', model: inner, priority: 1 })
    const around = createLLMBalancer({ providers: [{ name: 'around', model: llm }] })
    for (const model of [llm, around]) {
      expect(() => {
        llm.updateProvider('group', { model, weight: 5 })
      }).toThrow('updateProvider: the "model" of "group" would be a group that contains this balancer')
    }
    expect(llm.getHealthyProviders()).toMatchObject([{ name: 'a' }, { name: 'group', weight: 1 }])
    expect((await drive(llm.request(hello))).provider).toBe('a')
  })

  it('refuses to change a custom provider beyond its settings', () => {
    const llm = createLLMBalancer({ providers: [new Own({ name: 'own', model: 'm' })] })
    expect(() => {
      llm.updateProvider('own', { model: 'other' })
    }).toThrow('provider "own": unknown option "model"')
  })

  it('is refused after close', async () => {
    const { llm } = scene({ a: {} })
    await llm.close()
    expect(() => {
      llm.updateProvider('a', { weight: 1 })
    }).toThrow(BalancerClosedError)
  })
})

describe('a provider with several keys', () => {
  it('gives a further key no id that another provider has as its name', async () => {
    const { llm, fake } = scene({ a: {} })
    llm.addProvider({ ...entryFor(fake, 'a'), name: 'a#2' })
    llm.updateProvider('a', { apiKeys: [keyOf('a'), 'another key'] })
    expect(llm.snapshot().targets.map(({ id }) => id)).toEqual(['a', 'a#2', 'a#3'])
    expect(llm.getHealthyProviders().map(({ name }) => name)).toEqual(['a', 'a#2'])
    await llm.close()
  })

  it('shares no name with another provider, nor the id of one of its targets', () => {
    const { llm, fake } = scene({ a: {} })
    const taken = (name: string): string => `provider "${name}": the name is taken`
    const entry = { type: 'openai', model: 'm', baseURL: fake.url('a'), apiKeys: ['k1', 'k2'] } as const
    llm.addProvider({ ...entry, name: 'many' })
    expect(() => {
      llm.addProvider({ ...entryFor(fake, 'a'), name: 'many#2' })
    }).toThrow(taken('many#2'))
    expect(() => {
      llm.addProvider({ ...entry, name: 'a' })
    }).toThrow(taken('a'))
    expect(llm.snapshot().targets.map(({ id }) => id)).toEqual(['a', 'many#1', 'many#2'])
  })

  const keyed = (apiKeys: readonly string[], settings: object = {}) => {
    const made = scene({ a: {}, b: {} })
    const { llm, fake } = made
    const entry = { name: 'many', type: 'openai', model: 'm', apiKeys, baseURL: fake.url('a') } as const
    llm.addProvider({ ...entry, fetch: (url, init) => fake.fetch(url, init), ...settings })
    const keys = (): unknown[] => fake.requests.map(({ headers }) => headers['authorization'])
    return { ...made, keys }
  }

  it('is one provider to callers, and several targets inside', async () => {
    const { llm, drive, keys } = keyed(['k1', 'k2', 'k3'], { weight: 6 })
    for (let number = 0; number < 3; number += 1) {
      expect((await drive(llm.request(hello, { pin: 'many' }))).provider).toBe('many')
    }
    expect(keys()).toEqual(['Bearer k1', 'Bearer k1', 'Bearer k1'])
    expect(llm.snapshot().targets.map(({ id, weight }) => [id, weight])).toEqual([
      ['a', 1],
      ['b', 1],
      ['many#1', 2],
      ['many#2', 2],
      ['many#3', 2],
    ])
    expect(Object.keys(llm.getStats())).toEqual(['a', 'b', 'many'])
    expect(llm.getStats()['many']).toMatchObject({ attempts: 3, successes: 3, state: 'ready' })
    expect(llm.getHealthyProviders().at(-1)).toMatchObject({ name: 'many', weight: 6, tags: [] })
  })

  it('goes on with the next key when one is refused or limited, each out for itself', async () => {
    const { llm, fake, drive, keys } = keyed(['k1', 'k2'])
    fake.target('a').script(['auth', { fault: 'rate-limit', retryAfterMs: 60_000 }])
    const error = await rejection(drive(llm.request(hello, { only: 'many', maxAttempts: 2 })))
    expect(error).toMatchObject({
      name: 'AllTargetsFailedError',
      attempts: [
        { targetId: 'many#1', kind: 'auth' },
        { targetId: 'many#2', kind: 'rate-limit' },
      ],
    })
    expect(keys()).toEqual(['Bearer k1', 'Bearer k2'])
    expect(llm.getStats()['many']).toMatchObject({ isHealthy: false, failures: 2, state: 'cooling' })
  })

  it('takes all keys out together when they share a pool', async () => {
    const { llm, fake, drive, keys } = keyed(['k1', 'k2'], { pool: 'account' })
    fake.target('a').script(['quota'])
    await rejection(drive(llm.request(hello, { pin: 'many' })))
    expect(keys()).toEqual(['Bearer k1'])
  })

  it('gives and loses keys while it serves: those that stay keep their state, a new one begins with none', async () => {
    const { llm, fake, drive, keys } = keyed(['k1', 'k2'])
    const events: LLMBalancerEvent[] = []
    llm.on('*', (event) => events.push(event))
    fake.target('a').script(['auth'])
    await drive(llm.request(hello, { pin: 'many' }))
    llm.updateProvider('many', { apiKeys: ['k2', 'k3', 'k4'] })
    const ids = llm.snapshot().targets.map(({ id }) => id)
    expect(ids.slice(2)).toEqual(['many#1', 'many#2', 'many#3'])
    for (const id of ['many#1', 'many#2', 'many#3']) await drive(llm.request(hello, { pin: id }))
    expect(keys().slice(2)).toEqual(['Bearer k3', 'Bearer k2', 'Bearer k4'])
    expect(llm.getStats()['many']).toMatchObject({ attempts: 5, failures: 1, isHealthy: true })
    llm.updateProvider('many', { apiKey: 'k4' })
    await Promise.resolve()
    expect(
      llm
        .snapshot()
        .targets.map(({ id }) => id)
        .slice(2),
    ).toEqual(['many#3'])
    expect((await drive(llm.request(hello, { pin: 'many' }))).provider).toBe('many')
    expect(JSON.stringify(events)).not.toMatch(/k[1-4]"/)
  })

  it('names the provider of a call that ends after its target was removed', async () => {
    const { llm, fake, drive } = scene({ a: { latency: 50 } })
    const fetch = (url: string, init: RequestInit): Promise<Response> => fake.fetch(url, init)
    llm.addProvider({
      name: 'many',
      type: 'openai',
      model: 'm',
      apiKeys: ['k1', 'k2'],
      baseURL: fake.url('a'),
      fetch,
    })
    const running = llm.request(hello, { pin: 'many' })
    await fake.until((requests) => requests.length === 1)
    const removed = llm.removeProvider('many')
    expect((await drive(running)).provider).toBe('many')
    await removed
    expect(llm.snapshot().targets.map(({ id }) => id)).toEqual(['a'])
  })

  it('is chosen by name or by key in a custom strategy', async () => {
    const seen: unknown[] = []
    const llm = createLLMBalancer({
      providers: [{ name: 'many', type: 'openai', model: 'm', apiKeys: ['k1', 'k2'], weight: 4 }],
      customStrategy: (providers) => {
        seen.push(providers.map(({ name, target, weight }) => [name, target, weight]))
        return seen.length === 1 ? 'many' : providers.find(({ target }) => target === 'many#2')
      },
      fetch: () => Promise.resolve(new Response('{}', { status: 500 })),
      retry: { maxAttempts: 1 },
    })
    onTestFinished(() => llm.close())
    const picked: string[] = []
    llm.on('target-picked', ({ targetId }) => picked.push(targetId))
    for (let number = 0; number < 2; number += 1) await rejection(llm.request(hello))
    expect(picked).toEqual(['many#1', 'many#2'])
    expect(seen[0]).toEqual([
      ['many', 'many#1', 4],
      ['many', 'many#2', 4],
    ])
  })

  it('is healthy in a health check when one of its keys is', async () => {
    const { llm, fake, drive } = keyed(['k1', 'k2'])
    fake.target('a').script(['auth'])
    expect(await drive(llm.healthCheck())).toMatchObject({ many: true })
  })
})
