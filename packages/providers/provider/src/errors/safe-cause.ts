import { redact } from './secrets.ts'

/**
 * A copy of what a request failed with, for `cause`: name, code and redacted message, and the same of its own causes.
 * The original is dropped, because an HTTP library may hang the request with its headers on its errors.
 */
export function safeCause(error: unknown, secrets: readonly string[] = [], depth = 0): Error | undefined {
  if (typeof error !== 'object' || error === null || depth > 3) return undefined
  const { name, code, message, cause } = error as Record<string, unknown>
  const inner = safeCause(cause, secrets, depth + 1)
  const copy = new Error(
    typeof message === 'string' ? redact(message, secrets) : 'unknown error',
    inner === undefined ? {} : { cause: inner },
  )
  if (typeof name === 'string') copy.name = redact(name, secrets)
  return typeof code === 'string' ? Object.assign(copy, { code: redact(code, secrets) }) : copy
}
