import type { ErrorRule } from './error-rule.ts'

/** The request is too long for this target. */
export const lengthRules: readonly ErrorRule[] = [
  // The request alone exceeds the limit per minute (Groq, OpenAI). Waiting never helps, while smaller requests are served as
  // before. That is the same as a full context window: the request goes to targets known to accept more.
  { status: [413], code: /^rate_limit_exceeded$/, kind: 'context-length' },
  { status: [413, 429], message: /\brequest too large for\b/i, kind: 'context-length' },
  {
    code: /^(context_(length|window)_exceeded|exceed_context_size_error|request_too_large|tokens_limit_reached|model_max_prompt_tokens_exceeded|ContextWindowExceededError)$/i,
    kind: 'context-length',
  },
  {
    status: [400, 402, 403, 412, 413, 422, 500],
    message:
      /maximum (context|prompt) length|context (length|window|size|limit)|(prompt|input) is too long|input token count|too many (input )?tokens|reduce the length of the|`inputs` tokens|longer than the (model|maximum)|payload size exceeds|prompt exceeds max|exceeded model token limit|range of input length|`inputs` must have less than \d+ tokens|(token count of \d+|number of tokens in the request \(\d+\)) exceeds|exceed(s|ed)? max(imum)? message tokens/i,
    kind: 'context-length',
  },
]
