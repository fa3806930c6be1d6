/** Writes the Markdown files of the repository as pages of the site. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readText, root } from '../../test/support/workspace.ts'
import { allSources, forgottenSources, siteAddressOf } from './contents.ts'
import { inlineDrawings } from './inline-drawings.ts'
import { rewriteLinks } from './links.ts'

/** The heading of a page. */
export const titleOf = (source: string): string => {
  const title = /^# (.+)$/m.exec(readText(source))?.[1]
  if (title === undefined) throw new Error(`${source} has no heading`)
  return title.replaceAll('`', '')
}

const writeFile = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Writes all pages and the pictures that they show into `folder`. */
export const writePages = (folder: string): void => {
  const forgotten = forgottenSources()
  if (forgotten.length > 0) throw new Error(`docs/site/contents.ts lists no ${forgotten.join(', ')}`)
  const pictures = new Set<string>()
  for (const source of allSources) {
    const address = siteAddressOf(source)
    const file = join(folder, `${address === '/' ? '/index' : address}.md`)
    writeFile(file, inlineDrawings(rewriteLinks(readText(source), source, { pictures })))
  }
  for (const picture of pictures) {
    const file = join(folder, 'public', picture.replace(/^docs\//, ''))
    mkdirSync(dirname(file), { recursive: true })
    copyFileSync(join(root, picture), file)
  }
}
