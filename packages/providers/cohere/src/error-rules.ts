/**
 * Cohere's errors beyond the common ones. Sources: https://docs.cohere.com/reference/errors, its
 * page on rate limits, and the official SDK's error classes.
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The rules, in the order in which they are tried. */
export const errorRules: readonly ErrorRule[] = [
  // Trial keys have a limit per minute and one per month, which only the text distinguishes.
  { status: [429], message: /(\/|per|a) ?month|monthly/i, kind: 'quota' },
  // Also inside a stream, where there is no status.
  { message: /^too many tokens/i, kind: 'context-length' },
  {
    message: /\bmodel\b.{0,120}(not ready for serving|not supported by the \w+ api)/i,
    kind: 'model-not-found',
  },
  // Not about the key: the request or the answer contains a deny-listed token. Other vendors use this status for capacity.
  { status: [498], kind: 'content-policy' },
]
