import type { Classify } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import { createLLMBalancerWith } from '../../create-llm-balancer-with.ts'
import type { LLMBalancer, ProviderConfig } from '../../index.ts'
import { countingVendors } from '../../providers/counting-model.ts'
import { vendorRegistry } from '../../vendors/vendor-registry.ts'
import { vendors } from '../../vendors/vendors.generated.ts'
import { usualResetMs } from './errors.ts'
import type { CompleteProvider, PoolSettings } from './options.ts'
import type { PoolProviderType } from './types.ts'

/** Where the types are, if the configuration does not say; `gemini` is asked in OpenAI's format. */
const baseURLs: Readonly<Record<PoolProviderType, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  groq: 'https://api.groq.com/openai/v1',
  together: 'https://api.together.xyz/v1',
  cohere: 'https://api.cohere.ai/v1',
  gemini: 'https://generativelanguage.googleapis.com/v1beta/openai',
}

const dayMs = 86_400_000

/** What a pool's balancer hears, and asks its pool. */
export type PoolHooks = {
  readonly classify: Classify
  /** How many providers there are now. */
  readonly count: () => number
}

/** The balancer of a pool. @throws TypeError or RangeError for a provider that is not valid */
export function createPoolBalancer(
  { timeout, retryDelay, useTokenCounting, fetch, clock, random }: PoolSettings,
  { classify, count }: PoolHooks,
  providers: readonly ProviderConfig[] = [],
): LLMBalancer {
  const known = vendorRegistry(vendors)
  return createLLMBalancerWith(useTokenCounting ? countingVendors(known) : known, {
    ...{ providers, classify, strategy: 'peak-ewma', whenUnavailable: 'fail' },
    timeouts: { deadlineMs: timeout },
    retry: {
      backoff: (retry) => retryDelay * 2 ** Math.floor(retry / Math.max(1, count())),
      // A limit that is used up is told, and not waited for.
      ...{ waitForBlocked: false, maxWaitMs: Infinity },
    },
    cooling: { throttleMs: usualResetMs, maxRetryAfterMs: dayMs },
    ...defined({ clock, fetch, random }),
  })
}

/** A provider in the root's words. */
export function toEntry(config: CompleteProvider, settings: PoolSettings): ProviderConfig {
  const { name, type, model, priority, timeout, temperature, max_tokens: maxOutputTokens } = config
  const { input_token_price: input, output_token_price: output } = config
  const { timeout: deadlineMs, allowInsecureHttp, maxRetries: maxAttempts } = settings
  return {
    ...{ name, model, priority, maxAttempts, allowInsecureHttp, apiKey: config.api_key },
    type: type === 'gemini' ? 'openai-compatible' : type,
    baseURL: config.base_url ?? baseURLs[type],
    requestsPerMinute: config.requests_per_minute,
    requestsPerDay: config.requests_per_day,
    exact: true,
    circuitBreaker: {
      trip: { consecutiveFailures: config.circuit_breaker_threshold },
      resetTimeoutMs: config.circuit_breaker_timeout,
      ...{ resetJitterRatio: 0, earlyTrials: false },
    },
    defaults: { maxOutputTokens, temperature },
    // Per million tokens a price is a thousand times as high as per 1000.
    cost:
      input === undefined && output === undefined
        ? {}
        : { inputPerMTok: (input ?? 0) * 1000, outputPerMTok: (output ?? 0) * 1000 },
    // A time that is not shorter than the chat's would leave nothing for the next provider.
    timeouts: timeout < deadlineMs ? { attemptMs: timeout } : {},
  }
}
