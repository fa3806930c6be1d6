/** Mistral's errors beyond the common ones: its codes are numbers (its help centre and API reference, late 2026). */
import type { ErrorRule } from '@llm-balancer/provider'

/** The rules, in the order in which they are tried. */
export const mistralErrorRules: readonly ErrorRule[] = [
  { status: [402, 429], message: /\b(monthly|usage limit|quota)\b/i, kind: 'quota' },
  { code: /^1300$/, kind: 'rate-limit' },
  // The tier's capacity for the model, whatever the status: not this key's limit. Sometimes the code is missing.
  { code: /^(3505|service_tier_capacity_exceeded)$/, kind: 'overloaded' },
  { status: [429, 503], message: /tier capacity exceeded/i, kind: 'overloaded' },
  { code: /^(1500|invalid_model)$/, kind: 'model-not-found' },
  { code: /^3051$/, kind: 'context-length' },
]
