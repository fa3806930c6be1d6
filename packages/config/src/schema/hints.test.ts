import { describe, expect, it } from 'vitest'
import { ConfigurationError, parseConfig } from '../index.ts'

type Place = { readonly at: (options: object) => object; readonly hints: Readonly<Record<string, string>> }

const openai = { name: 'openai', apiKey: 'k', model: 'm' }
const top = (options: object): object => ({ ...options, providers: [openai] })
const provider = (options: object): object => ({ providers: [{ ...openai, ...options }] })
const limits = {
  rpm: 'requestsPerMinute',
  rpd: 'requestsPerDay',
  tpm: 'tokensPerMinute',
  tpd: 'tokensPerDay',
}
const ofTarget = {
  ...{ id: 'name', timeout: 'timeouts.attemptMs', timeoutMs: 'timeouts.attemptMs' },
  ...{ attemptMs: 'timeouts.attemptMs', maxRetries: 'maxAttempts', retries: 'maxAttempts' },
  ...{ maxConcurrent: 'concurrency', maxInFlight: 'concurrency', maxParallelRequests: 'concurrency' },
  ...{ price: 'cost', prices: 'cost', pricing: 'cost' },
  ...limits,
}
const ofProvider = {
  ...{ provider: 'type', vendor: 'type', modelId: 'model', modelName: 'model' },
  ...{ key: 'apiKey', token: 'apiKey', keys: 'apiKeys' },
  ...{ url: 'baseURL', endpoint: 'baseURL', apiBase: 'baseURL' },
  ...{ maxTokens: 'defaults.maxOutputTokens', maxOutputTokens: 'defaults.maxOutputTokens' },
  ...{ temperature: 'defaults.temperature', providerOptions: 'defaults.providerOptions' },
}
const { id: _, ...ofDefaults } = { ...ofTarget, ...ofProvider }

/** The names of other libraries at each place, with what is said to take their place. */
const places: Readonly<Record<string, Place>> = {
  '': {
    at: top,
    hints: {
      ...{ defaults: 'providerDefaults', targets: 'providers', clients: 'providers', modelList: 'providers' },
      ...{ catalog: 'catalogue', prices: 'catalogue', pricing: 'catalogue' },
      ...{ aliases: 'models', modelAliases: 'models', routingStrategy: 'strategy' },
      ...{ globalTimeout: 'timeouts.deadlineMs', timeout: 'timeouts.deadlineMs' },
      ...{ timeoutMs: 'timeouts.deadlineMs', deadlineMs: 'timeouts.deadlineMs' },
      ...{ attemptMs: 'timeouts.attemptMs', maxRetries: 'retry.maxAttempts' },
      ...{ maxAttempts: 'retry.maxAttempts', retries: 'retry.maxAttempts', backoff: 'retry.backoff' },
      ...{ apiKey: 'providers[].apiKey', baseURL: 'providers[].baseURL', model: 'providers[].model' },
    },
  },
  timeouts: {
    at: (timeouts) => top({ timeouts }),
    hints: { timeout: 'deadlineMs', globalTimeout: 'deadlineMs', requestTimeout: 'attemptMs' },
  },
  retry: {
    at: (retry) => top({ retry }),
    hints: {
      ...{ maxRetries: 'maxAttempts', retries: 'maxAttempts' },
      ...{ delay: 'backoff.baseMs', retryDelay: 'backoff.baseMs' },
    },
  },
  circuitBreaker: {
    at: (circuitBreaker) => top({ circuitBreaker }),
    hints: { resetTimeout: 'resetTimeoutMs', threshold: 'failureThreshold', cooldown: 'resetTimeoutMs' },
  },
  'budgets[0]': {
    at: (options) => top({ budgets: [{ by: 'all', usdPerDay: 5, ...options }] }),
    hints: { usd: 'usdPerDay', limit: 'usdPerDay', limitUsd: 'usdPerDay', per: 'by', action: 'then' },
  },
  providerDefaults: { at: (providerDefaults) => top({ providerDefaults }), hints: ofDefaults },
  'providers[0]': { at: provider, hints: { ...ofTarget, ...ofProvider } },
  'providers[0].timeouts': {
    at: (timeouts) => provider({ timeouts }),
    hints: { timeout: 'attemptMs', deadlineMs: 'attemptMs' },
  },
  'providers[0].limits[0]': { at: (options) => provider({ limits: [options] }), hints: limits },
  'providers[0].cost': {
    at: (cost) => provider({ cost }),
    hints: {
      ...{ input: 'inputPerMTok', inputPer1M: 'inputPerMTok', inputCostPerToken: 'inputPerMTok' },
      ...{ output: 'outputPerMTok', outputPer1M: 'outputPerMTok', outputCostPerToken: 'outputPerMTok' },
    },
  },
  'providers[0].defaults': {
    at: (defaults) => provider({ defaults }),
    hints: { maxTokens: 'maxOutputTokens' },
  },
  'a group': {
    at: (options) => ({ providers: [{ name: 'group', providers: [openai], ...options }] }),
    hints: ofTarget,
  },
}

const mistakesOf = async (config: object): Promise<string[]> => {
  const error: unknown = await parseConfig(JSON.stringify(config)).catch((thrown: unknown) => thrown)
  return ConfigurationError.isInstance(error)
    ? error.errors.map(({ path, message }) => `${path} ${message}`)
    : []
}

describe.each(Object.entries(places))('the hints below "%s"', (place, { at, hints }) => {
  const path = place.replace('a group', 'providers[0]')
  const below = (name: string): string => (path === '' ? name : `${path}.${name}`)

  it('name what takes the place of names of other libraries, and only what there is', async () => {
    for (const [name, hint] of Object.entries(hints)) {
      expect(await mistakesOf(at({ [name]: 1 }))).toContain(
        `${below(name)} is not an option here; use "${hint}"`,
      )
      const [first = ''] = hint.split(/[.[]/)
      expect((await mistakesOf(at({ [first]: 1 }))).join('\n')).not.toContain(
        `${below(first)} is not an option`,
      )
    }
  })
})

it('a name that leads to nothing where it stands is to be removed', async () => {
  const group = { name: 'group', providers: [openai], url: 'https://x.example' }
  expect(await mistakesOf({ providers: [group] })).toEqual([
    'providers[0].url is not an option here; remove it',
  ])
  expect(await mistakesOf(top({ providerDefaults: { id: 'x' } }))).toEqual([
    'providerDefaults.id is not an option here; remove it',
  ])
})
