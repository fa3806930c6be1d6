import { AllTargetsFailedError, ProviderError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { LoadBalancerFailoverError } from '../index.ts'
import type { GenerateChatOptions } from '../index.ts'
import { breaks, contents, profileOf, refusal, says, scene, textOf, type Content } from './scene.ts'

type Request = GenerateChatOptions<Content> & Record<string, unknown>

const strategies = ['round-robin', 'failover'] as const

describe.each(strategies)('with %s a member gets', (strategy) => {
  const b = profileOf('b')
  const optionsFor = async (
    profile: object,
    given: object,
    settings: Record<string, unknown> = {},
  ): Promise<Request> => {
    const subProfiles = [{ ...profileOf('a'), ...profile }, b]
    const { ask, calls } = scene(strategy, ['a', 'b'], { subProfiles, settings })
    await ask(given)
    return calls[0]?.options as Request
  }
  const legacy = { model: undefined, ephemeralSettings: undefined, modelParams: undefined }

  it('its own model, address and token over those of the caller', async () => {
    const given = { resolved: { model: 'x', baseURL: 'https://x.test', authToken: 'x', telemetry: 'on' } }
    const { resolved } = await optionsFor({ baseURL: 'https://a.test' }, given)
    expect(resolved).toEqual({
      model: 'model-of-a',
      baseURL: 'https://a.test',
      authToken: 'token-of-a',
      telemetry: 'on',
    })
  })

  it('no token of the caller, or of another member, when it has none', async () => {
    for (const authToken of [undefined, '']) {
      const given = { resolved: { authToken: 'the caller’s' } }
      const { resolved } = await optionsFor({ authToken }, given)
      expect(resolved).not.toHaveProperty('authToken')
    }
  })

  it('none of the credentials in the balancer’s own settings', async () => {
    const settings = {
      'auth-key': 'x',
      'auth-keyfile': 'x',
      'auth-key-name': 'x',
      apiKey: 'x',
      authToken: 'x',
      other: 1,
    }
    const { metadata } = await optionsFor({ ephemeralSettings: { 'auth-key': 'a’s own' } }, {}, settings)
    expect(metadata?.['ephemeralSettings']).toEqual({ 'auth-key': 'a’s own', other: 1 })
  })

  it('the caller’s model when it has none', async () => {
    const { resolved } = await optionsFor({ ...legacy, modelId: undefined }, { resolved: { model: 'x' } })
    expect(resolved).toEqual({ model: 'x', authToken: 'token-of-a' })
  })

  it('its settings with the balancer’s over them, its parameters, and the rest of the caller’s metadata', async () => {
    const ephemeralSettings = { temperature: 0.1, maxTokens: 1, mine: true }
    const modelParams = { top_p: 0.5 }
    const given = { metadata: { trace: 't', ephemeralSettings: { lost: true } } }
    const shared = { temperature: 0.9, streaming: false, timeout_ms: 1000 }
    const { metadata, resolved } = await optionsFor({ ephemeralSettings, modelParams }, given, shared)
    expect(metadata).toEqual({
      trace: 't',
      ephemeralSettings: { temperature: 0.9, maxTokens: 1, mine: true, streaming: false, timeout_ms: 1000 },
      modelParams: { top_p: 0.5 },
    })
    expect(resolved).toMatchObject({ temperature: 0.9, maxTokens: 1, streaming: false })
  })

  it('settings of a wrong type not as what the request is resolved to', async () => {
    const { resolved } = await optionsFor(
      {},
      {},
      { temperature: 'warm', maxTokens: null, streaming: 'disabled' },
    )
    expect(resolved).toEqual({ model: 'model-of-a', authToken: 'token-of-a' })
  })

  it('no settings of the balancer when it is not resolved', async () => {
    const given = { metadata: { trace: 't' } }
    const { metadata } = await optionsFor({ ...legacy, modelId: 'm' }, given, { temperature: 1 })
    expect(metadata).toEqual({ trace: 't' })
  })

  it('everything else as it is, and nothing of the caller or the member is changed', async () => {
    const given = Object.freeze({
      ...{
        tools: ['t'],
        settings: {},
        config: {},
        runtime: {},
        invocation: {},
        userMemory: 'm',
        somethingNew: {},
      },
      metadata: Object.freeze({ trace: 't' }),
      resolved: Object.freeze({ model: 'x' }),
    })
    const member = Object.freeze({
      ephemeralSettings: Object.freeze({ x: 1 }),
      modelParams: Object.freeze({ y: 1 }),
    })
    const options = await optionsFor(member, given, { z: 1 })
    for (const name of [
      'tools',
      'settings',
      'config',
      'runtime',
      'invocation',
      'userMemory',
      'somethingNew',
    ] as const)
      expect(options[name]).toBe(given[name])
    expect(options.contents).toBe(contents)
  })
})

it.each(strategies)('each member gets its own, one after the other, with %s', async (strategy) => {
  const { ask, calls, script } = scene(strategy, ['a', 'b'])
  script('a', breaks(refusal(429)))
  await ask()
  await ask()
  expect(calls.map(({ options }) => options.resolved)).toEqual(
    (strategy === 'failover' ? ['a', 'b', 'b'] : ['a', 'b']).map((name) => {
      return { model: `model-of-${name}`, authToken: `token-of-${name}` }
    }),
  )
})

describe('round robin', () => {
  it('gives a failure to the caller, and goes on to the next member with the next request', async () => {
    const settings = {
      failover_retry_count: 3,
      circuit_breaker_enabled: true,
      circuit_breaker_failure_threshold: 1,
      timeout_ms: 5,
    }
    const { ask, asked, script, balancer } = scene('round-robin', ['a', 'b'], { settings })
    const error = refusal(500)
    script('a', breaks(error))
    expect(await ask()).toEqual({ error })
    await ask()
    expect(await ask()).toEqual({ error })
    expect(asked()).toEqual(['a', 'b', 'a'])
    expect(balancer.getCurrentFailoverIndex()).toBe(0)
    expect(balancer.getStats()).toMatchObject({
      ...{ totalRequests: 3, lastSelected: 'a', profileCounts: { a: 2, b: 1 }, circuitBreakerStates: {} },
      backendMetrics: { a: { requests: 2, failures: 2 }, b: { requests: 1, successes: 1 } },
    })
  })

  it('names the provider and the member when the host does not know it, and counts that as a failure', async () => {
    const { ask, balancer, providers } = scene('round-robin', ['a'])
    delete providers['a']
    expect(await ask()).toEqual({ error: new Error('Provider "a" not found for sub-profile "a"') })
    expect(balancer.getStats().backendMetrics['a']).toMatchObject({ requests: 1, failures: 1 })
  })

  it('keeps its turns under load', async () => {
    const { ask, asked } = scene('round-robin', ['a', 'b', 'c'])
    await Promise.all(Array.from({ length: 6 }, () => ask()))
    expect(asked()).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  })
})

describe('failover', () => {
  it('goes on when the host does not know a provider', async () => {
    const { ask, asked, providers, balancer } = scene('failover', ['a', 'b'])
    delete providers['a']
    expect(await ask()).toEqual(['b1', 'b2'])
    expect(asked()).toEqual(['b'])
    expect(balancer.getStats().backendMetrics['a']).toMatchObject({ failures: 1 })
  })

  it.each(['ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND'])(
    'goes on after %s, unless it is switched off',
    async (code) => {
      const { ask, asked, script, settings } = scene('failover', ['a', 'b'])
      const error = Object.assign(new Error('connect failed'), { code })
      script('a', breaks(error))
      expect(await ask()).toEqual(['b1', 'b2'])
      settings['failover_on_network_errors'] = false
      script('b', breaks(error))
      expect(await ask()).toEqual({ error })
      expect(asked()).toEqual(['a', 'b', 'b'])
    },
  )

  it('goes on at once after a refusal of a key or an account, whatever its status', async () => {
    const { ask, asked, script } = scene('failover', ['a', 'b'], { settings: { failover_retry_count: 3 } })
    script('a', breaks(refusal(400, 'API_KEY_INVALID: API key not valid')))
    expect(await ask()).toEqual(['b1', 'b2'])
    script('b', breaks(refusal(400, 'Your credit balance is too low')))
    script('a', says('a serves'))
    expect(await ask()).toEqual(['a serves'])
    expect(asked()).toEqual(['a', 'b', 'b', 'a'])
  })

  it('tells a time limit of its own from one of a member', async () => {
    const settings = { failover_on_network_errors: false }
    const { ask, script, balancer } = scene('failover', ['a', 'b'], { settings })
    const error = new ProviderError({ provider: 'openai', kind: 'timeout', message: 'no answer' })
    script('a', breaks(error))
    expect(await ask()).toEqual({ error })
    const other = new ProviderError({ provider: 'a', kind: 'network', message: 'no connection' })
    script('a', breaks(other))
    balancer.resetFailoverIndex()
    expect(await ask()).toEqual({ error: other })
    expect(balancer.getStats().backendMetrics['a']).toMatchObject({ failures: 2, timeouts: 0 })
  })

  it('goes on after what is no error, and after a time limit of its own, although network errors do not count', async () => {
    const settings = { failover_on_network_errors: false, timeout_ms: 10 }
    const { ask, script, clock } = scene('failover', ['a', 'b'], { settings })
    script('a', breaks('a text'))
    expect(await ask()).toEqual(['b1', 'b2'])
    script('b', () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }))
    const answer = ask()
    await clock.advance(10)
    expect(await answer).toMatchObject({
      error: {
        failures: [{ profile: 'b', error: { message: 'Request timeout after 10 ms' } }, { profile: 'a' }],
      },
    })
  })

  it.each<[readonly unknown[] | undefined, readonly number[], readonly number[]]>([
    [undefined, [429, 500, 502, 503, 504, 529], [400, 404, 408, 409, 413, 422]],
    [
      [503, 'x', 418],
      [503, 418, 429],
      [500, 502],
    ],
    [[], [], [500, 503]],
  ])('with failover_status_codes %j goes on after %j and throws %j', async (codes, going, thrown) => {
    for (const status of [...going, ...thrown]) {
      const { ask, script } = scene('failover', ['a', 'b'], { settings: { failover_status_codes: codes } })
      const error = Object.assign(new Error('refused'), { response: { status } })
      script('a', breaks(error))
      expect(await ask()).toEqual(going.includes(status) ? ['b1', 'b2'] : { error })
    }
  })

  it('makes at least one try and at most a hundred', async () => {
    for (const [count, tries] of [
      [0, 1],
      [2.9, 2],
      [1e9, 100],
    ] as const) {
      const { ask, asked, script } = scene('failover', ['a', 'b'], {
        settings: { failover_retry_count: count },
      })
      script('a', breaks(refusal(500)))
      await ask()
      expect(asked().filter((name) => name === 'a')).toHaveLength(tries)
    }
  })

  it('leaves the order of the list to no one: also members that failed last come in their turn', async () => {
    const { ask, asked, script, balancer } = scene('failover', ['a', 'b', 'c'])
    script('a', breaks(refusal(500)))
    script('b', breaks(refusal(500)))
    await ask()
    balancer.resetFailoverIndex()
    await ask()
    expect(asked()).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  })
})

