import type { ChatRequest, Warn } from '@llm-balancer/provider'
import type { ChatBody } from './chat-body.ts'

/** Models that only answer. A name that is not among them is taken for a model that thinks. */
const thoughtless = /^(command$|command-(light|nightly|r)|command-a-(0|vision|translate)|c4ai-aya)/

/** Tokens of an answer, thoughts included, where the request sets no limit of its own. */
const defaultLimit = 32_000

/** Which share of an answer may be thoughts. The most is as long as the model likes, which is what Cohere recommends. */
const budgetShares = { minimal: 0.05, low: 0.2, medium: 0.4, high: 0.6, xhigh: 0.8 }

/**
 * Turns the wish for reasoning into a budget; nothing when that is left to the vendor.
 * Source: https://docs.cohere.com/docs/reasoning
 */
export function toThinking(
  { reasoning = 'provider-default', maxOutputTokens = defaultLimit }: ChatRequest,
  model: string,
  warn: Warn,
): ChatBody['thinking'] {
  if (reasoning === 'provider-default') return undefined
  if (thoughtless.test(model)) {
    if (reasoning !== 'none') warn('reasoning', 'the model does not reason')
    return undefined
  }
  if (reasoning === 'none') return { type: 'disabled' }
  if (reasoning === 'max') return { type: 'enabled' }
  const budget = Math.floor(maxOutputTokens * budgetShares[reasoning])
  return { type: 'enabled', token_budget: Math.max(1, budget) }
}
