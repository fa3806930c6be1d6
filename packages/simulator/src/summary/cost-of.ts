import type { TokenPrice } from '@llm-balancer/core'
import type { AttemptLog } from '../run/run-log.ts'

const million = 1_000_000

/** What a call cost, in US dollars; 0 where no price is known. */
export function costUsdOf(
  { inputTokens, cachedTokens, outputTokens }: AttemptLog,
  { inputPerMTok = 0, outputPerMTok = 0, cacheReadPerMTok = inputPerMTok }: TokenPrice = {},
): number {
  const input = (inputTokens - cachedTokens) * inputPerMTok + cachedTokens * cacheReadPerMTok
  return (input + outputTokens * outputPerMTok) / million
}
