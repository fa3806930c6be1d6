import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceBetween } from './replace-between.ts'
import type { VendorFolder } from './vendor-folders.ts'

const root = join(import.meta.dirname, '../..')

/** The block of the umbrella's index that exports each vendor's chat factory with the type of its settings. */
export function vendorExports(folders: readonly VendorFolder[], index: string): string {
  const lines = folders.map(({ folder, packageName, chatName }) => {
    const exported = readFileSync(join(root, folder, 'src/index.ts'), 'utf8')
    const settings = new RegExp(`\\b${chatName}Settings\\b`, 'i').exec(exported)?.[0]
    if (settings === undefined) throw new Error(`${packageName} exports no type ${chatName}Settings`)
    return `export { ${chatName}, type ${settings} } from '${packageName}'`
  })
  const between = { begin: '// vendors, written by pnpm generate', end: '// end of vendors' }
  return replaceBetween(index, between, lines.join('\n'))
}
