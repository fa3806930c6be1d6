import type { ChatRequest } from '@llm-balancer/provider'
import type { ThinkingConfig, ThinkingLevel } from './generate-content-body.ts'
import type { Mapping } from './mapping.ts'

/** The budget of reasoning tokens per effort; without a number, one that every model takes. */
const budgets: Readonly<Record<string, number>> = { none: 0, minimal: 512, low: 1024, medium: 8192 }

/** Maps the effort of reasoning to the fields that the model takes; undefined when the request leaves it to the vendor. */
export function toThinkingConfig(
  { reasoning = 'provider-default' }: ChatRequest,
  { traits, warn }: Mapping,
): ThinkingConfig | undefined {
  const { thinking, leastBudget, minimalLevel } = traits
  if (reasoning === 'provider-default') return undefined
  const includeThoughts = reasoning !== 'none'
  if (thinking === 'budget') {
    const thinkingBudget = Math.max(budgets[reasoning] ?? 24_576, leastBudget)
    if (!includeThoughts && thinkingBudget > 0) warn('reasoning', 'cannot be switched off')
    return { includeThoughts, thinkingBudget }
  }
  if (thinking === 'level') {
    const thinkingLevel = levelOf(reasoning, minimalLevel)
    if (thinkingLevel !== reasoning.toUpperCase()) warn('reasoning', `level ${thinkingLevel} instead`)
    return { includeThoughts, thinkingLevel }
  }
  if (includeThoughts) warn('reasoning', 'not with this model')
  return undefined
}

function levelOf(effort: string, hasMinimal: boolean): ThinkingLevel {
  if (effort === 'none' || effort === 'minimal') return hasMinimal ? 'MINIMAL' : 'LOW'
  if (effort === 'low') return 'LOW'
  return effort === 'medium' ? 'MEDIUM' : 'HIGH'
}
