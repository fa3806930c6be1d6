import type { FailureKind } from './failure.ts'

/** Statuses that mean the same wherever they come from (RFC 9110; 498 Groq, 499 nginx, 52x Cloudflare, 529 Anthropic). */
const kinds: Readonly<Record<number, FailureKind>> = {
  401: 'auth',
  402: 'quota',
  403: 'permission',
  408: 'timeout',
  409: 'server',
  410: 'model-not-found',
  413: 'context-length',
  415: 'bad-request',
  422: 'bad-request',
  // The model behind the server failed (TGI, Azure's models, Bedrock).
  424: 'server',
  425: 'server',
  429: 'rate-limit',
  498: 'overloaded',
  499: 'aborted',
  503: 'overloaded',
  504: 'timeout',
  522: 'timeout',
  524: 'timeout',
  529: 'overloaded',
}

/** What a bare status means; undefined for one that tells nothing but that the request was refused. */
export function kindOfStatus(status: number): FailureKind | undefined {
  if (status < 400) return 'invalid-response'
  return kinds[status] ?? (status >= 500 ? 'server' : undefined)
}
