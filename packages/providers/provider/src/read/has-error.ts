import type { JsonRecord } from './json-record.ts'

/** True for an object with an `error`, as most vendors have it where an answer should be. */
export function hasError(body: JsonRecord): boolean {
  return body['error'] !== undefined && body['error'] !== null
}
