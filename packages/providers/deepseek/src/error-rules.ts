import type { ErrorRule } from '@llm-balancer/provider'

/**
 * DeepSeek's errors beyond the common ones, which know its 402 for an empty balance and its 503 for overload.
 *
 * Sources: https://api-docs.deepseek.com/quick_start/error_codes; the answer to a prompt that its filter refuses (November 2026).
 */
export const deepseekErrorRules: readonly ErrorRule[] = [
  { status: [400], message: /content exists risk/i, kind: 'content-policy' },
]
