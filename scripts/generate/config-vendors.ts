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
    rules: vendor.rules ?? [],
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
  readonly rules: readonly ConfigRule[]
}

/** Settings of which exactly one has to be given. */
export type ConfigRule = {
  /** The rule counts where these settings have these values. @default always */
  readonly when?: Readonly<Record<string, string | boolean>>
  readonly oneOf: readonly string[]
  /** The value that it must have. @default any */
  readonly value?: string
}

/** Every vendor, by type. */
export const configVendors: readonly ConfigVendor[] = ${JSON.stringify(rows)}
`
}
