import {
  AnthropicModelRegistry,
  LoadBalancedAnthropicModel,
} from '../../packages/llm-balancer/src/compat/anthropic-models/index.ts'
import {
  ExponentialBackoff,
  LLMCircuitBreaker,
} from '../../packages/llm-balancer/src/compat/llm-circuit-breaker/index.ts'
import {
  createLLMBalancer,
  LLMLoadBalancer,
  type LLMRequest,
} from '../../packages/llm-balancer/src/compat/llm-load-balancer/index.ts'
import { LoadBalancingProvider } from '../../packages/llm-balancer/src/compat/load-balancing-provider/index.ts'
import {
  ConfigurationError,
  LLMPool,
  type PoolChatRequest,
  type PoolProviderConfig,
} from '../../packages/llm-balancer/src/compat/llmpool/index.ts'
import {
  aboveZeroUpToForever,
  anyNumber,
  atLeastZero,
  share,
  upstream,
  wholeFromOne,
  wholeFromOneUpToForever,
  wholeFromZero,
  wholeUpToForever,
  type OptionObject,
} from './option-table.ts'

const provider = { name: 'openai', model: 'gpt', apiKey: 'key' }
const valid = { strategy: 'failover', providers: [provider] }
const balancer = (): LLMLoadBalancer =>
  new LLMLoadBalancer({ strategy: 'failover', providers: [provider], maxRetries: 1, fetch: upstream.call })

const loadBalancer = {
  types: ['llm-balancer/compat/llm-load-balancer: LoadBalancerConfig'],
  who: 'createLLMBalancer',
  valid,
  numbers: { globalTimeout: aboveZeroUpToForever, maxRetries: wholeFromZero, retryDelay: atLeastZero },
  foreign: {
    timeout: 'globalTimeout',
    timeouts: 'globalTimeout',
    timeoutMs: 'globalTimeout',
    retry: 'maxRetries',
    maxAttempts: 'maxRetries',
    backoff: 'retryDelay',
  },
}

const loadBalancerObjects: readonly OptionObject[] = [
  { ...loadBalancer, give: createLLMBalancer },
  { ...loadBalancer, give: (config) => new LLMLoadBalancer(config) },
  {
    types: ['llm-balancer/compat/llm-load-balancer: ProviderConfig'],
    who: 'provider "openai"',
    valid: provider,
    shown: ['name'],
    numbers: { weight: atLeastZero, timeout: aboveZeroUpToForever, maxRetries: wholeFromZero },
    foreign: {
      baseURL: 'baseUrl',
      timeouts: 'timeout',
      timeoutMs: 'timeout',
      maxAttempts: 'maxRetries',
      key: 'apiKey',
    },
    give: (config) => createLLMBalancer({ strategy: 'failover', providers: [config] }),
  },
  {
    types: ['llm-balancer/compat/llm-load-balancer: LLMRequest'],
    who: 'request',
    valid: { prompt: 'Hello' },
    numbers: { maxTokens: wholeFromOne, temperature: atLeastZero, topP: share },
    foreign: { input: 'prompt', maxOutputTokens: 'maxTokens', max_tokens: 'maxTokens', top_p: 'topP' },
    besides: { model: 'of the balancer behind it', restartable: 'of the balancer behind it' },
    give: (request: LLMRequest) => balancer().request(request),
  },
]

const retryNumbers = {
  maxRetries: wholeFromZero,
  initialDelay: atLeastZero,
  maxDelay: atLeastZero,
  backoffFactor: 'within [1, ∞)',
}
const retryForeign = {
  maxAttempts: 'maxRetries',
  baseMs: 'initialDelay',
  maxMs: 'maxDelay',
  factor: 'backoffFactor',
}
const circuitTypes = (name: string): string[] => [`llm-balancer/compat/llm-circuit-breaker: ${name}`]

const circuitBreakerObjects: readonly OptionObject[] = [
  {
    types: circuitTypes('LLMCircuitBreakerOptions'),
    who: 'LLMCircuitBreaker',
    give: (options) => new LLMCircuitBreaker(options),
  },
  {
    types: circuitTypes('CircuitBreakerConfig'),
    who: 'LLMCircuitBreaker',
    path: 'circuitBreaker.',
    numbers: {
      failureThreshold: wholeFromOneUpToForever,
      resetTimeout: atLeastZero,
      successThreshold: wholeFromOne,
      timeout: atLeastZero,
    },
    give: (circuitBreaker) => new LLMCircuitBreaker({ circuitBreaker }),
  },
  {
    types: circuitTypes('RetryConfig'),
    who: 'LLMCircuitBreaker',
    path: 'retry.',
    numbers: retryNumbers,
    foreign: retryForeign,
    give: (retry) => new LLMCircuitBreaker({ retry }),
  },
  {
    types: circuitTypes('RetryConfig'),
    who: 'ExponentialBackoff',
    numbers: retryNumbers,
    foreign: retryForeign,
    give: (config) => new ExponentialBackoff(config),
  },
  {
    types: circuitTypes('LLMCallOptions'),
    who: 'call',
    valid: { url: 'https://acme.test/v1' },
    foreign: { body: 'data' },
    give: (options) =>
      new LLMCircuitBreaker({ retry: { maxRetries: 0 }, fetch: upstream.call }).call(options),
  },
]

