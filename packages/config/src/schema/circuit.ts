import { either, isMap, needed, option, options } from './composites.ts'
import type { Schema } from './schema.ts'
import { aboveZero, atLeastOnce, finite, flag, number, off, positive, share, wholeFromOne } from './values.ts'

const window = option('The window in ms. Default: 60000', aboveZero)
const minimumCalls = option('Calls in the window below which nothing opens. Default: 10', atLeastOnce)

const trip = options({
  consecutiveFailures: option('Opens at so many failures in a row.', atLeastOnce),
  failuresInWindow: option(
    'Opens at so many failures within a window.',
    options({
      failures: needed('How many.', atLeastOnce),
      windowMs: window,
    }),
  ),
  failureRatio: option(
    'Opens when a share of the calls within a window failed.',
    options({ ratio: needed('The share, above 0 and up to 1.', share), windowMs: window, minimumCalls }),
  ),
  slowCallRatio: option(
    'Opens when a share of the calls within a window was slow.',
    options({
      ratio: needed('The share, above 0 and up to 1.', share),
      slowMs: needed('A call that takes longer, in ms, is slow.', aboveZero),
      windowMs: window,
      minimumCalls,
    }),
  ),
})

const growth = options({
  baseMs: needed('The first open time in ms.', finite),
  factor: option('Each further one is so many times longer. Default: 2', number({ min: 1, max: Infinity })),
  maxMs: option('None is longer, in ms. Default: 10 × baseMs', finite),
})

const settings = options(
  {
    trip: option('When the circuit opens; where there are several rules, the first that says so.', trip),
    failureThreshold: option(
      'Failures within "windowMs" that open the circuit; short for "trip".',
      atLeastOnce,
    ),
    windowMs: option('The window of "failureThreshold" in ms. Default: 60000', aboveZero),
    resetTimeoutMs: option(
      'How long an open circuit waits for its first trial, in ms; may grow with each failed one. Default: 10000',
      either([finite, growth], (given) => (isMap(given) ? 1 : 0)),
    ),
    resetJitterRatio: option(
      'Up to this share is added to each open time, or taken from it. Default: 0.2',
      number({ min: 0, max: 1 }),
    ),
    maxRetryAfterMs: option(
      'The longest open time that a server can ask for, in ms. Default: 300000',
      finite,
    ),
    successThreshold: option('Successful trials that close the circuit. Default: 1', wholeFromOne),
    maxProbes: option('Trials at a time. Default: 1', atLeastOnce),
    probeLeaseMs: option(
      'A trial that takes longer, in ms, makes room for the next. Default: 30000',
      positive,
    ),
    earlyTrials: option(
      'Whether a request that finds no other provider may try this one before its time. Default: true',
      flag,
    ),
  },
  { resetTimeout: 'resetTimeoutMs', threshold: 'failureThreshold', cooldown: 'resetTimeoutMs' },
)

/** When a provider that keeps failing gets no requests; false: never by its failures. */
export const circuitBreaker: Schema = either([off, settings], (given) => (isMap(given) ? 1 : 0))
