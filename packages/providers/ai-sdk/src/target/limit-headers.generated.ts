// Written by `pnpm generate` from the vendors' folders.
import type { LimitHeaders } from '@llm-balancer/provider'

/** The limit headers of each vendor, by its name in the AI SDK. */
export const limitHeadersByName: ReadonlyMap<string, readonly LimitHeaders[]> = new Map([
  [
    'anthropic',
    [
      {
        unit: 'requests',
        limit: 'anthropic-ratelimit-requests-limit',
        remaining: 'anthropic-ratelimit-requests-remaining',
        reset: 'anthropic-ratelimit-requests-reset',
        windowMs: 60000,
      },
      {
        unit: 'tokens',
        limit: 'anthropic-ratelimit-tokens-limit',
        remaining: 'anthropic-ratelimit-tokens-remaining',
        reset: 'anthropic-ratelimit-tokens-reset',
        windowMs: 60000,
      },
      {
        unit: 'input-tokens',
        limit: 'anthropic-ratelimit-input-tokens-limit',
        remaining: 'anthropic-ratelimit-input-tokens-remaining',
        reset: 'anthropic-ratelimit-input-tokens-reset',
        windowMs: 60000,
      },
      {
        unit: 'output-tokens',
        limit: 'anthropic-ratelimit-output-tokens-limit',
        remaining: 'anthropic-ratelimit-output-tokens-remaining',
        reset: 'anthropic-ratelimit-output-tokens-reset',
        windowMs: 60000,
      },
    ],
  ],
  [
    'azure',
    [
      {
        unit: 'requests',
        limit: 'x-ratelimit-limit-requests',
        remaining: 'x-ratelimit-remaining-requests',
        reset: 'x-ratelimit-reset-requests',
      },
      {
        unit: 'tokens',
        limit: 'x-ratelimit-limit-tokens',
        remaining: 'x-ratelimit-remaining-tokens',
        reset: 'x-ratelimit-reset-tokens',
      },
    ],
  ],
  [
    'cerebras',
    [
      {
        unit: 'requests',
        limit: 'x-ratelimit-limit-requests-day',
        remaining: 'x-ratelimit-remaining-requests-day',
        reset: 'x-ratelimit-reset-requests-day',
        windowMs: 86400000,
      },
      {
        unit: 'tokens',
        limit: 'x-ratelimit-limit-tokens-minute',
        remaining: 'x-ratelimit-remaining-tokens-minute',
        reset: 'x-ratelimit-reset-tokens-minute',
        windowMs: 60000,
      },
    ],
  ],
  [
    'cohere',
    [
      {
        unit: 'requests',
        limit: 'x-trial-endpoint-call-limit',
        remaining: 'x-trial-endpoint-call-remaining',
        windowMs: 60000,
      },
    ],
  ],
  [
    'groq',
    [
      {
        unit: 'requests',
        limit: 'x-ratelimit-limit-requests',
        remaining: 'x-ratelimit-remaining-requests',
        reset: 'x-ratelimit-reset-requests',
        windowMs: 86400000,
      },
      {
        unit: 'tokens',
        limit: 'x-ratelimit-limit-tokens',
        remaining: 'x-ratelimit-remaining-tokens',
        reset: 'x-ratelimit-reset-tokens',
        windowMs: 60000,
      },
    ],
  ],
  [
    'mistral',
    [
      {
        unit: 'requests',
        limit: 'x-ratelimit-limit-req-minute',
        remaining: 'x-ratelimit-remaining-req-minute',
        windowMs: 60000,
      },
      {
        unit: 'tokens',
        limit: 'x-ratelimit-limit-tokens-minute',
        remaining: 'x-ratelimit-remaining-tokens-minute',
        windowMs: 60000,
      },
    ],
  ],
  [
    'openai',
    [
      {
        unit: 'requests',
        limit: 'x-ratelimit-limit-requests',
        remaining: 'x-ratelimit-remaining-requests',
        reset: 'x-ratelimit-reset-requests',
      },
      {
        unit: 'tokens',
        limit: 'x-ratelimit-limit-tokens',
        remaining: 'x-ratelimit-remaining-tokens',
        reset: 'x-ratelimit-reset-tokens',
      },
    ],
  ],
  [
    'togetherai',
    [
      {
        unit: 'requests',
        limit: 'x-ratelimit-limit',
        remaining: 'x-ratelimit-remaining',
        reset: 'x-ratelimit-reset',
        windowMs: 1000,
      },
      {
        unit: 'tokens',
        limit: 'x-tokenlimit-limit',
        remaining: 'x-tokenlimit-remaining',
        reset: 'x-ratelimit-reset',
        windowMs: 1000,
      },
    ],
  ],
  [
    'xai',
    [
      {
        unit: 'requests',
        limit: 'x-ratelimit-limit-requests',
        remaining: 'x-ratelimit-remaining-requests',
        reset: 'x-ratelimit-reset-requests',
        windowMs: 60000,
      },
      {
        unit: 'tokens',
        limit: 'x-ratelimit-limit-tokens',
        remaining: 'x-ratelimit-remaining-tokens',
        reset: 'x-ratelimit-reset-tokens',
        windowMs: 60000,
      },
    ],
  ],
])
