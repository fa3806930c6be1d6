import { chatRequestHints } from '@llm-balancer/provider'
import { limitHints } from '../guards/provider-limits.ts'

/** Names that other libraries use for options of this package, each with the name that takes its place here. */
type Hints = Readonly<Record<string, string>>

/** For `createLLMBalancer`. */
export const balancerHints: Hints = {
  apiKey: 'providers[].apiKey',
  apiKeys: 'providers[].apiKeys',
  baseURL: 'providers[].baseURL',
  baseUrl: 'providers[].baseURL',
  model: 'providers[].model',
  modelAliases: 'models',
  aliases: 'models',
  targets: 'providers',
  clients: 'providers',
  globalTimeout: 'timeouts.deadlineMs',
  timeout: 'timeouts.deadlineMs',
  timeoutMs: 'timeouts.deadlineMs',
  deadlineMs: 'timeouts.deadlineMs',
  attemptMs: 'timeouts.attemptMs',
  firstContentMs: 'timeouts.firstContentMs',
  idleMs: 'timeouts.idleMs',
  maxRetries: 'retry.maxAttempts',
  maxAttempts: 'retry.maxAttempts',
  retries: 'retry.maxAttempts',
  retryDelay: 'retry.backoff',
  backoff: 'retry.backoff',
  budget: 'retry.budget',
  prices: 'catalogue',
  pricing: 'catalogue',
  catalog: 'catalogue',
}

/** For `retry`. */
export const retryHints: Hints = { maxRetries: 'maxAttempts', retries: 'maxAttempts' }

/** For provider entries. */
export const entryHints: Hints = {
  id: 'name',
  provider: 'type',
  vendor: 'type',
  client: 'model',
  modelId: 'model',
  modelName: 'model',
  key: 'apiKey',
  api_key: 'apiKey',
  token: 'apiKey',
  keys: 'apiKeys',
  baseUrl: 'baseURL',
  base_url: 'baseURL',
  url: 'baseURL',
  endpoint: 'baseURL',
  timeout: 'timeouts.attemptMs',
  timeoutMs: 'timeouts.attemptMs',
  maxRetries: 'maxAttempts',
  retries: 'maxAttempts',
  ...limitHints,
  maxConcurrent: 'concurrency',
  maxConcurrency: 'concurrency',
  maxInFlight: 'concurrency',
  maxParallelRequests: 'concurrency',
  maxTokens: 'defaults.maxOutputTokens',
  max_tokens: 'defaults.maxOutputTokens',
  maxOutputTokens: 'defaults.maxOutputTokens',
  prices: 'cost',
  pricing: 'cost',
  price: 'cost',
  temperature: 'defaults.temperature',
  providerOptions: 'defaults.providerOptions',
}

/** For the options of one call. */
export const callHints: Hints = {
  abortSignal: 'signal',
  timeout: 'deadlineMs',
  timeoutMs: 'deadlineMs',
  globalTimeout: 'deadlineMs',
  maxRetries: 'maxAttempts',
  retries: 'maxAttempts',
  provider: 'pin',
}

/** For the simple `request`. */
export const requestHints: Hints = {
  input: 'prompt',
  maxOutputTokens: 'maxTokens',
  max_tokens: 'maxTokens',
  top_p: 'topP',
}

/** For `generate` and `stream`. */
export const chatHints: Hints = { ...chatRequestHints, model: 'options.model' }