const poolProvider: PoolProviderConfig = { name: 'openai', type: 'openai', api_key: 'key', model: 'gpt' }
const poolOf = (provider: PoolProviderConfig): LLMPool => {
  const pool = new LLMPool({ maxRetries: 1, fetch: upstream.call })
  try {
    pool.updateProviders([provider])
  } catch (error) {
    throw error instanceof ConfigurationError ? error.cause : error
  }
  return pool
}
const poolTypes = (name: string): string[] => [`llm-balancer/compat/llmpool: ${name}`]

const poolObjects: readonly OptionObject[] = [
  {
    types: poolTypes('LLMPoolOptions'),
    who: 'LLMPool',
    numbers: {
      timeout: aboveZeroUpToForever,
      maxRetries: wholeFromZero,
      retryDelay: atLeastZero,
      checkInterval: aboveZeroUpToForever,
    },
    foreign: {
      config: 'configPath',
      path: 'configPath',
      url: 'configUrl',
      timeoutMs: 'timeout',
      maxAttempts: 'maxRetries',
      backoff: 'retryDelay',
      intervalMs: 'checkInterval',
    },
    give: (options) => new LLMPool(options),
  },
  {
    types: poolTypes('PoolProviderConfig'),
    who: 'Provider 1 is invalid',
    valid: poolProvider,
    numbers: {
      priority: anyNumber,
      requests_per_minute: wholeUpToForever,
      requests_per_day: wholeUpToForever,
      circuit_breaker_threshold: wholeFromOneUpToForever,
      circuit_breaker_timeout: atLeastZero,
      max_tokens: wholeFromOne,
      temperature: atLeastZero,
      timeout: aboveZeroUpToForever,
      input_token_price: atLeastZero,
      output_token_price: atLeastZero,
    },
    foreign: { rpm: 'requests_per_minute', rpd: 'requests_per_day' },
    shown: ['name', 'type'],
    give: poolOf,
  },
  {
    types: poolTypes('PoolChatRequest'),
    who: 'chat',
    valid: { messages: [{ role: 'user', content: 'Hello' }] },
    numbers: { temperature: atLeastZero, max_tokens: wholeFromOne },
    foreign: { prompt: 'messages', model: 'providers[].model' },
    give: (request: PoolChatRequest) => poolOf(poolProvider).chat(request),
  },
]

const anthropicModelsObjects: readonly OptionObject[] = [
  {
    types: ['llm-balancer/compat/anthropic-models: LoadBalancedAnthropicModelOptions'],
    who: 'LoadBalancedAnthropicModel',
    numbers: { timeoutMs: aboveZeroUpToForever },
    give: (options) => new LoadBalancedAnthropicModel(new AnthropicModelRegistry(), [], 0, options),
  },
  {
    types: ['llm-balancer/compat/anthropic-models: ModelWithWeight'],
    who: 'LoadBalancedAnthropicModel',
    path: 'models[0].',
    valid: { name: 'model', weight: 1 },
    numbers: { weight: atLeastZero },
    give: (model) => new LoadBalancedAnthropicModel(new AnthropicModelRegistry(), [model]),
  },
]

const member = { name: 'member', providerName: 'openai' }
const members = { profileName: 'mine', strategy: 'round-robin', subProfiles: [member] } as const
const manager = { getProviderByName: () => undefined }

const loadBalancingProviderObjects: readonly OptionObject[] = [
  {
    types: ['llm-balancer/compat/load-balancing-provider: LoadBalancingProviderConfig'],
    who: 'LoadBalancingProvider',
    valid: members,
    give: (config) => new LoadBalancingProvider(config, manager),
  },
  {
    types: ['llm-balancer/compat/load-balancing-provider: LoadBalancingProviderOptions'],
    who: 'LoadBalancingProvider',
    give: (options) => new LoadBalancingProvider(members, manager, options),
  },
]

/** Every object of options of `compat`, in the words of the library that it replaces. */
export const compatObjects: readonly OptionObject[] = [
  ...loadBalancerObjects,
  ...circuitBreakerObjects,
  ...poolObjects,
  ...anthropicModelsObjects,
  ...loadBalancingProviderObjects,
]
