import type { ErrorRule } from './error-rule.ts'

/**
 * The request holds what this account did not issue, or no longer has: items of OpenAI's Responses, signatures of Anthropic's and
 * Google's thoughts. Without it any target can go on.
 */
export const stateRules: readonly ErrorRule[] = [
  { code: /^(invalid_encrypted_content|previous_response_not_found)$/, kind: 'foreign-state' },
  {
    status: [400, 404],
    message:
      /\b(item with id|previous[ _]response)\b.{0,120}\bnot found\b|\bencrypted[ _]content\b[^]{0,300}\bnot be (verified|decrypted|parsed)\b|\bprovided without its required\b|\binvalid \W?(signature|data)\W? in \W?(redacted_)?thinking\b|\bexpected \W?(redacted_)?thinking\b.{0,40}\bbut found\b|thinking\W? blocks?\b.{0,80}\bcannot be modified\b|\b(invalid|corrupted|missing an?) thought[ _]signature\b|\bthought[ _]signature is not valid\b/i,
    kind: 'foreign-state',
  },
]
