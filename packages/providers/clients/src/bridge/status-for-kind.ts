import type { FailureKind } from '@llm-balancer/provider'

/** The HTTP status for a failure without one. */
export function statusForKind(kind: FailureKind): number {
  return statuses[kind] ?? 502
}

const statuses: Readonly<Partial<Record<FailureKind, number>>> = {
  'bad-request': 400,
  'context-length': 400,
  'content-policy': 400,
  'foreign-state': 400,
  auth: 401,
  permission: 403,
  'model-not-found': 404,
  quota: 429,
  'rate-limit': 429,
  server: 500,
  overloaded: 503,
  timeout: 504,
}
