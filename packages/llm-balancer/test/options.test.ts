import { describe, expect, it } from 'vitest'
import { roundRobin } from '@llm-balancer/core'
import { BalancerClosedError, BaseProvider, createLLMBalancer, openai } from '../src/index.ts'
import type { LLMBalancerOptions, LLMResponse, ProviderInput } from '../src/index.ts'
import { strategyNames } from '../src/options/strategies.ts'
import { rejection, scene } from './scene.ts'

const good = { name: 'openai', apiKey: 'k', model: 'm' } as const
const model = openai({ apiKey: 'k', model: 'm' })

const bad = (value: unknown): LLMBalancerOptions => value as LLMBalancerOptions
const badProvider = (value: unknown): LLMBalancerOptions => ({ providers: [value as ProviderInput] })

describe('createLLMBalancer refuses', () => {
  it.each<[string, LLMBalancerOptions, string | RegExp]>([
    ['no options', bad(undefined), 'createLLMBalancer: options must be an object, got undefined'],
    [
      'an unknown option',
      bad({ providers: [good], colour: 3 }),
      'createLLMBalancer: unknown option "colour"; known options are providers, strategy, customStrategy, timeouts, retry',
    ],
    ['no providers', bad({}), 'createLLMBalancer: "providers" is missing'],
    [
      'providers that are no list',
      bad({ providers: good }),
      'createLLMBalancer: "providers" must be an array, got an object',
    ],
    [
      'a provider that is a text',
      badProvider('openai'),
      'a provider must be a configuration, a model, or a BaseProvider, got a string',
    ],
    ['a provider without a name', badProvider({ model: 'm' }), '"name"'],
    [
      'a model of the AI SDK',
      badProvider({ specificationVersion: 'v4', provider: 'x', modelId: 'm', doGenerate: () => 1 }),
      'a provider is a model of the AI SDK; wrap it with fromAiSdk of @llm-balancer/ai-sdk',
    ],
    [
      'a model of the AI SDK with a name',
      badProvider({ name: 'a', model: { provider: 'x', modelId: 'm', doGenerate: () => 1 } }),
      'provider "a": "model" is a model of the AI SDK; wrap it with fromAiSdk',
    ],
    [
      'the client of an SDK',
      badProvider({ name: 'a', model: { baseURL: 'https://x.test', request: () => 1 } }),
      'provider "a": "model" is the client of an SDK; wrap it with fromClient of @llm-balancer/clients',
    ],
    [
      'half a model',
      badProvider({ name: 'a', model: { provider: 'x', modelId: 'm', generate: () => 1 } }),
      'provider "a": "model" must be the name of a model, or a model with "provider", "modelId", "generate"',
    ],
    [
      'a provider of your own that cannot be asked',
      badProvider(Object.create(BaseProvider.prototype)),
      'a provider of your own needs a "makeRequest"',
    ],
    [
      'an unknown API',
      badProvider({ ...good, api: 'response' }),
      /provider "openai": "api" must be one of .*chat-completions.*responses/,
    ],
    [
      'a number in place of randomness',
      bad({ providers: [good], random: 3 }),
      'createLLMBalancer: "random" must be a function, got 3',
    ],
    [
      'a provider without a model',
      badProvider({ name: 'openai', apiKey: 'k' }),
      'provider "openai": "model" is missing',
    ],
    ['a vendor without a key', badProvider({ name: 'claude', model: 'm' }), /provider "claude": .*"apiKey"/],
    [
      'an unknown setting',
      badProvider({ ...good, tokensPerSecond: 5 }),
      'provider "openai": unknown option "tokensPerSecond"',
    ],
    [
      'an unknown type',
      badProvider({ ...good, type: 'bard' }),
      'provider "openai": "type" "bard" is not one of these; known types are anthropic, claude, azure-openai,',
    ],
    [
      'a name that is no vendor',
      badProvider({ ...good, name: 'mine' }),
      'provider "mine": the name is not a vendor\'s, so the entry needs a "type"; known types are anthropic',
    ],
    [
      'a compatible server without an address',
      badProvider({ name: 'eu', type: 'openai-compatible', model: 'm' }),
      'provider "eu": "baseURL" is missing',
    ],
    [
      'a key and several keys',
      badProvider({ ...good, apiKeys: ['a', 'b'] }),
      'provider "openai": "apiKey" and "apiKeys" stand for the same, give one of them',
    ],
    [
      'no key at all in a list',
      badProvider({ name: 'openai', model: 'm', apiKeys: [] }),
      'provider "openai": "apiKeys" must be an array with at least one key, got an empty one',
    ],
    [
      'the same key twice',
      badProvider({ name: 'openai', model: 'm', apiKeys: ['sk-a', 'sk-b', 'sk-a'] }),
      /provider "openai": "apiKeys" must be different keys, got one of them twice$/,
    ],
    [
      'an address that would show the key',
      badProvider({ ...good, baseURL: 'http://example.com/v1' }),
      'would send the key unencrypted',
    ],
    [
      'a negative weight',
      badProvider({ ...good, weight: -1 }),
      'provider "openai": "weight" must be within [0, ∞), got -1',
    ],
    [
      'a priority that is no number',
      badProvider({ ...good, priority: NaN }),
      'provider "openai": "priority" must be within (-∞, ∞), got NaN',
    ],
    [
      'a clock of 0 ms',
      badProvider({ ...good, timeouts: { attemptMs: 0 } }),
      'provider "openai": "timeouts.attemptMs" must be within (0, ∞], got 0',
    ],
    [
      'half an attempt',
      badProvider({ ...good, maxAttempts: 1.5 }),
      'provider "openai": "maxAttempts" must be a whole number within [1, ∞], got 1.5',
    ],
    [
      'a negative limit',
      badProvider({ ...good, requestsPerMinute: -1 }),
      'provider "openai": "requestsPerMinute" must be a whole number within [0, ∞], got -1',
    ],
    [
      'tags that are no list',
      badProvider({ ...good, tags: 'eu' }),
      'provider "openai": "tags" must be an array of strings, got a string',
    ],
    [
      'an unknown price',
      badProvider({ ...good, cost: { input: 1 } }),
      'provider "openai": unknown option "cost.input"',
    ],
    [
      'a key beside a ready-made model',
      badProvider({ name: 'x', model, apiKey: 'k' }),
      'provider "x", whose "model" is ready-made: unknown option "apiKey"',
    ],
    ['the same bare model twice', { providers: [model, model] }, 'provider "openai": the name is taken'],
    [
      'an unknown strategy',
      bad({ providers: [good], strategy: 'fastest' }),
      /createLLMBalancer: "strategy": there is no "fastest"; known strategies are round-robin, weighted, .*, custom$/,
    ],
    [
      'a number in place of a strategy',
      bad({ providers: [good], strategy: 5 }),
      'createLLMBalancer: "strategy" must be a name, { name, … } or a strategy such as roundRobin(), got 5',
    ],
    [
      'custom without a function',
      { providers: [good], strategy: 'custom' },
      '"customStrategy" must be a function that chooses',
    ],
    [
      'a function that would not be asked',
      { providers: [good], strategy: 'failover', customStrategy: () => 'openai' },
      '"customStrategy" is asked only with "strategy": "custom"',
    ],
    [
      'a custom strategy that is no function',
      bad({ providers: [good], customStrategy: 'first' }),
      'createLLMBalancer: "customStrategy" must be a function, got a string',
    ],
    [
      'no time at all',
      { providers: [good], timeouts: { deadlineMs: 0 } },
      'createLLMBalancer: "timeouts.deadlineMs" must be within (0, ∞], got 0',
    ],
    [
      'no attempts at all',
      { providers: [good], retry: { maxAttempts: 0 } },
      'createLLMBalancer: "retry.maxAttempts" must be a whole number within [1, ∞], got 0',
    ],
    [
      'a negative delay',
      { providers: [good], retry: { backoff: { baseMs: -5 } } },
      /createLLMBalancer: .*baseMs" must be within \[0, ∞\), got -5/,
    ],
    [
      'a circuit that is never closed',
      { providers: [good], circuitBreaker: { failureThreshold: 0 } },
      'createLLMBalancer: "circuitBreaker.failureThreshold" must be a whole number within [1, ∞], got 0',
    ],
    [
      'a circuit with a time limit of its own',
      bad({ providers: [good], circuitBreaker: { timeoutMs: 5 } }),
      'createLLMBalancer: unknown option "circuitBreaker.timeoutMs"',
    ],
    [
      'a switch in place of a circuit',
      bad({ providers: [good], circuitBreaker: true }),
      'createLLMBalancer: "circuitBreaker" must be an object or false, got true',
    ],
    [
      'a bad circuit of one provider',
      { providers: [{ ...good, circuitBreaker: { maxProbes: 0 } }] },
      'provider "openai": "circuitBreaker.maxProbes"',
    ],
    [
      'a misspelt option, with the one that was meant',
      bad({ providers: [good], timeoutss: {} }),
      'unknown option "timeoutss", did you mean "timeouts"? known options are',
    ],
    [
      'a misspelt setting of a provider, with the one that was meant',
      badProvider({ ...good, wieght: 2 }),
      'provider "openai": unknown option "wieght", did you mean "weight"?',
    ],
    [
      'an address by the name it was given',
      badProvider({ ...good, baseURL: 'nowhere' }),
      'provider "openai": "baseURL" is not an absolute URL',
    ],
    [
      'headers that are a text',
      badProvider({ ...good, headers: 'a: b' }),
      'provider "openai": "headers" must be an object with a string for each name, or Headers, got a string',
    ],
    [
      'a header that is a number',
      badProvider({ ...good, headers: { 'x-team': 12_345_678 } }),
      'provider "openai": "headers" must have a string for each name, got a number for "x-team"',
    ],
    [
      'a clock without hands',
      bad({ providers: [good], clock: {} }),
      'createLLMBalancer: "clock.now" must be a function, got undefined',
    ],
    [
      'an unknown word for what to do when no provider may be asked',
      bad({ providers: [good], whenUnavailable: 'queue' }),
      'createLLMBalancer: "whenUnavailable" must be',
    ],
    [
      'no strategy at all',
      bad({ providers: [good], strategy: null }),
      '"strategy" must be a name, { name, … } or a strategy',
    ],
    [
      'a text in place of fetch',
      bad({ providers: [good], fetch: 'fetch' }),
      'createLLMBalancer: "fetch" must be a function',
    ],
  ])('%s', (_, options, message) => {
    expect(() => createLLMBalancer(options)).toThrow(message)
  })
})

