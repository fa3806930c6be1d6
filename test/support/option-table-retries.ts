import {
  constantBackoff,
  exponentialBackoff,
  hedge,
  hedgeStream,
  retry,
  retryStream,
} from '../../packages/retry/src/index.ts'
import {
  aboveZeroUpToForever,
  atLeastZero,
  upstream,
  upToForever,
  wholeFromOneUpToForever,
  type OptionObject,
} from './option-table.ts'

const retryNumbers = {
  maxAttempts: wholeFromOneUpToForever,
  maxRetryAfterMs: upToForever,
  attemptTimeoutMs: aboveZeroUpToForever,
  deadlineMs: aboveZeroUpToForever,
}
const retryForeign = {
  retries: 'maxAttempts',
  maxRetries: 'maxAttempts',
  attempts: 'maxAttempts',
  timeout: 'attemptTimeoutMs',
  timeoutMs: 'attemptTimeoutMs',
  retryDelay: 'backoff',
  delay: 'backoff',
}
const waits = { baseMs: atLeastZero, maxMs: atLeastZero, factor: 'within [1, ∞)' }

/** Every object of options of retry. */
export const retryObjects: readonly OptionObject[] = [
  {
    types: ['retry: RetryOptions'],
    who: 'retry',
    valid: { maxAttempts: 1 },
    numbers: retryNumbers,
    foreign: retryForeign,
    give: (options) => retry(upstream.call, options),
  },
  {
    types: ['core: ExponentialWaitSettings'],
    who: 'retry',
    path: 'backoff.',
    numbers: waits,
    give: (backoff) => retry(upstream.call, { backoff }),
  },
  {
    types: ['retry: RetryStreamOptions'],
    who: 'retryStream',
    valid: { maxAttempts: 1 },
    numbers: retryNumbers,
    foreign: retryForeign,
    give: (options) => retryStream(upstream.call, options),
  },
  {
    types: ['retry: HedgeOptions'],
    who: 'hedge',
    valid: { delayMs: 10 },
    numbers: { delayMs: upToForever },
    give: (options) => hedge(upstream.call, options),
  },
  {
    types: ['retry: HedgeStreamOptions'],
    who: 'hedgeStream',
    valid: { delayMs: 10 },
    numbers: { delayMs: upToForever },
    give: (options) => hedgeStream(upstream.call, options),
  },
  {
    types: ['retry: ExponentialBackoffOptions'],
    who: 'exponentialBackoff',
    numbers: waits,
    give: exponentialBackoff,
  },
  {
    types: [],
    who: 'constantBackoff',
    isParameters: true,
    numbers: { delayMs: atLeastZero },
    give: ({ delayMs }: { delayMs: number }) => constantBackoff(delayMs),
  },
]
