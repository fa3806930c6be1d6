import type { Classify } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import { createLLMBalancerWith } from '../../create-llm-balancer-with.ts'
import type { LLMBalancer, ProviderConfig } from '../../index.ts'
import { countingVendors } from '../../providers/counting-model.ts'
import { vendorRegistry } from '../../vendors/vendor-registry.ts'
import { vendors } from '../../vendors/vendors.generated.ts'
import { usualResetMs } from './errors.ts'
import type { PoolSettings } from './types.ts'

/** What the balancer of a pool is made of. */
export type PoolBalancerParts = {
  readonly settings: PoolSettings
  readonly providers: readonly ProviderConfig[]
  /** How many providers there are now. */
  readonly count: () => number
  readonly classify: Classify
}

const dayMs = 86_400_000

/** The balancer of a pool, with the pool's options. @throws TypeError or RangeError for a provider that is not valid */
export function createPoolBalancer({ settings, providers, count, classify }: PoolBalancerParts): LLMBalancer {
  const { timeout, maxRetries, retryDelay, useTokenCounting, fetch, clock, random } = settings
  const known = vendorRegistry(vendors)
  return createLLMBalancerWith(useTokenCounting ? countingVendors(known) : known, {
    providers,
    strategy: 'peak-ewma',
    timeouts: { deadlineMs: timeout },
    retry: {
      backoff: (retry) => retryDelay * 2 ** Math.floor(retry / Math.max(1, count())),
      // No chat waits longer than for its last pass: a limit that lasts longer is told.
      maxWaitMs: maxRetries < 2 ? 0 : retryDelay * 2 ** (maxRetries - 2),
    },
    whenUnavailable: 'fail',
    cooling: { throttleMs: usualResetMs, maxRetryAfterMs: dayMs },
    classify,
    ...defined({ clock, fetch, random }),
  })
}
