import { wordsOf } from './vendor-folders.ts'
import type { VendorFolder } from './vendor-folders.ts'

/** What configurations have to know of each vendor: the package that reads them may not import the vendors. */
export function configVendors(folders: readonly VendorFolder[]): string {
  const rows = folders.map(({ vendor }) => ({
    type: vendor.type,
    words: wordsOf(vendor),
    settings: Object.keys(vendor.settings).filter((name) => name !== 'name'),
    // Without an environment nothing is known of what it requires.
    needsKey:
      vendor.environment !== undefined && (vendor.environment.required ?? ['apiKey']).includes('apiKey'),
    makesEmbeddings: vendor.embedding !== undefined,
  }))
  return `// Written by \`pnpm generate\` from the vendors' folders.

/** One vendor, as a configuration may name it. */
export type ConfigVendor = {
  readonly type: string
  /** Every word that means it in \`type\` or \`name\`. */
  readonly words: readonly string[]
  /** Names of the settings that it has beside those of every vendor. */
  readonly settings: readonly string[]
  readonly needsKey: boolean
  readonly makesEmbeddings: boolean
}

/** Every vendor, by type. */
export const configVendors: readonly ConfigVendor[] = ${JSON.stringify(rows)}
`
}
