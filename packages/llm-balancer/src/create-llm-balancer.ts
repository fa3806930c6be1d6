import { createBalancer, systemClock } from '@llm-balancer/core'
import { LocalLLMBalancer } from './local-llm-balancer.ts'
import { customStrategy } from './config/custom-strategy.ts'
import { checkOptions, type LLMBalancerOptions } from './config/options.ts'
import { ProviderRegistry } from './config/provider-registry.ts'
import { toStrategy } from './config/strategies.ts'
import { within } from './config/checks.ts'
import type { LLMBalancer } from './llm-balancer.ts'

const defaults = { globalTimeout: 30_000, retryDelay: 1000, whenUnavailable: 'wait' } as const

/** No backoff is longer, in ms, unless `retryDelay` itself is. */
const longestBackoffMs = 8000

/** While another provider could take over, one that hangs leaves it as much time as it had itself. */
const failoverReserveRatio = 0.5

/**
 * Makes a balancer over LLM providers.
 *
 * @throws TypeError or RangeError naming the option, or the provider and its option, that is wrong
 */
export function createLLMBalancer(options: LLMBalancerOptions): LLMBalancer {
  checkOptions(options)
  const { clock = systemClock, fetch, circuitBreaker, random, customStrategy: choose, maxRetries } = options
  const registry = new ProviderRegistry({ clock, random, fetch, circuitBreaker })
  const targets = options.providers.map((provider) => registry.add(provider).target())
  const { strategy: strategyName = choose === undefined ? 'peak-ewma' : 'custom' } = options
  const strategy = within('createLLMBalancer', () =>
    toStrategy(strategyName, () =>
      customStrategy(choose ?? (() => undefined), (target) => registry.describe(target)),
    ),
  )
  const { globalTimeout = defaults.globalTimeout, retryDelay = defaults.retryDelay } = options
  const balancer = createBalancer({
    targets,
    strategy,
    clock,
    retry: {
      backoff: { baseMs: retryDelay, maxMs: Math.max(longestBackoffMs, retryDelay) },
      ...(maxRetries === undefined ? {} : { maxAttempts: Math.max(1, maxRetries) }),
    },
    timeouts: {
      attemptMs: Infinity,
      firstContentMs: globalTimeout,
      deadlineMs: globalTimeout,
      failoverReserveRatio,
    },
    whenUnavailable: options.whenUnavailable ?? defaults.whenUnavailable,
    ...(options.cooling === undefined ? {} : { cooling: options.cooling }),
    ...(options.classify === undefined ? {} : { classify: options.classify }),
    ...(random === undefined ? {} : { random }),
  })
  return new LocalLLMBalancer({
    balancer,
    registry,
    clock,
    streamDeadlineMs: options.globalTimeout ?? Infinity,
    deadlineMs: globalTimeout,
  })
}
