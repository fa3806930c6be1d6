import { describe, expect, it } from 'vitest'
import { createLLMBalancer, type LoadBalancerConfig } from '../index.ts'

const provider = { name: 'openai', apiKey: 'sk-planted-0123456789', model: 'm' }

const messageOf = (config: object): string => {
  try {
    createLLMBalancer(config as LoadBalancerConfig)
  } catch (error) {
    return error instanceof TypeError || error instanceof RangeError
      ? error.message
      : `not refused well: ${String(error)}`
  }
  return 'not refused'
}

describe('a bad option is named, with its range and its value', () => {
  it.each<[object, string]>([
    [{ strategy: undefined }, 'createLLMBalancer: "strategy" is missing'],
    [
      { strategy: 'round_robin' },
      'createLLMBalancer: "strategy" must be one of "round-robin", "failover", "weighted", "custom", got "round_robin"',
    ],
    [
      { strategy: 'custom' },
      'createLLMBalancer: "customStrategy" is missing, which "strategy" "custom" needs',
    ],
    [{ customStrategy: 'first' }, 'createLLMBalancer: "customStrategy" must be a function, got a string'],
    [{ providers: {} }, 'createLLMBalancer: "providers" must be an array, got an object'],
    [{ globalTimeout: 0 }, 'createLLMBalancer: "globalTimeout" must be within (0, ∞], got 0'],
    [{ globalTimeout: '30s' }, 'createLLMBalancer: "globalTimeout" must be within (0, ∞], got a string'],
    [{ maxRetries: -1 }, 'createLLMBalancer: "maxRetries" must be a whole number within [0, ∞), got -1'],
    [{ maxRetries: NaN }, 'createLLMBalancer: "maxRetries" must be a whole number within [0, ∞), got NaN'],
    [{ retryDelay: Infinity }, 'createLLMBalancer: "retryDelay" must be within [0, ∞), got ∞'],
    [{ fetch: 1 }, 'createLLMBalancer: "fetch" must be a function, got 1'],
    [{ clock: {} }, 'createLLMBalancer: "clock.now" must be a function, got undefined'],
    [{ random: 0.5 }, 'createLLMBalancer: "random" must be a function, got 0.5'],
    [{ retryDelays: 5 }, 'createLLMBalancer: unknown option "retryDelays", did you mean "retryDelay"?'],
    [{ timeouts: {} }, 'createLLMBalancer: unknown option "timeouts"; use "globalTimeout"'],
    [{ retry: {} }, 'createLLMBalancer: unknown option "retry"; use "maxRetries"'],
  ])('%o', (options, message) => {
    expect(messageOf({ strategy: 'failover', providers: [provider], ...options })).toContain(message)
  })

  it('with the error of the root, which says it in its own words, as the cause', () => {
    const config = { strategy: 'failover', providers: [{ ...provider, baseUrl: 'nowhere' }] } as const
    expect(() => createLLMBalancer(config)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('"baseUrl"') as string,
        cause: expect.objectContaining({ message: expect.stringContaining('"baseURL"') as string }) as Error,
      }) as Error,
    )
  })

  it.each<[object, string]>([
    [{ name: '' }, 'a provider: "name" must be a string that is not empty, got an empty string'],
    [{ model: undefined }, 'provider "openai": "model" is missing'],
    [{ baseUrl: 5 }, 'provider "openai": "baseUrl" must be a string, got 5'],
    [{ baseUrl: 'nowhere' }, 'provider "openai": "baseUrl"'],
    [{ name: '"baseURL"', type: 'openai', baseUrl: 'nowhere' }, 'provider ""baseURL"": "baseUrl" is not'],
    [{ baseURL: 'https://x.test' }, 'provider "openai": unknown option "baseURL"; use "baseUrl"'],
    [{ weight: -1 }, 'provider "openai": "weight" must be within [0, ∞), got -1'],
    [{ timeout: 0 }, 'provider "openai": "timeout" must be within (0, ∞], got 0'],
    [{ maxRetries: 1.5 }, 'provider "openai": "maxRetries" must be a whole number within [0, ∞), got 1.5'],
    [{ maxAttempts: 3 }, 'provider "openai": unknown option "maxAttempts"; use "maxRetries"'],
    [{ wieght: 2 }, 'provider "openai": unknown option "wieght", did you mean "weight"?'],
    [{ apiKey: undefined }, 'provider "openai": "apiKey"'],
    [{ name: 'bard' }, 'provider "bard": the name is not a vendor'],
  ])('of an entry: %o', (options, message) => {
    const text = messageOf({ strategy: 'failover', providers: [{ ...provider, ...options }] })
    expect(text).toContain(message)
    expect(text).not.toContain('planted')
  })
})
