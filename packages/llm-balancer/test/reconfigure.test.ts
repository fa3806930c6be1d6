import { describe, expect, it, onTestFinished } from 'vitest'
import { roundRobin } from '@llm-balancer/core'
import {
  createLLMBalancer,
  BaseProvider,
  type LLMBalancerOptions,
  type ProviderConfig,
} from '../src/index.ts'
import { scene, type Scene } from './scene.ts'

type Id = 'a' | 'b' | 'c'
const ask = { prompt: 'Hi' }

/** The entry of a target, as the scene has it. */
function entryOf({ fake }: Scene<Id>, id: Id, more: Partial<ProviderConfig> = {}): ProviderConfig {
  return { name: id, type: 'openai', apiKey: `sk-key-of-${id}`, model: 'm', baseURL: fake.url(id), ...more }
}

/** A balancer with these providers of three targets. */
function reconfigurable(...ids: readonly Id[]): Scene<Id> & {
  readonly give: (providers: LLMBalancerOptions['providers'], more?: Partial<LLMBalancerOptions>) => object
  readonly serves: () => Promise<string>
} {
  const set = scene<Id>({ a: {}, b: {}, c: {} }, { strategy: 'failover', retry: { maxAttempts: 2 } })
  const { llm, drive } = set
  const base = { strategy: 'failover', retry: { maxAttempts: 2 } } as const
  const give = (providers: LLMBalancerOptions['providers'], more: Partial<LLMBalancerOptions> = {}): object =>
    llm.reconfigure({ ...base, providers, ...more })
  give(ids.map((id) => entryOf(set, id)))
  return { ...set, give, serves: async () => (await drive(llm.request(ask))).provider }
}

