import type { ObserveCircuitsOptions, ObservedBalancer, Observer } from './observed-balancer.ts'
import type { MetricsSnapshot } from './snapshot.ts'
import type { MetricsState } from './state.ts'

/** Counts what happens in the balancers that it observes. */
export interface Metrics extends Observer<ObserveCircuitsOptions> {
  /**
   * Counts what happens in a balancer from now on. Gives back a function that ends it; when another balancer is then observed by
   * the same name, its numbers are added to those of the first.
   *
   * @throws RangeError while another balancer is observed by this name, TypeError for what is no balancer or for a bad option
   */
  observe(balancer: ObservedBalancer, options?: ObserveCircuitsOptions): () => void
  /** What was counted, and what the observed balancers are doing now, as a plain object of its own. */
  snapshot(): MetricsSnapshot
  /** All totals as plain data, for `initialState` of another one, also in another process. */
  exportState(): MetricsState
}
