import type { LimitReport } from '@llm-balancer/core'

/** What a limit counts. `tokens` is input and output together. */
export type Unit = LimitReport['unit']

/** The tokens of a call, as whole numbers. */
export interface Tokens {
  readonly input: number
  readonly output: number
}

/** What a call, or what several calls together, take of a limit that counts in this unit. */
export function amountOf(unit: Unit, calls: number, { input, output }: Tokens): number {
  if (unit === 'requests') return calls
  return (unit === 'output-tokens' ? 0 : input) + (unit === 'input-tokens' ? 0 : output)
}
