import type { TokenUsage } from '@llm-balancer/core'

/** How a call ended, as far as limits are concerned. */
export interface Settlement {
  readonly usage?: TokenUsage | undefined
  /**
   * `unfinished`: it may have used all that was expected of it. `failed`: it used nothing but what `usage` says. `refused`: the vendor
   * refused it because of a limit. `unsent`: it was never made.
   */
  readonly end: 'succeeded' | 'unfinished' | 'failed' | 'refused' | 'unsent'
  readonly retryAfterMs?: number | undefined
}
