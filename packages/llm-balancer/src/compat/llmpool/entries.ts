import type { Classify } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { LLMBalancerOptions, ProviderConfig } from '../../index.ts'
import { usualResetMs } from './errors.ts'
import type { CompleteProvider, PoolSettings } from './options.ts'
import type { PoolProviderType } from './types.ts'

/** Where types are that the document has elsewhere than their adapters; `gemini` is asked in OpenAI's format. */
const baseURLs: Readonly<Partial<Record<PoolProviderType, string>>> = {
  cohere: 'https://api.cohere.ai/v1',
  gemini: 'https://generativelanguage.googleapis.com/v1beta/openai',
}

const dayMs = 86_400_000

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
      // Each provider has attempts of its own. A limit that is used up is told, and not waited for.
      ...{ maxAttempts: Infinity, waitForBlocked: false, maxWaitMs: Infinity },
    },
    cooling: { throttleMs: usualResetMs, maxRetryAfterMs: dayMs },
    ...defined({ clock, fetch, random }),
  }
}

/** A provider in the root's words. */
export function toEntry(config: CompleteProvider, settings: PoolSettings): ProviderConfig {
  const { name, type, model, priority, api_key: apiKey, base_url: baseURL = baseURLs[type] } = config
  const { maxRetries: maxAttempts, allowInsecureHttp, useTokenCounting: estimateUsage } = settings
  return {
    ...{ name, model, priority, maxAttempts, apiKey, allowInsecureHttp, estimateUsage },
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
    defaults: { maxOutputTokens: config.max_tokens, temperature: config.temperature },
    // Per million tokens a price is a thousand times as high as per 1000.
    cost: { inputPerMTok: config.input_token_price * 1000, outputPerMTok: config.output_token_price * 1000 },
    // A time that is not shorter than the chat's would leave nothing for the next provider.
    timeouts: config.timeout < settings.timeout ? { attemptMs: config.timeout } : {},
  }
}