it('what is said of one failure is its own message', async () => {
  const { ask, script, providers } = scene('failover', ['a', 'b'], {
    settings: { circuit_breaker_enabled: true, circuit_breaker_failure_threshold: 1 },
  })
  script('a', breaks(refusal(500, 'a is down')))
  await ask()
  script('b', breaks(refusal(500, 'b is down, key sk-planted0123456789abcdef')))
  const { error } = (await ask()) as { error: Error }
  expect(error.message).toMatch(/^Load balancer "mine" failover exhausted: b is down, key … \(tried: b\)$/)
  expect(error).toMatchObject({ profileName: 'mine', failures: [{ profile: 'b' }], cause: { status: 500 } })
  expect(error).toMatchObject({ attempts: [{ targetId: 'b' }], considered: [{ id: 'a' }, { id: 'b' }] })
  const { isInstance } = LoadBalancerFailoverError
  const other = new AllTargetsFailedError('x', { errors: [], attempts: [] })
  expect([error, other, new Error(), undefined].map((one) => isInstance(one))).toEqual([
    true,
    false,
    false,
    false,
  ])
  expect(AllTargetsFailedError.isInstance(error)).toBe(true)
  expect(isInstance(new LoadBalancerFailoverError('mine', []))).toBe(true)
  expect(providers).toHaveProperty('a')
  expect(textOf('x').blocks).toHaveLength(1)
})
