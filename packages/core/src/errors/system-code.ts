import { readProperty } from '../options/read-property.ts'
import { errorChain } from './error-chain.ts'

/** Codes of the operating system, of its resolver, and of undici: `ECONNREFUSED`, `EAI_AGAIN`, `UND_ERR_SOCKET`. */
const pattern = /^(E[A-Z][A-Z0-9_]{1,30}|UND_ERR_[A-Z_]{1,30})$/

/** The system's code of an error or its causes; undefined when none of them has one. */
export function systemCode(error: unknown): string | undefined {
  for (const link of errorChain(error)) {
    const code = readProperty(link, 'code')
    if (typeof code === 'string' && pattern.test(code)) return code
  }
  return undefined
}
