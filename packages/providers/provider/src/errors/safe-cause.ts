import { longEnough, safeWord } from './secrets.ts'

/** Texts of network errors that hold nothing but a reason and an address: `connect ECONNREFUSED 127.0.0.1:443`. */
const knownText =
  /^(fetch failed|terminated|aborted|socket hang up|other side closed|[a-z]{3,12} E[A-Z_]{3,30}( [\w.:[\]-]{1,80})?)$/

/**
 * A copy of what a request failed with, for `cause`: name, code and, where it is a known one, the message; and the same
 * of its own causes. The original is dropped, because an HTTP library may put the request, with its headers and its body,
 * into its errors.
 */
export function safeCause(error: unknown, secrets: readonly string[] = [], depth = 0): Error | undefined {
  if (typeof error !== 'object' || error === null || depth > 3) return undefined
  const { name, code, message, cause } = error as Record<string, unknown>
  const inner = safeCause(cause, secrets, depth + 1)
  const safeName = safeWord(name, secrets) ?? 'Error'
  const safeCode = safeWord(code, secrets)
  const isKnown = typeof message === 'string' && knownText.test(message)
  const copy = new Error(
    isKnown && !longEnough(secrets).some((secret) => message.includes(secret))
      ? message
      : (safeCode ?? safeName),
    inner === undefined ? {} : { cause: inner },
  )
  copy.name = safeName
  return safeCode === undefined ? copy : Object.assign(copy, { code: safeCode })
}
