import type { FailureKind } from '@llm-balancer/core'

/** What each kind of failure is called in an error's message. */
const words: Readonly<Record<FailureKind, string>> = {
  aborted: 'the call was cancelled',
  'bad-request': 'the request was refused',
  'context-length': 'the request is too long for the model',
  'content-policy': 'the content policy refused the request',
  'foreign-state': 'the request holds what another account has issued or what is no longer kept',
  auth: 'the key was refused',
  permission: 'the key may not do this',
  quota: 'the quota is used up',
  'rate-limit': 'rate limited',
  'model-not-found': 'the model was not found',
  overloaded: 'overloaded',
  server: 'the server failed',
  timeout: 'timed out',
  network: 'the network failed',
  'invalid-response': 'the answer is not what it should be',
  'stream-interrupted': 'the stream was interrupted',
}

/** Facts that {@link failureMessage} adds to the kind. All of them have to be safe to show. */
export type FailureDetails = {
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly param?: string | undefined
  readonly retryAfterMs?: number | undefined
  /** The vendor's own text, where the caller asked to see it: it may echo the prompt. */
  readonly vendorMessage?: string | undefined
}

/** `rate limited (429, rate_limit_exceeded), retry in 1200 ms`. */
export function failureMessage(kind: FailureKind, details: FailureDetails = {}): string {
  const { status, code, param, retryAfterMs, vendorMessage } = details
  const facts = [status, code, param === undefined ? undefined : `parameter ${param}`].filter(
    (fact) => fact !== undefined,
  )
  const aside = facts.length === 0 ? '' : ` (${facts.join(', ')})`
  const hint = retryAfterMs === undefined ? '' : `, retry in ${Math.round(retryAfterMs)} ms`
  return `${words[kind]}${aside}${hint}${vendorMessage === undefined ? '' : `: ${vendorMessage}`}`
}
