import type { Classify } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import { createLLMBalancerWith } from '../../create-llm-balancer-with.ts'
import type { LLMBalancer, LLMBalancerOptions, ProviderConfig } from '../../index.ts'
import { countingVendors } from '../../providers/counting-model.ts'
import { vendorRegistry } from '../../vendors/vendor-registry.ts'
import { vendors } from '../../vendors/vendors.generated.ts'
import { usualResetMs } from './errors.ts'
import type { CompleteProvider, PoolSettings } from './options.ts'
import type { PoolProviderType } from './types.ts'

/** Where types are that the document has elsewhere than their adapters; `gemini` is asked in OpenAI's format. */
const baseURLs: Readonly<Partial<Record<PoolProviderType, string>>> = {
  cohere: 'https://api.cohere.ai/v1',
  gemini: 'https://generativelanguage.googleapis.com/v1beta/openai',
}

const dayMs = 86_400_000

/** The balancer of a pool. @throws TypeError or RangeError for a provider that is not valid */
export function createPoolBalancer(settings: PoolSettings, options: LLMBalancerOptions): LLMBalancer {
  const known = vendorRegistry(vendors)
  return createLLMBalancerWith(settings.useTokenCounting ? countingVendors(known) : known, options)
}

/** A pool's options in the root's words. @param count how many providers there are now */
export function toRootOptions(
  { timeout, retryDelay, fetch, clock, random }: PoolSettings,
  classify: Classify,
  count: () => number,
): LLMBalancerOptions {
  return {
    ...{ providers: [], classify, strategy: 'peak-ewma', whenUnavailable: 'fail' },
    timeouts: { deadlineMs: timeout },
    retry: {
      backoff: (retry) => retryDelay * 2 ** Math.floor(retry / Math.max(1, count())),
      // A limit that is used up is told, and not waited for.
      ...{ waitForBlocked: false, maxWaitMs: Infinity },
    },
    cooling: { throttleMs: usualResetMs, maxRetryAfterMs: dayMs },
    ...defined({ clock, fetch, random }),
  }
}

/** A provider in the root's words. */
export function toEntry(config: CompleteProvider, settings: PoolSettings): ProviderConfig {
  const { name, type, model, priority, timeout, temperature, max_tokens: maxOutputTokens } = config
  const { base_url: baseURL = baseURLs[type], input_token_price: input, output_token_price: output } = config
  const { timeout: deadlineMs, allowInsecureHttp, maxRetries: maxAttempts } = settings
  return {
    ...{ name, model, priority, maxAttempts, allowInsecureHttp, apiKey: config.api_key },
    ...defined({ baseURL }),
    type: type === 'gemini' ? 'openai-compatible' : type,
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
    cost: { inputPerMTok: input * 1000, outputPerMTok: output * 1000 },
    // A time that is not shorter than the chat's would leave nothing for the next provider.
    timeouts: timeout < deadlineMs ? { attemptMs: timeout } : {},
  }
}