describe('request refuses', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'request: the request must be an object like { prompt }, got undefined'],
    ['a bare text', 'Hello', 'request: the request must be an object like { prompt }, got a string'],
    ['no prompt', {}, 'request: needs a "prompt" or "messages"'],
    [
      'an empty prompt',
      { prompt: '' },
      'request: "prompt" must be a string that is not empty, got an empty string',
    ],
    [
      'a prompt that is no text',
      { prompt: 5 },
      'request: "prompt" must be a string that is not empty, got 5',
    ],
    [
      'messages that are no list',
      { messages: 'Hello' },
      'request: "messages" must be an array, got a string',
    ],
    [
      'no tokens',
      { prompt: 'p', maxTokens: 0 },
      'request: "maxTokens" must be a whole number within [1, ∞), got 0',
    ],
    [
      'negative randomness',
      { prompt: 'p', temperature: -1 },
      'request: "temperature" must be within [0, ∞), got -1',
    ],
    ['more than everything', { prompt: 'p', topP: 2 }, 'request: "topP" must be within [0, 1], got 2'],
    [
      'a system prompt that is no text',
      { prompt: 'p', system: [] },
      'request: "system" must be a string, got an array',
    ],
    [
      'a stream that may be',
      { prompt: 'p', stream: 'yes' },
      'request: "stream" must be true or false, got a string',
    ],
    [
      'a conversation with a hole',
      { messages: [{ role: 'user', content: null }] },
      'request: "messages[0].content" must be a string or an array of parts, got null',
    ],
    ['an unknown option', { prompt: 'p', max_tokens: 5 }, 'request: unknown option "max_tokens"'],
  ])('%s', async (_, request, message) => {
    const { llm, asked } = scene({ a: {} })
    const error = await rejection((async () => llm.request(request as { prompt: string }))())
    expect(String(error)).toContain(message)
    expect(asked()).toEqual([])
  })

  it('options of the call that it does not have', async () => {
    const { llm } = scene({ a: {} })
    const error = await rejection(llm.request({ prompt: 'p' }, { timeout: 5 } as object))
    expect(String(error)).toContain('request: unknown option "timeout"; use "deadlineMs"')
  })

  it.each(['onInterrupted', 'isContent', 'isFinal', 'usageOf'])(
    'an option of streams, which would mix answers or do nothing: %s',
    async (name) => {
      const { llm } = scene({ a: {} })
      const options = { [name]: name === 'onInterrupted' ? 'restart' : () => true }
      const message = `request: unknown option "${name}"`
      expect(() => llm.request({ prompt: 'p', stream: true }, options)).toThrow(message)
      expect(String(await rejection(llm.request({ prompt: 'p' }, options)))).toContain(message)
      if (name === 'onInterrupted') return
      expect(() => llm.stream({ messages: [{ role: 'user', content: 'p' }] }, options)).toThrow(
        `stream: unknown option "${name}"`,
      )
    },
  )

  it('a chat request without messages', async () => {
    const { llm } = scene({ a: {} })
    expect(String(await rejection(llm.generate({ messages: [] })))).toContain('at least one message')
    expect(() => llm.stream({ messages: 'p' } as never)).toThrow('"messages" must be an array')
  })
})

