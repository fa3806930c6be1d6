import type { ErrorRule } from '@llm-balancer/provider'

/** OpenAI's errors beyond the common ones (its guide to error codes, late 2026). */
export const openaiErrorRules: readonly ErrorRule[] = [
  {
    code: /^(insufficient_quota|credit_balance_exhausted|\w+_spend_limit_exceeded|organization_usage_limit_exceeded|billing_hard_limit_reached)$/,
    kind: 'quota',
  },
  // Not this key's limit but the platform asking everyone to go slower: see docs/decisions/0010.
  { code: /^(slow_down|server_is_overloaded)$/, kind: 'overloaded' },
  {
    code: /^(invalid_prompt|content_policy_violation|content_filter|cyber_policy\w*)$/,
    kind: 'content-policy',
  },
  {
    code: /^(invalid_organization|mismatched_(organization|project)|ip_not_authorized)$/,
    kind: 'permission',
  },
  { status: [403], code: /^model_not_found$/, kind: 'model-not-found' },
]
