import type { RunOptions } from '@llm-balancer/core'
import { checkKnown } from '@llm-balancer/core/options'

/** Options of a single call for the balancer, in a library whose calls cannot take those of a run. */
export type BalancedCallOptions = {
  /** Only targets with one of these ids or tags. @default all */
  readonly only?: string | readonly string[]
  /** No target with one of these ids or tags. @default none */
  readonly exclude?: string | readonly string[]
  /** Only this target, by id: no other takes over. */
  readonly pin?: string
  /** Calls with the same key should land on the same target. Used by `affinity`. */
  readonly affinityKey?: string
  /** Total time of the call in ms, above 0. @default the balancer's */
  readonly deadlineMs?: number
  /** Most attempts, a whole number ≥ 1. @default the balancer's */
  readonly maxAttempts?: number
  /** Which of the calls that wait go first: those with a lower number. @default 0 */
  readonly priority?: number
}

const known: readonly (keyof BalancedCallOptions)[] = [
  'only',
  'exclude',
  'pin',
  'affinityKey',
  'deadlineMs',
  'maxAttempts',
  'priority',
]

/**
 * The options of a call for the balancer, which checks their values. `owner` begins the messages.
 *
 * @throws TypeError naming an unknown option
 */
export function toRunOptions(
  owner: string,
  options: BalancedCallOptions,
  signal: AbortSignal | undefined,
): RunOptions {
  checkKnown(owner, options, known)
  return { ...options, signal }
}