describe('strategy', () => {
  it.each(strategyNames.filter((name) => name !== 'custom'))(
    '%s serves, under its name',
    async (strategy) => {
      const { llm, drive } = scene({ a: {}, b: {} }, { strategy })
      await drive(llm.request({ prompt: 'p' }))
      expect(llm.snapshot().strategy).toBe(strategy)
    },
  )

  it('is adaptive when nothing is said, and custom with a function alone', () => {
    const [plain, own] = [
      createLLMBalancer({ providers: [good] }),
      createLLMBalancer({ providers: [good], customStrategy: () => 'openai' }),
    ]
    expect([plain.snapshot().strategy, own.snapshot().strategy]).toEqual(['adaptive', 'custom'])
  })

  it('can be a strategy of the core', async () => {
    const { llm, drive, asked } = scene({ a: {}, b: {} }, { strategy: roundRobin() })
    await drive(llm.request({ prompt: 'p' }))
    await drive(llm.request({ prompt: 'p' }))
    expect(asked().toSorted()).toEqual(['a', 'b'])
  })

  it('asks lower priorities first, whichever it is', async () => {
    const { llm, fake, drive, asked } = scene(
      { c: {}, a: {}, b: {} },
      { strategy: 'round-robin', entries: { c: { priority: 1 } } },
    )
    for (let number = 0; number < 4; number += 1) await drive(llm.request({ prompt: 'p' }))
    expect(asked().toSorted()).toEqual(['a', 'a', 'b', 'b'])
    fake.target('a').outage()
    fake.target('b').outage()
    expect((await drive(llm.request({ prompt: 'p' }))).provider).toBe('c')
  })

  it('that is custom sees who may be asked, without keys', async () => {
    let seen: unknown
    const { llm, fake, drive } = scene(
      { a: {}, b: {} },
      {
        strategy: 'custom',
        entries: { a: { weight: 2, tags: ['eu'], contextWindow: 1000 }, b: { weight: 0 } },
        customStrategy: (providers, call) => {
          seen = { providers, attempt: call.attempt }
          return providers[0]
        },
      },
    )
    await drive(llm.request({ prompt: 'p' }))
    expect(seen).toEqual({
      attempt: 1,
      providers: [
        {
          name: 'a',
          target: 'a',
          vendor: 'openai',
          model: 'model-of-a',
          weight: 2,
          priority: 0,
          tags: ['eu'],
          contextWindow: 1000,
          inFlight: 0,
        },
      ],
    })
    expect(fake.requests).toHaveLength(1)
  })
})

