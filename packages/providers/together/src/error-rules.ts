/** Together's errors beyond the common ones (https://docs.together.ai/docs/error-codes, late 2026). */
import type { ErrorRule } from '@llm-balancer/provider'

/** The table. */
export const togetherErrorRules: readonly ErrorRule[] = [
  { code: /^model_not_available$/, kind: 'model-not-found' },
  // A 403 in Together's own words is a request too long for the model, unless it speaks of what the key may do; a proxy's or
  // a firewall's has no such type.
  {
    status: [403],
    code: /^invalid_request_error$/,
    message: /^(?!.*(access|permission|forbidden|not allowed))/is,
    kind: 'context-length',
  },
]
