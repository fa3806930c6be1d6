import type { ErrorName } from '../fault.ts'

/** The usual meaning of a status, for faults that are given as a bare number. */
const names: Readonly<Record<number, ErrorName>> = {
  400: 'bad-request',
  401: 'auth',
  402: 'quota',
  403: 'permission',
  404: 'model-not-found',
  408: 'timeout',
  413: 'context-length',
  429: 'rate-limit',
  500: 'server',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
}

/** The error whose body goes with a status. */
export function errorNameOf(status: number): ErrorName {
  return names[status] ?? (status >= 500 ? 'server' : 'bad-request')
}

/** A wait in whole seconds, as `Retry-After` says it: rounded up, so that nobody comes back too early. */
export function retryAfterSeconds(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1_000))
}

/** True for a value with named fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
