import type { Vendor } from '@llm-balancer/provider'
import type { VendorRegistry } from '../entries/entry-environment.ts'

/** The vendors by every word that means one: its type and its aliases. */
export function vendorRegistry(vendors: readonly Vendor[]): VendorRegistry {
  const byWord = new Map<unknown, Vendor>(
    vendors.flatMap((vendor) => [vendor.type, ...(vendor.aliases ?? [])].map((word) => [word, vendor])),
  )
  return { types: [...byWord.keys()].map(String), find: (word) => byWord.get(word) }
}
