import { wordsOf } from './vendor-folders.ts'
import type { VendorFolder } from './vendor-folders.ts'

/** The umbrella's table of vendors, and the types of provider entries. */
export function vendorTable(folders: readonly VendorFolder[]): string {
  const names = folders.map(({ chatName }) => chatName)
  const imports = folders.map(
    ({ chatName, packageName }) => `import { vendor as ${chatName} } from '${packageName}/vendor'`,
  )
  const words = folders.flatMap(({ vendor }) => wordsOf(vendor))
  const withSettings = folders.filter(({ vendor }) =>
    Object.keys(vendor.settings).some((name) => name !== 'name'),
  )
  return `// Written by \`pnpm generate\` from the vendors' folders.
${imports.join('\n')}
import type { EntrySettings, Vendor } from '@llm-balancer/provider'

/** Every vendor, by type. */
export const vendors: readonly Vendor[] = [${names.join(', ')}]

/** The vendors a provider entry can name, with their aliases. */
export type ProviderType = ${words.map((word) => `'${word}'`).join(' | ')}

/** The settings that single vendors have beside those of every provider; any other vendor refuses them. */
export interface VendorSettings extends
  ${withSettings.map(({ chatName }) => `EntrySettings<typeof ${chatName}>`).join(',\n  ')} {}
`
}
