import { describe, expect, it } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import { rejection, scene } from './scene.ts'

const good = { name: 'openai', apiKey: 'k', model: 'm' } as const
const create = (options: object) => (): unknown => createLLMBalancer({ providers: [good], ...options })
const entry = (settings: object) => (): unknown =>
  createLLMBalancer({ providers: [{ ...good, ...settings }] })

describe('a name of another library is answered with the name that takes its place:', () => {
  it.each([
    ['globalTimeout', 'timeouts.deadlineMs'],
    ['timeout', 'timeouts.deadlineMs'],
    ['maxRetries', 'retry.maxAttempts'],
    ['maxAttempts', 'retry.maxAttempts'],
    ['retryDelay', 'retry.backoff'],
    ['modelAliases', 'models'],
  ])('%s of the balancer', (name, own) => {
    expect(create({ [name]: 5 })).toThrow(
      new TypeError(`createLLMBalancer: unknown option "${name}"; use "${own}"`),
    )
  })

  it.each([
    ['baseUrl', 'baseURL'],
    ['base_url', 'baseURL'],
    ['timeout', 'timeouts.attemptMs'],
    ['maxRetries', 'maxAttempts'],
    ['api_key', 'apiKey'],
    ['keys', 'apiKeys'],
    ['vendor', 'type'],
    ['maxTokens', 'defaults.maxOutputTokens'],
    ['temperature', 'defaults.temperature'],
  ])('%s of a provider', (name, own) => {
    expect(entry({ [name]: 5 })).toThrow(
      new TypeError(`provider "openai": unknown option "${name}"; use "${own}"`),
    )
  })

  it.each([
    ['max_tokens', 'maxTokens'],
    ['maxOutputTokens', 'maxTokens'],
  ])('%s of a simple request', async (name, own) => {
    const { llm } = scene({ a: {} })
    const error = await rejection(llm.request({ prompt: 'p', [name]: 5 }))
    expect(error).toEqual(new TypeError(`request: unknown option "${name}"; use "${own}"`))
  })

  it.each([
    ['timeout', 'deadlineMs'],
    ['maxRetries', 'maxAttempts'],
    ['abortSignal', 'signal'],
  ])('%s of a call', async (name, own) => {
    const { llm } = scene({ a: {} })
    const message = `unknown option "${name}"; use "${own}"`
    expect(await rejection(llm.request({ prompt: 'p' }, { [name]: 5 }))).toEqual(
      new TypeError(`request: ${message}`),
    )
    const messages = [{ role: 'user', content: 'p' }] as const
    expect(await rejection(llm.generate({ messages }, { [name]: 5 }))).toEqual(
      new TypeError(`generate: ${message}`),
    )
    expect(() => llm.stream({ messages }, { [name]: 5 })).toThrow(new TypeError(`stream: ${message}`))
    expect(await rejection(llm.embed({ values: ['a'] }, { [name]: 5 }))).toEqual(
      new TypeError(`embed: ${message}`),
    )
  })
})

describe('inside an option, too:', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a clock',
      create({ timeouts: { timeout: 5 } }),
      'unknown option "timeouts.timeout"; use "timeouts.deadlineMs"',
    ],
    [
      'a clock of a provider',
      entry({ timeouts: { timeout: 5 } }),
      '"timeouts.timeout"; use "timeouts.attemptMs"',
    ],
    [
      'a default',
      entry({ defaults: { maxTokens: 5 } }),
      '"defaults.maxTokens"; use "defaults.maxOutputTokens"',
    ],
    ['a circuit', create({ circuitBreaker: { resetTimeout: 5 } }), 'use "circuitBreaker.resetTimeoutMs"'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message)
  })
})

