import { createLLMBalancer as createBare } from '../../packages/llm-balancer/src/bare/index.ts'
import { circuitOptions, createUmbrella, readyEntry, umbrella } from './option-table-umbrella-parts.ts'
import {
  aboveZeroUpToForever,
  atLeastZero,
  attemptClocks,
  hedgeOptions,
  upToForever,
  wholeFromOneUpToForever,
  type OptionObject,
} from './option-table.ts'

const balancerForeign = {
  models: 'providers',
  targets: 'providers',
  clients: 'providers',
  globalTimeout: 'timeouts.deadlineMs',
  timeout: 'timeouts.deadlineMs',
  timeoutMs: 'timeouts.deadlineMs',
  deadlineMs: 'timeouts.deadlineMs',
  attemptMs: 'timeouts.attemptMs',
  firstContentMs: 'timeouts.firstContentMs',
  idleMs: 'timeouts.idleMs',
  maxRetries: 'retry.maxAttempts',
  maxAttempts: 'retry.maxAttempts',
  retries: 'retry.maxAttempts',
  retryDelay: 'retry.backoff',
  backoff: 'retry.backoff',
  budget: 'retry.budget',
}
/** Every object of options of the umbrella's balancer. */
export const umbrellaObjects: readonly OptionObject[] = [
  {
    types: ['llm-balancer: LLMBalancerOptions'],
    who: 'createLLMBalancer',
    foreign: balancerForeign,
    give: createUmbrella,
  },
  {
    types: ['llm-balancer/bare: BareLLMBalancerOptions'],
    who: 'createLLMBalancer',
    valid: { providers: [] },
    foreign: balancerForeign,
    give: createBare,
  },
  {
    types: ['core: TimeoutOptions'],
    who: 'createLLMBalancer',
    path: 'timeouts.',
    numbers: { ...attemptClocks, deadlineMs: aboveZeroUpToForever, failoverReserveRatio: 'within [0, 1)' },
    foreign: { timeout: 'deadlineMs' },
    give: (timeouts) => createUmbrella({ timeouts }),
  },
  {
    types: ['core: BalancerRetryOptions'],
    who: 'createLLMBalancer',
    path: 'retry.',
    numbers: {
      maxAttempts: wholeFromOneUpToForever,
      attemptsPerTarget: wholeFromOneUpToForever,
      maxWaitMs: upToForever,
    },
    give: (retry) => createUmbrella({ retry }),
  },
  {
    types: ['core: ExponentialWaitSettings'],
    who: 'createLLMBalancer',
    path: 'retry.backoff.',
    numbers: { baseMs: atLeastZero, maxMs: atLeastZero, factor: 'within [1, ∞)' },
    give: (backoff) => createUmbrella({ retry: { backoff } }),
  },
  {
    types: ['core: WhenUnavailable'],
    who: 'createLLMBalancer',
    path: 'whenUnavailable.',
    numbers: { maxWaitMs: aboveZeroUpToForever, maxWaiting: wholeFromOneUpToForever },
    give: (whenUnavailable) => createUmbrella({ whenUnavailable }),
  },
  {
    types: ['core: CoolingOptions'],
    who: 'createLLMBalancer',
    path: 'cooling.',
    numbers: { throttleMs: upToForever, quarantineMs: upToForever, maxRetryAfterMs: upToForever },
    give: (cooling) => createUmbrella({ cooling }),
  },
  {
    types: ['core: PoolOptions'],
    who: 'createLLMBalancer',
    path: 'pools.p.',
    numbers: { concurrency: wholeFromOneUpToForever },
    give: (pool) => createUmbrella({ pools: { p: pool } }),
  },
  {
    types: ['core: PoolOptions'],
    who: 'updatePool',
    numbers: { concurrency: wholeFromOneUpToForever },
    give: (update) => {
      createUmbrella({ providers: [{ ...readyEntry, pool: 'p' }] }).updatePool('p', update)
    },
  },
  { ...hedgeOptions, who: 'createLLMBalancer', give: (hedge) => createUmbrella({ hedge }) },
  {
    ...circuitOptions,
    who: 'createLLMBalancer',
    give: (circuitBreaker) => createUmbrella({ circuitBreaker }),
  },
  {
    types: ['llm-balancer: HealthCheckOptions'],
    who: 'healthCheck',
    numbers: { timeoutMs: aboveZeroUpToForever },
    foreign: { timeout: 'timeoutMs', deadlineMs: 'timeoutMs', abortSignal: 'signal' },
    give: (options) => umbrella().healthCheck(options),
  },
  {
    types: ['core: CloseOptions'],
    who: 'close',
    numbers: { graceMs: upToForever },
    give: (options) => umbrella().close(options),
  },
]
