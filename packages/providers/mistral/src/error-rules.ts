import type { ErrorRule } from '@llm-balancer/provider'

/**
 * Mistral's errors beyond the common ones: its codes are numbers (its help centre and API reference, late 2026). Where a word
 * or a text says the same, the common rules know it.
 */
export const mistralErrorRules: readonly ErrorRule[] = [
  { status: [402, 429], message: /\b(usage limit|quota)\b/i, kind: 'quota' },
  { code: /^1300$/, kind: 'rate-limit' },
  // The tier's capacity for the model, whatever the status: not this key's limit.
  { code: /^3505$/, kind: 'overloaded' },
  { code: /^1500$/, kind: 'model-not-found' },
  { code: /^3051$/, kind: 'context-length' },
]