describe('other options', () => {
  it('add, change and remove providers, and say so', async () => {
    const set = reconfigurable('a', 'b')
    expect(await set.serves()).toBe('a')
    const said = set.give([entryOf(set, 'b', { weight: 2 }), entryOf(set, 'c', { priority: -1 })])
    expect(said).toEqual({ added: ['c'], changed: ['b'], removed: ['a'], settings: [] })
    expect(await set.serves()).toBe('c')
    expect(Object.keys(set.llm.getStats())).toEqual(['b', 'c'])
  })

  it('change nothing when they say what is so already', async () => {
    const set = reconfigurable('a', 'b')
    await set.serves()
    const before = set.llm.snapshot()
    const events: string[] = []
    set.llm.on('*', ({ type }) => events.push(type))
    const providers = [entryOf(set, 'a'), entryOf(set, 'b')]
    expect(set.give(providers)).toEqual({ added: [], changed: [], removed: [], settings: [] })
    expect(set.llm.snapshot()).toEqual(before)
    expect(events).toEqual([])
  })

  it('keep statistics, circuit and used limits of a provider that stays where it is', async () => {
    const set = reconfigurable('a', 'b')
    const { llm, fake, give, serves } = set
    const limited = { requestsPerDay: 2, circuitBreaker: { failureThreshold: 1 } }
    give([entryOf(set, 'a', limited), entryOf(set, 'b')])
    fake.target('b').outage({ status: 500 })
    expect([await serves(), await serves()]).toEqual(['a', 'a'])
    await expect(serves()).rejects.toBeInstanceOf(Error)
    give([entryOf(set, 'a', { ...limited, weight: 3, model: 'other' }), entryOf(set, 'b', { tags: ['x'] })])
    expect(llm.getStats()).toMatchObject({ a: { successes: 2 }, b: { failures: 2 } })
    await expect(serves()).rejects.toBeInstanceOf(Error)
    expect(fake.target('a').stats.requests).toBe(2)
  })

  it('give each setting its default again that they no longer name', async () => {
    const set = reconfigurable('a', 'b')
    const settings = {
      weight: 0,
      tags: ['x'],
      timeouts: { attemptMs: 5 },
      contextWindow: 1,
      pool: 'p',
      maxAttempts: 1,
    }
    set.give([entryOf(set, 'a', settings), entryOf(set, 'b')])
    expect(await set.serves()).toBe('b')
    set.give([entryOf(set, 'a'), entryOf(set, 'b')])
    expect(await set.serves()).toBe('a')
    expect(set.llm.snapshot().targets[0]).toMatchObject({ id: 'a', weight: 1, tags: [] })
    expect(set.llm.snapshot().targets[0]).not.toHaveProperty('pool')
    expect(set.llm.snapshot().targets[0]).not.toHaveProperty('contextWindow')
  })

  it('lift what a key was blocked for when it is another one, and keep the rest', async () => {
    const set = reconfigurable('a', 'b')
    set.fake.target('a').script(['auth'])
    expect(await set.serves()).toBe('b')
    expect(set.llm.getStats()['a']).toMatchObject({ state: 'quarantined' })
    set.give([entryOf(set, 'a', { apiKey: 'sk-another' }), entryOf(set, 'b')])
    expect(set.llm.getStats()['a']).toMatchObject({ state: 'ready', failures: 1 })
    expect(await set.serves()).toBe('a')
  })

  it('begin anew at another address', async () => {
    const set = reconfigurable('a', 'b')
    await set.serves()
    const moved = { ...entryOf(set, 'a'), baseURL: set.fake.url('c'), priority: -1 }
    expect(set.give([moved, entryOf(set, 'b')])).toMatchObject({ added: [], changed: ['a'], removed: [] })
    expect(set.llm.getStats()['a']).toMatchObject({ attempts: 0 })
    await set.serves()
    expect(set.asked()).toEqual(['a', 'c'])
  })

  it('keep the state of a provider at another address where that is asked for, and lift what blocked the old one', async () => {
    const set = reconfigurable('a', 'b')
    const base = { strategy: 'failover', retry: { maxAttempts: 2 } } as const
    const move = (input: Partial<ProviderConfig>): object =>
      set.llm.reconfigure(
        { ...base, providers: [entryOf(set, 'a', input), entryOf(set, 'b')] },
        { keepMoved: true },
      )
    set.fake.target('a').script(['auth'])
    expect(await set.serves()).toBe('b')
    expect(move({ baseURL: set.fake.url('c') })).toMatchObject({ added: [], changed: ['a'], removed: [] })
    expect(set.llm.getStats()['a']).toMatchObject({ attempts: 1, failures: 1, state: 'ready' })
    expect(await set.serves()).toBe('a')
    expect(set.asked()).toEqual(['a', 'b', 'c'])
    move({ baseURL: set.fake.url('c'), type: 'groq' })
    expect(set.llm.getStats()['a']).toMatchObject({ attempts: 0 })
    expect(() => set.llm.reconfigure({ ...base, providers: [] }, { keepMove: true } as never)).toThrow(
      'reconfigure: unknown option "keepMove", did you mean "keepMoved"?',
    )
  })

  it('let running calls of a removed provider end as they began', async () => {
    const set = reconfigurable('a', 'b')
    set.fake.target('a').update({ latency: 500 })
    const running = set.llm.request(ask)
    await new Promise((resolve) => setImmediate(resolve))
    set.give([entryOf(set, 'b')])
    expect((await set.drive(running)).provider).toBe('a')
    expect(await set.serves()).toBe('b')
  })

  it('reach requests that begin afterwards, not those that run', async () => {
    const set = reconfigurable('a', 'b')
    set.fake.target('a').update({ latency: 500 })
    const running = set.llm.request(ask)
    await new Promise((resolve) => setImmediate(resolve))
    const more = { timeouts: { deadlineMs: 100 }, strategy: 'round-robin', models: { m: ['b'] } } as const
    const said = set.give([entryOf(set, 'a'), entryOf(set, 'b')], more)
    expect(said).toMatchObject({ settings: ['strategy', 'timeouts', 'models'] })
    expect((await set.drive(running)).provider).toBe('a')
    expect((await set.drive(set.llm.request({ ...ask, model: 'm' }))).provider).toBe('b')
    await expect(set.drive(set.llm.request(ask, { only: 'a' }))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    })
  })

  it('leave providers that were added, and take over one that they name', async () => {
    const set = reconfigurable('a')
    set.llm.addProvider(entryOf(set, 'b'))
    set.give([entryOf(set, 'c')])
    expect(Object.keys(set.llm.getStats())).toEqual(['b', 'c'])
    expect(set.give([entryOf(set, 'b', { weight: 2 }), entryOf(set, 'c')])).toMatchObject({ changed: ['b'] })
    expect(set.give([entryOf(set, 'c')])).toMatchObject({ removed: ['b'] })
  })

  it('take back what was changed by hand', () => {
    const set = reconfigurable('a')
    set.llm.updateProvider('a', { weight: 0 })
    expect(set.give([entryOf(set, 'a')])).toMatchObject({ changed: ['a'] })
    expect(set.llm.getStats()['a']).toMatchObject({ state: 'ready' })
  })

  it('keep models and providers of your own that are the same object', async () => {
    class Own extends BaseProvider {
      makeRequest(): Promise<{ content: string; model: string; provider: string }> {
        return Promise.resolve({ content: 'x', model: 'm', provider: 'own' })
      }
    }
    const own = new Own({ name: 'own', model: 'm' })
    const set = reconfigurable('a')
    set.give([own])
    expect(await set.serves()).toBe('own')
    set.give([own, entryOf(set, 'a')])
    expect(set.llm.getStats()['own']).toMatchObject({ successes: 1 })
    set.give([new Own({ name: 'own', model: 'm' })])
    expect(set.llm.getStats()['own']).toMatchObject({ successes: 0 })
  })

  it('keep what only code can give where they leave it out', () => {
    const llm = createLLMBalancer({ providers: [], strategy: roundRobin(), classify: () => undefined })
    onTestFinished(() => llm.close())
    expect(llm.reconfigure({ providers: [] })).toMatchObject({ settings: [] })
    expect(llm.snapshot().strategy).toBe('round-robin')
    expect(llm.reconfigure({ providers: [], strategy: 'weighted' })).toMatchObject({ settings: ['strategy'] })
    expect(llm.snapshot().strategy).toBe('weighted')
  })

  it('tell of the budgets that hold from then on', async () => {
    const set = reconfigurable('a')
    const heard: unknown[] = []
    set.llm.on('budget-soft-reached', ({ limitMicroUsd }) => heard.push(limitMicroUsd))
    const priced = entryOf(set, 'a', { cost: { inputPerMTok: 0, outputPerMTok: 1_000_000 } })
    set.give([priced], { budgets: [{ by: 'all', usdPerDay: 1e9, soft: 1e-9, then: 'cheaper' }] })
    await set.drive(set.llm.request({ ...ask, maxTokens: 100 }))
    expect(heard).toEqual([1e15])
  })

  it('change nothing of a provider that was added by hand', async () => {
    const set = reconfigurable('a')
    set.llm.addProvider(entryOf(set, 'b'))
    const before = set.llm.snapshot()
    const events: string[] = []
    set.llm.on('*', ({ type }) => events.push(type))
    expect(set.give([entryOf(set, 'a')])).toEqual({ added: [], changed: [], removed: [], settings: [] })
    expect(set.llm.snapshot()).toEqual(before)
    expect(events).toEqual([])
  })

  it('keep what a budget has spent, and the tokens of retries', async () => {
    const set = reconfigurable('a')
    const priced = entryOf(set, 'a', { cost: { inputPerMTok: 0, outputPerMTok: 1_000_000 } })
    const budgets = (usdPerDay: number): Partial<LLMBalancerOptions> => ({
      budgets: [{ by: 'all', usdPerDay }],
    })
    set.give([priced], budgets(1e9))
    await set.drive(set.llm.request({ ...ask, maxTokens: 100 }))
    set.give([priced], budgets(0.5))
    await expect(set.drive(set.llm.request({ ...ask, maxTokens: 1 }, { deadlineMs: 50 }))).rejects.toThrow(
      'budget',
    )
  })
})