it('a call can choose providers by name and tag', async () => {
  const { llm, drive } = scene({ a: {}, b: {}, c: {} }, { entries: { c: { tags: ['eu'] } } })
  const who = async (options: object): Promise<string> =>
    (await drive(llm.request({ prompt: 'p' }, options))).provider
  expect(await who({ pin: 'b' })).toBe('b')
  expect(await who({ only: 'eu' })).toBe('c')
  expect(await who({ exclude: ['a', 'eu'] })).toBe('b')
})

it('requestsPerMinute sends what is too much elsewhere, and says when there is room', async () => {
  const { llm, clock, drive, asked } = scene(
    { a: {}, b: {} },
    {
      entries: { a: { requestsPerMinute: 2 }, b: { requestsPerMinute: 1 } },
    },
  )
  for (let number = 0; number < 3; number += 1) await drive(llm.request({ prompt: 'p' }))
  expect(asked()).toEqual(['a', 'a', 'b'])
  const error = await rejection(drive(llm.request({ prompt: 'p' })))
  expect(error).toMatchObject({
    name: 'NoTargetAvailableError',
    considered: [{ reason: 'rate-limit' }, { reason: 'rate-limit' }],
  })
  const { retryAfterMs } = error as { retryAfterMs: number }
  expect(llm.getStats()['a']?.isHealthy).toBe(true)
  await clock.advance(retryAfterMs)
  expect((await drive(llm.request({ prompt: 'p' }))).provider).toBe('a')
})

