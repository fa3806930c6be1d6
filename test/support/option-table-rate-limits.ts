import { rateLimit } from '../../packages/rate-limit/src/index.ts'
import {
  aboveZeroUpToForever,
  anyNumber,
  atLeastZero,
  limitNumbers,
  upstream,
  wholeFromOneUpToForever,
  type OptionObject,
} from './option-table.ts'

const tokens = { inputTokens: atLeastZero, outputTokens: atLeastZero, maxOutputTokens: atLeastZero }

/** Every object of options of rate-limit. */
export const rateLimitObjects: readonly OptionObject[] = [
  {
    types: ['rate-limit: RateLimitOptions'],
    who: 'rateLimit',
    numbers: {
      ...limitNumbers,
      concurrency: wholeFromOneUpToForever,
      burstMs: aboveZeroUpToForever,
      maxWaiting: wholeFromOneUpToForever,
    },
    foreign: {
      rpm: 'requestsPerMinute',
      rpd: 'requestsPerDay',
      tpm: 'tokensPerMinute',
      tpd: 'tokensPerDay',
      maxConcurrent: 'concurrency',
      tokenizer: 'countTokens',
      pool: 'label',
      name: 'label',
    },
    give: rateLimit,
  },
  {
    types: ['rate-limit: RateLimiterState'],
    who: 'rateLimit',
    path: 'initialState.',
    valid: rateLimit().exportState(),
    numbers: { savedAt: atLeastZero, pace: 'within (0, 1]', pausedUntil: atLeastZero },
    give: (initialState) => rateLimit({ initialState }),
  },
  {
    types: ['rate-limit: Booking'],
    who: 'rateLimit',
    path: 'booking.',
    give: (booking) => rateLimit({ booking }),
  },
  {
    types: ['rate-limit: ScheduleOptions'],
    who: 'schedule',
    numbers: { deadlineMs: aboveZeroUpToForever, priority: anyNumber },
    foreign: { timeout: 'deadlineMs', timeoutMs: 'deadlineMs', weight: 'cost', tokens: 'cost.inputTokens' },
    give: (options) => rateLimit().schedule(upstream.call, options),
  },
  {
    types: ['rate-limit: CallCost'],
    who: 'schedule',
    path: 'cost.',
    besides: { text: 'counted' },
    numbers: tokens,
    give: (cost) => rateLimit().schedule(upstream.call, { cost }),
  },
  {
    types: ['rate-limit: CallCost'],
    who: 'tryReserve',
    besides: { text: 'counted' },
    numbers: tokens,
    give: (cost) => rateLimit().tryReserve(cost),
  },
]
