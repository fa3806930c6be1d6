import type { ErrorRule } from '@llm-balancer/provider'

/**
 * Together's errors beyond the common ones.
 *
 * Source: https://docs.together.ai/docs/error-codes (late 2026)
 */
export const togetherErrorRules: readonly ErrorRule[] = [
  { code: /^model_not_available$/, kind: 'model-not-found' },
  // A 403 of Together's own type means a request too long for the model, unless its text is about permissions; one of a proxy
  // or a firewall has no such type.
  {
    status: [403],
    code: /^invalid_request_error$/,
    message: /^(?!.*(access|permission|forbidden|not allowed))/is,
    kind: 'context-length',
  },
]
