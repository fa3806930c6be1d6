import type { LimitReport } from '@llm-balancer/core'

/** What a limit counts. `tokens` is input and output together. */
export type Unit = LimitReport['unit']
