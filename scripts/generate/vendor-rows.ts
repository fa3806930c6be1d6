import { replaceBetween } from './replace-between.ts'
import { wordsOf } from './vendor-folders.ts'
import type { VendorFolder } from './vendor-folders.ts'

/** Writes the rows of a page's table of vendors. `base` goes before the folder in each link. */
export function vendorRows(base: string): (folders: readonly VendorFolder[], page: string) => string {
  return (folders, page) => {
    const rows = folders.map(({ vendor, folder, packageName }) => {
      const words = wordsOf(vendor).map(code).join(', ')
      const keys = vendor.environment?.variables['apiKey']?.map(code).join(', ') ?? ''
      const embeds = vendor.embedding === undefined ? '' : 'yes'
      return `| [${vendor.label}](${base}${folder}) | ${words} | ${keys} | ${embeds} |`
    })
    const table = [
      '| vendor | `type` | key in the environment | embeddings |',
      '| --- | --- | --- | --- |',
      ...rows,
    ]
    const between = { begin: '<!-- vendors, written by pnpm generate -->', end: '<!-- end of vendors -->' }
    return replaceBetween(page, between, `\n${table.join('\n')}\n`)
  }
}

function code(word: string): string {
  return `\`${word}\``
}
