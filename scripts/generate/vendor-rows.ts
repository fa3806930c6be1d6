import { replaceBetween } from './replace-between.ts'
import { wordsOf } from './vendor-folders.ts'
import type { VendorFolder } from './vendor-folders.ts'

/** Where a row is broken. */
const longestLine = 140

/** Writes a page's list of vendors. `base` goes before the folder in each link. */
export function vendorRows(base: string): (folders: readonly VendorFolder[], page: string) => string {
  return (folders, page) => {
    const rows = folders.map(({ vendor, folder }) => {
      const words = `type ${wordsOf(vendor).map(code).join(' or ')}`
      const keys = vendor.environment?.variables['apiKey'] ?? []
      const facts = [
        words,
        ...(keys.length === 0 ? [] : [keys.map(code).join(', ')]),
        ...(vendor.embedding === undefined ? [] : ['embeddings']),
      ]
      const row = [`- [${vendor.label}](${base}${folder}):`, facts.join('; ')]
      return row.join(row.join(' ').length > longestLine ? '\n  ' : ' ')
    })
    const between = { begin: '<!-- vendors, written by pnpm generate -->', end: '<!-- end of vendors -->' }
    return replaceBetween(page, between, `\n${rows.join('\n')}\n`)
  }
}

function code(word: string): string {
  return `\`${word}\``
}
