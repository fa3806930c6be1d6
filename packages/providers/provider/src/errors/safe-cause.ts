import { errorChain, readProperty } from '@llm-balancer/core/errors'
import { longEnough, safeWord } from './secrets.ts'

/** Texts of network errors that hold nothing but a reason and an address: `connect ECONNREFUSED 127.0.0.1:443`. */
const knownText =
  /^(fetch failed|terminated|aborted|socket hang up|other side closed|[a-z]{3,12} E[A-Z_]{3,30}( [\w.:[\]-]{1,80})?)$/

/**
 * A copy of what a request failed with, for `cause`: name, code and, where it is a known one, the message; and the same
 * of its own causes. The original is dropped, because an HTTP library may put the request, with its headers and its body,
 * into its errors.
 */
export function safeCause(error: unknown, secrets: readonly string[] = []): Error | undefined {
  return errorChain(error).reduceRight<Error | undefined>(
    (cause, link) => copyOf(link, { cause, secrets }),
    undefined,
  )
}

function copyOf(
  link: object,
  { cause, secrets }: { readonly cause: Error | undefined; readonly secrets: readonly string[] },
): Error {
  const name = safeWord(readProperty(link, 'name'), secrets) ?? 'Error'
  const code = safeWord(readProperty(link, 'code'), secrets)
  const message = knownMessage(readProperty(link, 'message'), secrets) ?? code ?? name
  const copy = new Error(message, cause === undefined ? {} : { cause })
  copy.name = name
  return code === undefined ? copy : Object.assign(copy, { code })
}

function knownMessage(message: unknown, secrets: readonly string[]): string | undefined {
  if (typeof message !== 'string' || !knownText.test(message)) return undefined
  return longEnough(secrets).some((secret) => message.includes(secret)) ? undefined : message
}
