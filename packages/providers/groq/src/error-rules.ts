import type { ErrorRule } from '@llm-balancer/provider'

/** Groq's errors beyond the common ones (its pages on errors, rate limits and spend limits, late 2026). */
export const groqErrorRules: readonly ErrorRule[] = [{ code: /^spend_\w+$/, kind: 'quota' }]
