import type { ErrorRule } from '@llm-balancer/provider'

/**
 * OpenAI's errors beyond the common ones, which know its quotas, and overload by `slow_down` (see docs/decisions/0010) and
 * `server_is_overloaded`. Sources: its guide to error codes and the codes its official SDK knows (November 2026).
 */
export const openaiErrorRules: readonly ErrorRule[] = [
  { code: /^invalid_prompt$|_policy(_violation)?$/, kind: 'content-policy' },
  { status: [403], code: /^model_not_found$/, kind: 'model-not-found' },
]
