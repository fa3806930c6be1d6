import { replaceBetween } from './replace-between.ts'
import type { VendorFolder } from './vendor-folders.ts'

/** The umbrella's index with the block that exports each vendor's chat factory. */
export function vendorExports(folders: readonly VendorFolder[], index: string): string {
  const lines = folders.map(({ packageName, chatName }) => `export { ${chatName} } from '${packageName}'`)
  const between = { begin: '// vendors, written by `pnpm generate`', end: '// end of vendors' }
  return replaceBetween(index, between, lines.join('\n'))
}
