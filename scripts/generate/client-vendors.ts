import type { VendorFolder } from './vendor-folders.ts'

/** The vendors that clients of official SDKs can be recognised as. */
export function clientFolders(folders: readonly VendorFolder[]): readonly VendorFolder[] {
  return folders.filter(({ vendor }) => vendor.clientHosts !== undefined)
}

/** The vendors of SDK clients, by type, with the type that names them. */
export function clientVendors(folders: readonly VendorFolder[]): string {
  const chosen = clientFolders(folders)
  const imports = chosen.map(
    ({ chatName, packageName }) => `import { vendor as ${chatName} } from '${packageName}/vendor'`,
  )
  return `// Written by \`pnpm generate\` from the vendors' folders.
${imports.join('\n')}
import type { Vendor } from '@llm-balancer/provider'
import type { AdapterSettings } from './adapter-settings.ts'

/** The vendor whose format, errors and limit headers a client or an address has. */
export type ClientVendor = ${chosen.map(({ vendor }) => `'${vendor.type}'`).join(' | ')}

/** The vendors that a client can be recognised as. Their adapters write requests and read answers. */
export const clientVendors: Readonly<Record<ClientVendor, Vendor<string, AdapterSettings>>> = {
${chosen
  .map(({ vendor, chatName }) => (vendor.type === chatName ? chatName : `'${vendor.type}': ${chatName}`))
  .join(',\n')}
}
`
}
