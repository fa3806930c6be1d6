/**
 * What Anthropic's errors mean where the common table does not know; that one knows its codes, its spend limits (400, 402
 * or 429) and "prompt is too long". Source: https://platform.claude.com/docs/en/api/errors and the official SDK's codes.
 *
 * The header `x-should-retry` has no say here. It tells Anthropic's own clients whether to send the same request to the same
 * place again; here the kind decides that, and another target may serve what this one refuses for good.
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The table. */
export const errorRules: readonly ErrorRule[] = [
  { message: /organization has been disabled/i, kind: 'permission' },
  // Refusals of the account or its workspace that come as a 400.
  {
    code: /^((parent_)?organization_|workspace_human_review_|cmek_key_(disabled|network)|claude_code_)/,
    kind: 'permission',
  },
  { message: /exceeds? (the )?context limit/i, kind: 'context-length' },
  { message: /content filtering policy/i, kind: 'content-policy' },
  { status: [404], message: /\b(file|container|thread|skill)\b(?!.*\bmodel\b)/i, kind: 'bad-request' },
]
