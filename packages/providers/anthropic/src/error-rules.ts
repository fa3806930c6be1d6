/**
 * What Anthropic's errors mean where the common table does not know; that one knows its codes, its spend limits (400, 402
 * or 429) and "prompt is too long". Source: https://platform.claude.com/docs/en/api/errors and the official SDK's codes.
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The table. */
export const errorRules: readonly ErrorRule[] = [
  { message: /organization has been disabled/i, kind: 'permission' },
  { message: /exceeds? (the )?context limit/i, kind: 'context-length' },
  { message: /content filtering policy/i, kind: 'content-policy' },
  { status: [404], message: /\b(file|container|thread|skill)\b(?!.*\bmodel\b)/i, kind: 'bad-request' },
]
