import type { ErrorRule } from '@llm-balancer/provider'

/**
 * OpenRouter's errors beyond the common ones. Its codes are HTTP statuses, also of an error inside a good answer or a stream.
 *
 * Source: https://openrouter.ai/docs/api/reference/errors-and-debugging (November 2026)
 */
export const openrouterErrorRules: readonly ErrorRule[] = [
  // The limit of the server behind the model, not of the key: other models are served as before.
  { status: [429], message: /provider returned error/i, kind: 'overloaded' },
  { status: [429], message: /\bper-day\b/, kind: 'quota' },
  { status: [403], message: /\b(moderation|flagged)\b/i, kind: 'content-policy' },
]
