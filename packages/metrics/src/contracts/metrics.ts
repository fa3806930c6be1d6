import type { Observer } from './observed-balancer.ts'
import type { MetricsSnapshot } from './snapshot.ts'
import type { MetricsState } from './state.ts'

/** Counts what happens in the balancers that it observes. */
export interface Metrics extends Observer {
  /** What was counted, and what the observed balancers are doing now, as a plain object of its own. */
  snapshot(): MetricsSnapshot
  /** All totals as plain data, for `initialState` of another one, also in another process. */
  exportState(): MetricsState
}