describe('options that are wrong', () => {
  it.each<[string, (set: Scene<Id>) => Partial<LLMBalancerOptions>, string]>([
    ['a provider', (set) => ({ providers: [entryOf(set, 'c'), { name: 'x' } as never] }), 'provider "x"'],
    [
      'a setting of a provider',
      (set) => ({ providers: [entryOf(set, 'a', { weight: -1 })] }),
      'provider "a": "weight"',
    ],
    ['a name twice', (set) => ({ providers: [entryOf(set, 'a'), entryOf(set, 'a')] }), 'the name is taken'],
    [
      'a new name twice',
      (set) => ({ providers: [entryOf(set, 'c'), entryOf(set, 'c')] }),
      'the name is taken',
    ],
    ['a strategy', () => ({ strategy: 'best' as never }), 'reconfigure: "strategy": there is no "best"'],
    [
      'a setting of the core',
      () => ({ cooling: { throttleMs: -1 } }),
      'reconfigure: "cooling.throttleMs" must be',
    ],
    [
      'a retry budget',
      () => ({ retry: { budget: { capacity: -1 } } }),
      'reconfigure: "retry.budget.capacity" must be',
    ],
    ['an unknown option', () => ({ colour: 'red' }) as never, 'reconfigure: unknown option "colour"'],
    ['another clock', () => ({ clock: { now: () => 0, schedule: () => () => {} } }), '"clock" cannot change'],
    ['another fetch', () => ({ fetch: () => Promise.reject(new Error('x')) }), '"fetch" cannot change'],
    ['no providers', () => ({ providers: undefined as never }), 'reconfigure: "providers" is missing'],
  ])('change nothing: %s', async (_, wrong, message) => {
    const set = reconfigurable('a', 'b')
    await set.serves()
    const before = set.llm.snapshot()
    const events: string[] = []
    set.llm.on('*', ({ type }) => events.push(type))
    const providers = [entryOf(set, 'b')]
    expect(() => set.give(providers, { strategy: 'round-robin', ...wrong(set) })).toThrow(message)
    expect(set.llm.snapshot()).toEqual(before)
    expect(events).toEqual([])
    expect(await set.serves()).toBe('a')
  })

  it('are refused when a group would contain the balancer itself, and after close', async () => {
    const set = reconfigurable('a')
    const outer = createLLMBalancer({ providers: [{ name: 'inner', model: set.llm }] })
    expect(() => set.give([{ name: 'circle', model: outer }])).toThrow('contains this balancer')
    await outer.close()
    expect(() => outer.reconfigure({ providers: [] })).toThrow('closed')
  })
})

