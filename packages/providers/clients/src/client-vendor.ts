import { checkOneOf } from '@llm-balancer/core/options'
import { clientVendors, type ClientVendor } from './client-vendors.generated.ts'
import { isSdkClient, type SdkClient } from './sdk-client.ts'

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

const vendors = Object.keys(clientVendors) as ClientVendor[]

/** The vendor whose chat completions an address serves, as the vendors declare it. @throws TypeError for an invalid URL */
export function vendorAt(owner: string, baseURL: string): ClientVendor {
  if (!URL.canParse(baseURL)) throw new TypeError(`${owner}: "baseURL" is not an absolute URL`)
  const { host, hostname } = new URL(baseURL)
  const serves = (declared: string): boolean =>
    declared === host || declared === hostname || hostname.endsWith(`.${declared}`)
  return vendors.find((each) => clientVendors[each].clientHosts?.some(serves)) ?? 'openai-compatible'
}

/** Checks a vendor. @throws TypeError for an unknown one */
export function checkVendor(owner: string, vendor: ClientVendor): ClientVendor {
  return checkOneOf('vendor', vendor, vendors, owner)
}

/** Groq's own SDK has fewer resources than OpenAI's, and its paths begin with `/openai/v1`. */
export function isGroqSdk(client: SdkClient): boolean {
  return 'chat' in client && 'audio' in client && !('images' in client)
}
