import {
  consecutiveFailures,
  createCircuitBreaker,
  failureRatio,
  failuresInWindow,
} from '../../packages/circuit-breaker/src/index.ts'
import { createOpossumCircuitBreaker, fromOpossum } from '../../packages/circuit-breaker/src/opossum/index.ts'
import {
  constantBackoff,
  exponentialBackoff,
  hedge,
  hedgeStream,
  retry,
  retryStream,
} from '../../packages/retry/src/index.ts'
import {
  aboveZero,
  aboveZeroUpToForever,
  atLeastZero,
  upstream,
  upToForever,
  wholeFromOne,
  wholeFromOneUpToForever,
  type OptionObject,
} from './option-table.ts'

const circuitNumbers = {
  failureThreshold: wholeFromOneUpToForever,
  windowMs: aboveZero,
  resetTimeoutMs: atLeastZero,
  maxRetryAfterMs: atLeastZero,
  successThreshold: wholeFromOne,
  maxProbes: wholeFromOneUpToForever,
  probeLeaseMs: aboveZeroUpToForever,
  timeoutMs: atLeastZero,
}
const circuitForms = { resetTimeoutMs: 'a number, { baseMs }, a function or a backoff of cockatiel' }
const circuitForeign = {
  timeout: 'timeoutMs',
  resetTimeout: 'resetTimeoutMs',
  halfOpenAfter: 'resetTimeoutMs',
  breaker: 'trip',
  maxFailures: 'failureThreshold',
  rollingCountTimeout: 'windowMs',
  errorFilter: 'classify',
  name: 'label',
}
const circuit = { numbers: circuitNumbers, forms: circuitForms, foreign: circuitForeign }

const circuitObjects: readonly OptionObject[] = [
  {
    types: ['circuit-breaker: CircuitBreakerOptions'],
    who: 'createCircuitBreaker',
    ...circuit,
    give: createCircuitBreaker,
  },
  {
    types: ['circuit-breaker: ResetGrowth'],
    who: 'createCircuitBreaker',
    path: 'resetTimeoutMs.',
    valid: { baseMs: 100 },
    numbers: {
      baseMs: atLeastZero,
      factor: 'within [1, ∞)',
      maxMs: atLeastZero,
      jitterRatio: 'within [0, 1]',
    },
    give: (resetTimeoutMs) => createCircuitBreaker({ resetTimeoutMs }),
  },
  {
    types: ['circuit-breaker: ExecuteOptions'],
    who: 'circuit breaker',
    give: (options) => createCircuitBreaker().execute(upstream.call, options),
  },
  {
    types: ['circuit-breaker: ExecuteStreamOptions'],
    who: 'circuit breaker',
    numbers: { idleTimeoutMs: atLeastZero },
    give: (options) => createCircuitBreaker().executeStream(upstream.call, options),
  },
  {
    types: ['circuit-breaker: FailureRatioOptions'],
    who: 'failureRatio',
    valid: { ratio: 0.5 },
    numbers: { ratio: 'within (0, 1]', windowMs: aboveZero, minimumCalls: wholeFromOneUpToForever },
    give: failureRatio,
  },
  {
    types: [],
    who: 'consecutiveFailures',
    isParameters: true,
    numbers: { failures: wholeFromOneUpToForever },
    give: ({ failures }: { failures: number }) => consecutiveFailures(failures),
  },
  {
    types: [],
    who: 'failuresInWindow',
    isParameters: true,
    valid: { failures: 3, windowMs: 1000 },
    numbers: { failures: wholeFromOneUpToForever, windowMs: aboveZero },
    give: ({ failures, windowMs }: { failures: number; windowMs: number }) =>
      failuresInWindow(failures, windowMs),
  },
  {
    types: ['circuit-breaker/opossum: OpossumCircuitBreakerOptions'],
    who: 'createOpossumCircuitBreaker',
    ...circuit,
    give: createOpossumCircuitBreaker,
  },
  {
    types: ['circuit-breaker/opossum: OpossumStatisticsOptions'],
    who: 'createOpossumCircuitBreaker',
    path: 'statistics.',
    numbers: { windowMs: aboveZero, slices: 'a whole number within [1, 1000]' },
    give: (statistics) => createOpossumCircuitBreaker({ statistics }),
  },
  {
    types: ['circuit-breaker: CircuitBreakerOptions'],
    who: 'fromOpossum',
    ...circuit,
    give: (options) => fromOpossum(createOpossumCircuitBreaker().opossum, options),
  },
]

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

const retryObjects: readonly OptionObject[] = [
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

/** Every object of options of circuit-breaker and retry. */
export const policyObjects: readonly OptionObject[] = [...circuitObjects, ...retryObjects]
