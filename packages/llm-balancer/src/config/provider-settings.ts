import type { TokenPrice } from '@llm-balancer/core'
import type { ProviderCircuitSetting } from '../guards/provider-circuit.ts'

/** What every provider entry may say, however its calls are made. */
export interface ProviderSettings {
  /** Relative share, ≥ 0 and finite; 0 = drained, never asked. @default 1 */
  readonly weight?: number
  /** Lower is asked first, whatever the strategy; any finite number. @default 0 */
  readonly priority?: number
  /** Words by which a call can choose providers. @default [] */
  readonly tags?: readonly string[]
  /** Time of one attempt in ms, > 0: until the answer; for a stream, until its first content. @default what is left of the call's time, or half of it while another provider could take over */
  readonly timeout?: number
  /** Most attempts one call makes at this provider, a whole number ≥ 0; 0 and 1 are both one attempt. @default the balancer's `maxRetries` */
  readonly maxRetries?: number
  /** Most calls that may begin within any 60 s, a whole number ≥ 0. A further one goes elsewhere. @default no limit */
  readonly requestsPerMinute?: number
  /** When it is left alone because it keeps failing; each option given here takes the place of the balancer's. @default the balancer's */
  readonly circuitBreaker?: ProviderCircuitSetting
  /** Prices, for `lowest-cost`. @default unknown */
  readonly cost?: TokenPrice
  /** Most input and output tokens one call may have, > 0. @default unknown */
  readonly contextWindow?: number
  /** Providers with the same pool share one key or account: what is charged to the key takes all of them out. @default its own */
  readonly pool?: string
  /** Providers whose vectors can be compared share it; `embed` goes to those of one space. @default the embedding model's name */
  readonly embeddingSpace?: string
}
