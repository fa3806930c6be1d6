import {
  consecutiveFailures,
  createCircuitBreaker,
  failureRatio,
  failuresInWindow,
  slowCallRatio,
} from '../../packages/circuit-breaker/src/index.ts'
import { createOpossumCircuitBreaker, fromOpossum } from '../../packages/circuit-breaker/src/opossum/index.ts'
import {
  aboveZero,
  aboveZeroUpToForever,
  atLeastZero,
  share,
  upstream,
  wholeFromOne,
  wholeFromOneUpToForever,
  wholeFromZero,
  type OptionObject,
} from './option-table.ts'

const circuitNumbers = {
  failureThreshold: wholeFromOneUpToForever,
  windowMs: aboveZero,
  resetTimeoutMs: atLeastZero,
  resetJitterRatio: share,
  maxRetryAfterMs: atLeastZero,
  successThreshold: wholeFromOne,
  maxProbes: wholeFromOneUpToForever,
  probeLeaseMs: aboveZeroUpToForever,
  rememberFailures: wholeFromZero,
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

/** Every object of options of circuit-breaker. */
export const circuitObjects: readonly OptionObject[] = [
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
    numbers: { baseMs: atLeastZero, factor: 'within [1, ∞)', maxMs: atLeastZero },
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
    types: ['circuit-breaker: SlowCallRatioOptions'],
    who: 'slowCallRatio',
    valid: { ratio: 0.5, slowMs: 1000 },
    numbers: {
      ratio: 'within (0, 1]',
      slowMs: aboveZero,
      windowMs: aboveZero,
      minimumCalls: wholeFromOneUpToForever,
    },
    give: slowCallRatio,
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
