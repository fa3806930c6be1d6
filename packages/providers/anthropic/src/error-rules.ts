/**
 * Anthropic's errors beyond the common ones. Source: https://platform.claude.com/docs/en/api/errors and the official SDK's codes.
 *
 * The header `x-should-retry` is not used. It tells Anthropic's own clients whether to send the same request to the same
 * endpoint again; here the kind decides that, and another target may serve a request that this one always refuses.
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The rules, in the order in which they are tried. */
export const errorRules: readonly ErrorRule[] = [
  // Refusals of the account or its workspace that come as a 400.
  {
    code: /^((parent_)?organization_|workspace_human_review_|cmek_key_(disabled|network)|claude_code_)/,
    kind: 'permission',
  },
  { status: [404], message: /\b(file|container|thread|skill)\b(?!.*\bmodel\b)/i, kind: 'bad-request' },
]
