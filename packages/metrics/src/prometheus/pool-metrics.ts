import type { PoolSnapshot } from '@llm-balancer/core'
import { one, type Metric } from './run-metrics.ts'

const labels = ['balancer', 'pool']

/** Metrics of the targets that share a key or an account. */
export const poolMetrics: readonly Metric<PoolSnapshot>[] = [
  {
    name: 'llm_balancer_pool_attempts_in_flight',
    help: 'Attempts that run now on the targets of a pool together.',
    type: 'gauge',
    labels,
    samples: ({ inFlight }, own) => one(inFlight, own),
  },
  {
    name: 'llm_balancer_pool_concurrency',
    help: 'Most of them that may run by the bound of the user; absent without one.',
    type: 'gauge',
    labels,
    samples: ({ concurrency }, own) => one(concurrency, own),
  },
]