it('whenUnavailable: wait lets a request wait for room', async () => {
  const { llm, drive, clock } = scene(
    { a: {} },
    {
      entries: { a: { requestsPerMinute: 1 } },
      whenUnavailable: { maxWaitMs: 70_000 },
      timeouts: { deadlineMs: Infinity },
    },
  )
  await drive(llm.request({ prompt: 'p' }))
  const second = llm.request({ prompt: 'p' })
  await clock.advance(60_000)
  expect((await drive(second)).provider).toBe('a')
})

it('a model can stand in the list bare, or with a name and settings', async () => {
  const { llm, fake, drive } = scene({ a: {}, b: {} })
  const fetch = (url: string, init: RequestInit): Promise<Response> => fake.fetch(url, init)
  const baseURL = fake.url('b')
  llm.addProvider(openai({ apiKey: 'k', model: 'bare', baseURL, fetch }))
  llm.addProvider({
    name: 'named',
    model: openai({ apiKey: 'k', model: 'named', baseURL, fetch }),
    weight: 3,
  })
  expect((await drive(llm.request({ prompt: 'p' }, { pin: 'openai' }))).model).toBe('bare')
  expect((await drive(llm.request({ prompt: 'p' }, { pin: 'named' }))).model).toBe('named')
  expect(llm.getHealthyProviders().at(-1)).toMatchObject({ name: 'named', vendor: 'openai', weight: 3 })
})

it('a provider that cannot be added leaves everything as it was', async () => {
  const { llm } = scene({ a: {} })
  expect(() => {
    llm.addProvider({ ...good, weight: -1 })
  }).toThrow('"weight"')
  llm.addProvider(good)
  expect(Object.keys(llm.getStats())).toEqual(['a', 'openai'])
  expect(() => llm.removeProvider('unknown')).toThrow(
    'removeProvider: there is no provider "unknown"; known providers are a, openai',
  )
  await llm.removeProvider('openai')
  expect(Object.keys(llm.getStats())).toEqual(['a'])
})

it('a custom provider has to hand its configuration on', () => {
  class Forgetful extends BaseProvider {
    constructor() {
      super(undefined as never)
    }
    makeRequest(): Promise<LLMResponse> {
      return Promise.reject(new Error('never asked'))
    }
  }
  expect(() => createLLMBalancer({ providers: [new Forgetful()] })).toThrow(
    'a provider of your own: "config.name" must be a string that is not empty, got undefined',
  )
})

it('an event that never comes is refused by its name', () => {
  const { llm } = scene({ a: {} })
  expect(() => llm.on('attempt-faild' as never, () => {})).toThrow(
    'on: there is no event "attempt-faild", did you mean "attempt-failed"? known events are *, run-started',
  )
  expect(() => llm.on(5 as never, () => {})).toThrow('on: an event is a name, got 5')
  expect(() => llm.on('*', 5 as never)).toThrow('on: "listener" must be a function, got 5')
})

it('a misspelt setting of a custom provider is refused, a field of its own is not', () => {
  class Own extends BaseProvider {
    makeRequest(): Promise<LLMResponse> {
      return Promise.reject(new Error('never asked'))
    }
  }
  const own = { name: 'own', model: 'm', region: 'eu', host: 'h' }
  expect(() => createLLMBalancer({ providers: [new Own({ ...own, wieght: 2 } as typeof own)] })).toThrow(
    'provider "own": unknown option "wieght", did you mean "weight"?',
  )
  expect(createLLMBalancer({ providers: [new Own(own)] }).getHealthyProviders()).toHaveLength(1)
})

it('http to a public host has to be allowed', () => {
  const insecure = { ...good, baseURL: 'http://example.com/v1' }
  expect(() => createLLMBalancer({ providers: [insecure] })).toThrow(
    '"baseURL" would send the key unencrypted',
  )
  const llm = createLLMBalancer({ providers: [{ ...insecure, allowInsecureHttp: true }] })
  expect(llm.getHealthyProviders()).toHaveLength(1)
})

it('a closed balancer takes no providers and makes no health check', async () => {
  const { llm, asked } = scene({ a: {} })
  await llm.close()
  expect(() => {
    llm.addProvider(good)
  }).toThrow(BalancerClosedError)
  expect(await rejection(llm.healthCheck())).toBeInstanceOf(BalancerClosedError)
  expect(Object.keys(llm.getStats())).toEqual(['a'])
  expect(asked()).toEqual([])
})
