import type { CallFacts } from '../contracts/call.ts'
import type { TokenPrice } from '../contracts/usage.ts'
import { expectedCost, type ExpectedUsage } from './expected-cost.ts'
import type { UsualUsage } from './usual-usage.ts'

/** Before a target has answered so many calls, what calls use elsewhere counts as much as its own. */
const enoughCalls = 5

/** The size of a call of which nothing is known, before any other has been seen. */
const firstInputTokens = 1000
const firstOutputTokens = 300

/** What is known of calls beside the call itself. */
export interface KnownUsage {
  /** Of the targets with this price. */
  readonly own: UsualUsage
  /** Of all targets. */
  readonly all: UsualUsage
  /** What to expect of a call whose size is not given, as far as the user says it. */
  readonly given: { readonly inputTokens: number | undefined; readonly outputTokens: number | undefined }
}

type Size = Pick<CallFacts, 'inputTokens' | 'outputTokens' | 'maxOutputTokens'>

/**
 * What a call is expected to cost at a price, in micro-dollars: with answers as long as those that were given at this price before, as
 * many tokens read from the cache, and as much reasoning. Infinity when a price is not known.
 */
export function effectiveCost(call: Size, price: TokenPrice | undefined, known: KnownUsage): number {
  const { own, all, given } = known
  const share = own.calls / (own.calls + enoughCalls)
  // Its prompt is the same wherever a call goes.
  const inputTokens =
    call.inputTokens > 0 ? call.inputTokens : (given.inputTokens ?? all.inputTokens ?? firstInputTokens)
  const expected: ExpectedUsage = {
    inputTokens,
    outputTokens: call.outputTokens > 0 ? call.outputTokens : usualOutput(known, share, call.maxOutputTokens),
    cacheReadRatio: share * own.cacheReadRatio + (1 - share) * all.cacheReadRatio,
    cacheWriteRatio: share * own.cacheWriteRatio + (1 - share) * all.cacheWriteRatio,
    reasoningRatio: share * own.reasoningRatio + (1 - share) * all.reasoningRatio,
  }
  return expectedCost(expected, price)
}

function usualOutput({ own, all, given }: KnownUsage, share: number, most = Infinity): number {
  const everywhere = all.outputTokens ?? firstOutputTokens
  const usual = given.outputTokens ?? share * (own.outputTokens ?? 0) + (1 - share) * everywhere
  return Math.min(usual, most)
}
