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
  const strategy = within('createLLMBalancer', () =>
    toStrategy(options.strategy ?? (choose === undefined ? 'peak-ewma' : 'custom'), () =>
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
      attemptMs: attemptMsOf(globalTimeout, targets.length),
      firstContentMs: globalTimeout,
      deadlineMs: globalTimeout,
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
  })
}

/** Where there are several providers, one that hangs leaves the next one as much time as it had itself. */
function attemptMsOf(globalTimeout: number, providers: number): number {
  return providers > 1 ? globalTimeout / 2 : Infinity
}
