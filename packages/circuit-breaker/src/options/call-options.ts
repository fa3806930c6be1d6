import { checkFunction, checkSignal, finite, readOptions, type OptionTable } from '@llm-balancer/core/options'
import type { ExecuteOptions, ExecuteStreamOptions } from '../contracts/circuit-breaker.ts'

/** Begins the messages about wrong arguments of a breaker's methods. */
export const owner = 'circuit breaker'

const executeTable: OptionTable<ExecuteOptions> = { signal: [checkSignal] }

const streamTable: OptionTable<ExecuteStreamOptions<never>> = {
  ...executeTable,
  isFinal: [checkFunction],
  idleTimeoutMs: [finite, 0],
}

/** The options of a streaming call, complete. */
export interface StreamSettings<Chunk> {
  readonly signal: AbortSignal | undefined
  readonly isFinal: ((chunk: Chunk) => boolean) | undefined
  readonly idleTimeoutMs: number
}

/** The signal that the options of `execute` give. @throws TypeError that names the option */
export function readSignal(given: ExecuteOptions | undefined): AbortSignal | undefined {
  if (given === undefined || hasOnlySignal(given)) return given?.signal
  return readOptions(owner, given, executeTable).signal
}

/** True for what nearly every call gives, which then pays for no closer look. */
function hasOnlySignal(given: ExecuteOptions): boolean {
  for (const name in given) if (name !== 'signal') return false
  return (given as ExecuteOptions | null)?.signal instanceof AbortSignal
}

/** The options of `executeStream`, with the defaults filled in. @throws TypeError or RangeError that names the option */
export function readStreamOptions<Chunk>(given: ExecuteStreamOptions<Chunk>): StreamSettings<Chunk> {
  return readOptions(owner, given, streamTable) as StreamSettings<Chunk>
}
