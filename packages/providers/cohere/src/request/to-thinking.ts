import type { ChatRequest, Warn } from '@llm-balancer/provider'
import type { ChatBody } from './chat-body.ts'

/** Models that do not reason. Any other name counts as a model that does. */
const thoughtless = /^(command$|command-(light|nightly|r)|command-a-(0|vision|translate)|c4ai-aya)/

/** Tokens of an answer, reasoning included, when the request has no limit of its own. */
const defaultLimit = 32_000

/** The share of an answer that may be reasoning. The highest effort sets no budget, as Cohere recommends. */
const budgetShares = { minimal: 0.05, low: 0.2, medium: 0.4, high: 0.6, xhigh: 0.8 }

/**
 * Maps the effort of reasoning to a budget; nothing when the request leaves it to the vendor.
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
