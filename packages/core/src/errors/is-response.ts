import { readProperty } from '../options/read-property.ts'

/** True for a `Response` of whichever implementation of `fetch`: by `ok`, `status`, and headers that have `get`. */
export function isResponse(value: unknown): value is Response {
  if (typeof value !== 'object' || value === null) return false
  return (
    typeof readProperty(value, 'ok') === 'boolean' &&
    typeof readProperty(value, 'status') === 'number' &&
    typeof readProperty(readProperty(value, 'headers'), 'get') === 'function'
  )
}
