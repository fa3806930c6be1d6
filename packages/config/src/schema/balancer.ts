import { either, isMap, list, needed, option, options, record, type Hints } from './composites.ts'
import type { Schema } from './schema.ts'
import {
  atLeastOnce,
  finite,
  flag,
  nonNegative,
  number,
  off,
  positive,
  share,
  text,
  wholeFromOne,
  word,
} from './values.ts'

const attemptClocks = {
  attemptMs: option('Longest wait for an answer, in ms. Default: none', positive),
  firstContentMs: option(
    'Longest wait for the first content of a stream, in ms. Default: attemptMs',
    positive,
  ),
  idleMs: option('Longest time between two parts of a stream, in ms. Default: 60000', positive),
}

/** The clocks of one attempt at a provider. */
export const attemptTimeouts: Schema = options(attemptClocks, {
  timeout: 'attemptMs',
  deadlineMs: 'attemptMs',
})

/** The clocks of a request and its attempts. */
export const timeouts: Schema = options(
  {
    deadlineMs: option(
      'Total time of a request, waits and retries included, in ms. Default: 30000',
      positive,
    ),
    ...attemptClocks,
    failoverReserveRatio: option(
      'The share of the time left that an attempt leaves for another provider. Default: 0.5',
      number({ min: 0, max: 1, below: true }),
    ),
  },
  { timeout: 'deadlineMs', globalTimeout: 'deadlineMs', requestTimeout: 'attemptMs' },
)

const backoff = options({
  baseMs: option('The first wait is up to this long, in ms. Default: 500', finite),
  maxMs: option('No wait is longer, in ms. Default: 8000', finite),
  factor: option('Each further one is so many times longer. Default: 2', number({ min: 1, max: Infinity })),
  jitter: option('Anything up to the full wait, or the full wait. Default: full', word('full', 'none')),
})

const budget = options({
  capacity: option('Tokens at the start and at most. Default: 500', nonNegative),
  transientCost: option('Price of a retry after a transient failure. Default: 14', nonNegative),
  throttleCost: option('Price of a retry after a rate limit. Default: 5', nonNegative),
})

/** How often and how soon a request tries again. */
export const retry: Schema = options(
  {
    maxAttempts: option('Most attempts in all, the first included. Default: each provider once', atLeastOnce),
    attemptsPerTarget: option('Attempts at one provider before the next. Default: 1', atLeastOnce),
    backoff: option('Waits before a provider is tried again.', backoff),
    budget: option(
      'Bounds the retries of all requests together; false: no bound.',
      either([off, budget], (given) => (isMap(given) ? 1 : 0)),
    ),
    maxWaitMs: option(
      'Longest wait for a provider that may yet serve a failed request. Default: 60000',
      nonNegative,
    ),
    waitForBlocked: option(
      'Whether a failed request waits also for providers that are blocked: by a cooldown, an open circuit, a limit. Default: true',
      flag,
    ),
    failoverOnContentPolicy: option(
      "Whether a content filter's refusal goes to another provider. Default: false",
      flag,
    ),
  },
  {
    maxRetries: 'maxAttempts',
    retries: 'maxAttempts',
    delay: 'backoff.baseMs',
    retryDelay: 'backoff.baseMs',
  },
)

/** What a request does when no provider may be asked. */
export const whenUnavailable: Schema = either(
  [
    word('wait', 'fail', 'least-bad'),
    options({
      maxWaitMs: option('Longest wait in ms. Default: 5000', positive),
      maxWaiting: option('Most requests that wait at a time. Default: 1000', atLeastOnce),
    }),
  ],
  (given) => (isMap(given) ? 1 : 0),
)

const hedgeHints: Hints = { delayMs: 'afterMs', delay: 'afterMs', percentile: 'after', budget: 'budgetRatio' }
const budgetRatio = option('Hedges per request in the long run. Default: 0.05', share)

/** When a second provider is asked beside one that takes long. */
export const hedge: Schema = either(
  [
    off,
    options({ afterMs: needed('After so many ms.', nonNegative), budgetRatio }, hedgeHints),
    options(
      {
        after: needed('After the time that 95 % of the calls of the provider took.', word('p95')),
        budgetRatio,
      },
      hedgeHints,
    ),
  ],
  (given) => {
    if (!isMap(given)) return 0
    if ('after' in given && 'afterMs' in given)
      return '"after" and "afterMs" stand for the same; give one of them'
    return 'after' in given ? 2 : 1
  },
)

/** What the providers of each pool may do together. */
export const pools: Schema = record(
  options({ concurrency: option('Most requests at a time on all of them together.', atLeastOnce) }),
)

/** What may be spent. */
export const budgets: Schema = list(
  options(
    {
      by: needed(
        'Whose budget it is: all share one, or each provider or tenant has its own.',
        word('all', 'provider', 'tenant'),
      ),
      usdPerMinute: option('US dollars per minute.', finite),
      usdPerDay: option('US dollars per day, which begins at midnight UTC.', finite),
      soft: option('The share of it from which on "then" counts. Default: 0.8', share),
      then: option(
        'Where requests go when that is spent: to where it is cheaper, or as before. Default: refuse',
        word('cheaper', 'refuse'),
      ),
      unpriced: option('Requests whose price is not known. Default: refuse', word('refuse', 'allow')),
      maxTenants: option('So many tenants are kept one by one. Default: 50000', wholeFromOne),
      label: option('Its name in errors. Default: budget', text),
    },
    { usd: 'usdPerDay', limit: 'usdPerDay', limitUsd: 'usdPerDay', per: 'by', action: 'then' },
  ),
)

/** For how long a failure keeps a provider out. */
export const cooling: Schema = options({
  throttleMs: option('A rate limit without a hint, in ms. Default: 1000', nonNegative),
  quarantineMs: option('A bad key, a used-up quota, an unknown model, in ms. Default: 300000', nonNegative),
  maxRetryAfterMs: option("No server's hint blocks for longer, in ms. Default: 300000", nonNegative),
})
