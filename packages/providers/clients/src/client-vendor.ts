import { checkOneOf } from '@llm-balancer/core/options'
import { isSdkClient, type SdkClient } from './sdk-client.ts'

/** The vendor whose format, errors and limit headers a client or an address has. */
export type ClientVendor = 'openai' | 'anthropic' | 'groq' | 'together' | 'openai-compatible'

/** Every vendor, for messages. */
const vendors: readonly ClientVendor[] = ['openai', 'anthropic', 'groq', 'together', 'openai-compatible']

/**
 * Recognises an SDK's client by its resources and, since many servers are used through OpenAI's, by its address.
 *
 * @throws TypeError when it is not a client of a known SDK
 */
export function vendorOf(owner: string, client: unknown): ClientVendor {
  if (isSdkClient(client)) {
    if ('messages' in client) return 'anthropic'
    if (isGroqSdk(client)) return 'groq'
    if ('rerank' in client) return 'together'
    // Azure's client may stand behind a gateway of any name.
    if ('chat' in client) return 'apiVersion' in client ? 'openai' : vendorAt(owner, client.baseURL)
  }
  throw new TypeError(
    `${owner}: the client is none of the OpenAI, Anthropic, Groq or Together SDK; if it speaks the format of one, say so with "vendor"`,
  )
}

/** The vendor whose chat completions an address serves. @throws TypeError for an invalid URL */
export function vendorAt(owner: string, baseURL: string): ClientVendor {
  if (!URL.canParse(baseURL)) throw new TypeError(`${owner}: "baseURL" is not an absolute URL`)
  const host = new URL(baseURL).hostname
  if (/(^|\.)openai\.com$|\.azure\.com$/.test(host)) return 'openai'
  if (/(^|\.)groq\.com$/.test(host)) return 'groq'
  return /(^|\.)together\.(xyz|ai)$/.test(host) ? 'together' : 'openai-compatible'
}

/** Checks a vendor. @throws TypeError for an unknown one */
export function checkVendor(owner: string, vendor: ClientVendor): ClientVendor {
  return checkOneOf('vendor', vendor, vendors, owner)
}

/** Groq's own SDK has fewer resources than OpenAI's, and its paths begin with `/openai/v1`. */
export function isGroqSdk(client: SdkClient): boolean {
  return 'chat' in client && 'audio' in client && !('images' in client)
}
