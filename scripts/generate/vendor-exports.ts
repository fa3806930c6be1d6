import { replaceBetween } from './replace-between.ts'
import type { VendorFolder } from './vendor-folders.ts'

/** The umbrella's index with the block that exports each vendor's chat factory and the type of its settings. */
export function vendorExports(folders: readonly VendorFolder[], index: string): string {
  const lines = folders.map(
    ({ packageName, chatName, settingsName }) =>
      `export { ${chatName}, type ${settingsName} } from '${packageName}'`,
  )
  const between = { begin: '// vendors, written by `pnpm generate`', end: '// end of vendors' }
  return replaceBetween(index, between, lines.join('\n'))
}
