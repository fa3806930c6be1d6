import { checkOneOf } from '@llm-balancer/core/options'
import { clientVendors, type ClientVendor } from './client-vendors.generated.ts'
import { unknownClient } from './sdk/open-client.ts'
import type { OpenClient } from './sdk/opened.ts'

/**
 * The vendor of an opened client: that of its SDK and, since many servers are used through OpenAI's, of its address.
 *
 * @throws TypeError for a client that is like those of OpenAI's SDK and has no chat
 */
export function vendorOf(owner: string, { vendor, speaksChat, baseURL }: OpenClient): ClientVendor {
  if (vendor !== undefined) return vendor
  if (speaksChat === false) throw unknownClient(owner)
  return vendorAt(owner, baseURL)
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
