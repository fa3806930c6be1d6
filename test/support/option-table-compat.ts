import {
  ExponentialBackoff,
  LLMCircuitBreaker,
} from '../../packages/llm-balancer/src/compat/llm-circuit-breaker/index.ts'
import {
  createLLMBalancer,
  LLMLoadBalancer,
  type LLMRequest,
} from '../../packages/llm-balancer/src/compat/llm-load-balancer/index.ts'
import {
  aboveZeroUpToForever,
  atLeastZero,
  share,
  upstream,
  wholeFromOne,
  wholeFromOneUpToForever,
  wholeFromZero,
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

/** Every object of options of `compat`, in the words of the library that it replaces. */
export const compatObjects: readonly OptionObject[] = [...loadBalancerObjects, ...circuitBreakerObjects]
