/** Turns the links of a Markdown file, which work on GitHub, into links of the site. */
import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { root } from '../../test/support/workspace.ts'
import { allSources, siteAddressOf } from './contents.ts'

const repository = 'https://github.com/llm-balancer/llm-balancer'
const pictures = /\.(svg|png)$/

/** A place outside the file itself, as the file writes it: `[text](place)`. */
const link = /(!?\[(?:[^\][]|\[[^\]]*\])*\]\()([^)\s]+)(\))/g
const codeFence = /^(```|~~~)[^]*?^\1.*$/gm

/** What the site needs besides the page itself. */
export type LinkedFiles = {
  /** Pictures, relative to the top folder. */
  readonly pictures: Set<string>
}

const toRepositoryPath = (place: string, source: string): string | undefined => {
  const own = new RegExp(`^${repository}/(?:blob|tree)/main/`)
  if (own.test(place)) return place.replace(own, '')
  return /^[a-z]+:|^#/.test(place) ? undefined : normalize(join(dirname(source), place)).replaceAll('\\', '/')
}

const pageAt = (path: string): string | undefined =>
  [path, `${path.replace(/\/$/, '')}/README.md`].find((each) => allSources.includes(each))

const toSiteLink = (place: string, source: string, found: LinkedFiles): string => {
  const [address = '', anchor] = place.split('#')
  const path = toRepositoryPath(address, source)
  if (path === undefined || address === '') return place
  // npm and GitHub show the file under that name.
  const hash = anchor === undefined || anchor === 'readme' ? '' : `#${anchor}`
  if (path.startsWith('/')) return place
  const page = pageAt(path)
  if (page !== undefined) return `${siteAddressOf(page)}${hash}`
  if (!existsSync(join(root, path))) throw new Error(`${source} links to ${place}, which does not exist`)
  if (pictures.test(path)) {
    found.pictures.add(path)
    return `/${path.replace(/^docs\//, '')}`
  }
  const kind = statSync(join(root, path)).isDirectory() ? 'tree' : 'blob'
  return `${repository}/${kind}/main/${path}${hash}`
}

/** The text with every link outside code blocks rewritten. */
export const rewriteLinks = (text: string, source: string, found: LinkedFiles): string => {
  const rewrite = (prose: string): string =>
    prose.replace(
      link,
      (_all, open: string, place: string, close: string) => open + toSiteLink(place, source, found) + close,
    )
  const blocks = [...text.matchAll(codeFence)]
  let end = 0
  let result = ''
  for (const block of blocks) {
    result += rewrite(text.slice(end, block.index)) + block[0]
    end = block.index + block[0].length
  }
  return result + rewrite(text.slice(end))
}
