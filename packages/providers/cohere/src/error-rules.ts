/**
 * What Cohere's errors mean where the common table does not know. Sources: https://docs.cohere.com/reference/errors, its
 * page on rate limits, and the official SDK's error classes.
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The table. */
export const errorRules: readonly ErrorRule[] = [
  // Trial keys have a limit per minute and one per month, told apart by the text alone.
  { status: [429], message: /(\/|per|a) ?month|monthly/i, kind: 'quota' },
  // Also inside a stream, where there is no status.
  { message: /^too many tokens/i, kind: 'context-length' },
  {
    message: /\bmodel\b.{0,120}(not ready for serving|not supported by the \w+ api)/i,
    kind: 'model-not-found',
  },
  // Not a key: the request or the answer holds a token that is deny-listed. Others mean their capacity by this status.
  { status: [498], kind: 'content-policy' },
]
