import type { ChatRequest } from '@llm-balancer/provider'
import type { Mapping } from './mapping.ts'
import type { Effort, Thinking } from './messages-body.ts'
import type { ModelTraits } from './model-traits.ts'

/** The fields of the body for reasoning; empty when the request leaves it to the vendor. */
export type ThinkingWish = { readonly thinking?: Thinking; readonly effort?: Effort }

/** The share of `max_tokens` that models with a budget may use for reasoning. */
const budgetShares: Readonly<Record<Effort, number>> = {
  low: 0.2,
  medium: 0.4,
  high: 0.6,
  xhigh: 0.8,
  max: 0.9,
}

/** Smallest budget the API takes. */
const leastBudget = 1024

/** Maps the effort of reasoning to the fields that the model takes. */
export function toThinking(
  { reasoning = 'provider-default' }: ChatRequest,
  limits: { readonly traits: ModelTraits; readonly maxTokens: number },
  { warn }: Mapping,
): ThinkingWish {
  const { traits, maxTokens } = limits
  if (reasoning === 'provider-default') return {}
  if (reasoning === 'none' && traits.leastThinking !== 'low-effort')
    return { thinking: { type: traits.leastThinking } }
  const isTooHigh = reasoning === 'xhigh' && !traits.xhigh
  const effort = reasoning === 'none' || reasoning === 'minimal' ? 'low' : isTooHigh ? 'high' : reasoning
  if (effort !== reasoning) warn('reasoning', `${effort} effort instead`)
  if (traits.thinking === 'adaptive') return { thinking: { type: 'adaptive' }, effort }
  const budget = Math.max(leastBudget, Math.floor(maxTokens * budgetShares[effort]))
  if (budget < maxTokens) return { thinking: { type: 'enabled', budget_tokens: budget } }
  warn('reasoning', 'too few output tokens')
  return {}
}
