import { errorChain, readProperty } from '@llm-balancer/core/errors'

/** The first code in a chain of causes that `safeCause` has made safe: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
export function codeIn(cause: Error | undefined): string | undefined {
  const codes = errorChain(cause).map((link) => readProperty(link, 'code'))
  return codes.find((code) => typeof code === 'string')
}
