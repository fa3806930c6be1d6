import type { Classify } from '@llm-balancer/core'
import { createLLMBalancerWith } from '../../create-llm-balancer-with.ts'
import type { VendorRegistry } from '../../entries/entry-environment.ts'
import type { LLMBalancer, ProviderConfig } from '../../index.ts'
import { countingModel } from '../../providers/counting-model.ts'
import { vendorRegistry } from '../../vendors/vendor-registry.ts'
import { vendors } from '../../vendors/vendors.generated.ts'
import type { PoolSettings } from './pool-options.ts'
import { usualResetMs } from './to-pool-error.ts'

/** What the balancer of a pool is made of. */
export type PoolBalancerParts = {
  readonly settings: PoolSettings
  readonly providers: readonly ProviderConfig[]
  /** How many providers there are now. */
  readonly count: () => number
  readonly classify: Classify
}

const dayMs = 86_400_000

const known = vendorRegistry(vendors)
/** The same vendors; their models estimate what is not reported. */
const counting: VendorRegistry = {
  types: known.types,
  find(type) {
    const vendor = known.find(type)
    return vendor && { ...vendor, chat: (settings) => countingModel(vendor.chat(settings)) }
  },
}

/** The balancer of a pool, with the pool's options. @throws TypeError or RangeError for a provider that is not valid */
export function createPoolBalancer({ settings, providers, count, classify }: PoolBalancerParts): LLMBalancer {
  const { timeout, maxRetries, retryDelay, useTokenCounting, fetch, clock, random } = settings
  return createLLMBalancerWith(useTokenCounting ? counting : known, {
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
    clock,
    ...(fetch === undefined ? {} : { fetch }),
    ...(random === undefined ? {} : { random }),
  })
}
