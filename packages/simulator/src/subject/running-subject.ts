import type { BalancerSnapshot } from '@llm-balancer/core'
import type { Arrival } from '../run/arrivals-of.ts'

/** A balancer that is simulated, in front of its servers. */
export interface RunningSubject {
  /** One run of the balancer; `onFirstContent` hears of the first content of a stream. Rejects with the balancer's error. */
  call(arrival: Arrival, onFirstContent: () => void): Promise<unknown>
  snapshot(): BalancerSnapshot
  close(): Promise<void>
}