describe('a misspelt option is answered with the one that was meant:', () => {
  it.each<[string, () => unknown, string]>([
    ['of the balancer', create({ whenUnavailble: 'wait' }), 'whenUnavailable'],
    ['of its clocks', create({ timeouts: { deadlinMs: 5 } }), 'timeouts.deadlineMs'],
    ['of its retries', create({ retry: { maxAttemps: 5 } }), 'retry.maxAttempts'],
    [
      'of its circuits',
      create({ circuitBreaker: { failureTreshold: 5 } }),
      'circuitBreaker.failureThreshold',
    ],
    ['of its waits', create({ whenUnavailable: { maxWaitMillis: 5 } }), 'whenUnavailable.maxWaitMs'],
    ['of a provider', entry({ requestPerMinute: 5 }), 'requestsPerMinute'],
    ['of its clocks', entry({ timeouts: { attemtMs: 5 } }), 'timeouts.attemptMs'],
    ['of its prices', entry({ cost: { inputPerMtok: 5 } }), 'cost.inputPerMTok'],
    ['of its defaults', entry({ defaults: { maxOutputToken: 5 } }), 'defaults.maxOutputTokens'],
    ['of its circuit', entry({ circuitBreaker: { maxProbe: 5 } }), 'circuitBreaker.maxProbes'],
    ['of its vendor', entry({ organisation: 'x' }), 'organization'],
  ])('%s', (_, make, meant) => {
    expect(make).toThrow(TypeError)
    expect(make).toThrow(`did you mean "${meant}"?`)
  })

  it.each<[object, string]>([
    [{ deadlinMs: 5 }, 'deadlineMs'],
    [{ timeouts: { idelMs: 5 } }, 'timeouts.idleMs'],
    [{ expectedTokens: { inputs: 5 } }, 'expectedTokens.input'],
  ])('%j of a call', async (options, meant) => {
    const { llm } = scene({ a: {} })
    const error = await rejection(llm.request({ prompt: 'p' }, options))
    expect(String(error)).toContain(`did you mean "${meant}"?`)
  })

  it('of a strategy', () => {
    expect(create({ strategy: 'round-robbin' })).toThrow('"round-robbin", did you mean "round-robin"?')
  })
})

describe('NaN, a number out of range and a text are refused with the same sentence:', () => {
  it.each<[string, (value: unknown) => () => unknown]>([
    [
      'createLLMBalancer: "timeouts.deadlineMs" must be within (0, ∞]',
      (value) => create({ timeouts: { deadlineMs: value } }),
    ],
    [
      'createLLMBalancer: "timeouts.attemptMs" must be within (0, ∞]',
      (value) => create({ timeouts: { attemptMs: value } }),
    ],
    [
      'createLLMBalancer: "retry.maxAttempts" must be a whole number within [1, ∞]',
      (value) => create({ retry: { maxAttempts: value } }),
    ],
    [
      'createLLMBalancer: "circuitBreaker.maxProbes" must be a whole number within [1, ∞]',
      (value) => create({ circuitBreaker: { maxProbes: value } }),
    ],
    ['provider "openai": "weight" must be within [0, ∞)', (value) => entry({ weight: value })],
    [
      'provider "openai": "maxAttempts" must be a whole number within [1, ∞]',
      (value) => entry({ maxAttempts: value }),
    ],
    [
      'provider "openai": "requestsPerMinute" must be a whole number within [0, ∞]',
      (value) => entry({ requestsPerMinute: value }),
    ],
    ['provider "openai": "contextWindow" must be within (0, ∞]', (value) => entry({ contextWindow: value })],
    [
      'provider "openai": "cost.inputPerMTok" must be within [0, ∞)',
      (value) => entry({ cost: { inputPerMTok: value } }),
    ],
    [
      'provider "openai": "defaults.maxOutputTokens" must be a whole number within [1, ∞)',
      (value) => entry({ defaults: { maxOutputTokens: value } }),
    ],
  ])('%s', (sentence, make) => {
    expect(make(NaN)).toThrow(new TypeError(`${sentence}, got NaN`))
    expect(make('5')).toThrow(new TypeError(`${sentence}, got a string`))
    expect(make(-1)).toThrow(new RangeError(`${sentence}, got -1`))
  })
})
