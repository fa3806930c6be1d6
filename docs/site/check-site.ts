/** Reads the built site as a visitor's browser would: every address and every anchor in it has to exist. */
import { globSync, readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'

const idsOf = (html: string): Set<string> =>
  new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => decode(id)))

const decode = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"')

/** The file that an address of the site shows. */
const fileOf = (address: string, folder: string): string | undefined =>
  [address, `${address}.html`, `${address.replace(/\/$/, '')}/index.html`].find(
    (each) => /\.\w+$/.test(each) && existsSync(join(folder, each)),
  )

type Page = {
  readonly ids: ReadonlySet<string>
  readonly links: readonly string[]
  readonly loads: readonly string[]
}

const readPage = (path: string): Page => {
  const html = readFileSync(path, 'utf8')
  const attributes = (pattern: RegExp): string[] =>
    [...html.matchAll(pattern)].map(([, text = '']) => decode(text))
  return {
    ids: idsOf(html),
    links: attributes(/<a\s[^>]*?href="([^"]*)"/g),
    loads: attributes(/<(?:script|img|link|source)\s[^>]*?(?:src|href)="([^"]*)"/g),
  }
}

/** Throws with all that is wrong: dead links, dead anchors, and files that pages load from other hosts. */
export const checkSite = (folder: string): void => {
  const files = globSync('**/*.html', { cwd: folder }).filter((file) => file !== '404.html')
  const pages = new Map(files.map((file) => [file.replaceAll('\\', '/'), readPage(join(folder, file))]))
  const wrong: string[] = []
  for (const [file, { links, loads }] of pages) {
    for (const load of loads) if (/^(https?:)?\/\//.test(load)) wrong.push(`${file} loads ${load}`)
    for (const place of links) {
      if (/^[a-z]+:/.test(place)) continue
      const { pathname, hash } = new URL(place, `http://site/${file}`)
      const target = fileOf(decodeURIComponent(pathname), folder)?.replace(/^\//, '')
      if (target === undefined) wrong.push(`${file} links to ${place}, which does not exist`)
      else if (hash.length > 1 && pages.get(target)?.ids.has(decodeURIComponent(hash.slice(1))) === false)
        wrong.push(`${file} links to ${place}, where nothing has that name`)
    }
  }
  if (wrong.length > 0) throw new Error(`The site is not in order:\n${[...new Set(wrong)].sort().join('\n')}`)
}
