import type { RunOptions } from '@llm-balancer/core'
import type { Arrival } from '../run/arrivals-of.ts'

/** What the caller of a run says of it: the length of its prompt is known, that of the answer is not. */
export function runOptionsOf({ traffic, inputTokens, session }: Arrival): RunOptions {
  return {
    ...traffic.call,
    ...(inputTokens > 0 ? { expectedTokens: { input: inputTokens } } : {}),
    ...(session === undefined ? {} : { affinityKey: session }),
  }
}