describe('a shared quota', () => {
  it('is used on while its numbers are the same', async () => {
    const set = reconfigurable('a')
    const limits = [{ shared: 'org', requestsPerDay: 1 }]
    set.give([entryOf(set, 'a', { limits })])
    await set.serves()
    set.give([entryOf(set, 'a', { limits, weight: 2 }), entryOf(set, 'b', { limits: [{ shared: 'org' }] })])
    await expect(set.drive(set.llm.request(ask, { deadlineMs: 50 }))).rejects.toMatchObject({
      code: 'no-target-available',
    })
    set.give([
      entryOf(set, 'a', { limits: [{ shared: 'org', requestsPerDay: 5 }] }),
      entryOf(set, 'b', { limits: [{ shared: 'org' }] }),
    ])
    expect(await set.serves()).toBe('a')
  })
})

describe('a listener that changes providers while others are changed', () => {
  it('does so afterwards, when it adds one of a name that comes', () => {
    const set = reconfigurable('a')
    const { llm } = set
    const errors: unknown[] = []
    llm.on('listener-failed', ({ error }) => errors.push(error))
    const end = llm.on('target-added', () => {
      end()
      llm.addProvider(entryOf(set, 'c'))
    })
    set.give([entryOf(set, 'b'), entryOf(set, 'c'), { ...entryOf(set, 'a'), name: 'd' }])
    expect(errors).toMatchObject([{ message: expect.stringContaining('the name is taken') as unknown }])
    expect(Object.keys(llm.getStats())).toEqual(['b', 'c', 'd'])
    expect(set.give([entryOf(set, 'c')])).toMatchObject({ removed: ['b', 'd'] })
  })

  it('does so afterwards, when it gives other options', () => {
    const set = reconfigurable('a', 'b')
    const end = set.llm.on('target-removing', () => {
      end()
      set.give([entryOf(set, 'c')])
    })
    expect(set.give([{ ...entryOf(set, 'a'), name: 'd' }])).toMatchObject({
      added: ['d'],
      removed: ['a', 'b'],
    })
    expect(Object.keys(set.llm.getStats())).toEqual(['c'])
    expect(set.llm.snapshot().targets.map(({ id }) => id)).toEqual(['c'])
  })
})
