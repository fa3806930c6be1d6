/** Mends what TypeDoc writes for pages whose symbols have no pages of their own, and adds the front matter. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const linkWithNumber = /\]\(([^)#\s]*)#([\w-]+?)-(\d+)\)/g

/** Anchors of a page: how often each heading occurs, and the ids that are written out. */
type Anchors = { readonly headings: ReadonlyMap<string, number>; readonly ids: ReadonlySet<string> }

const slugOf = (heading: string): string =>
  heading
    .replaceAll(/\\|<.*>|\(.*\)|[^\w\s-]/g, '')
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, '-')

const anchorsOf = (text: string): Anchors => {
  const headings = new Map<string, number>()
  for (const [, heading = ''] of text.matchAll(/^#+ (.+)$/gm)) {
    const slug = slugOf(heading)
    headings.set(slug, (headings.get(slug) ?? 0) + 1)
  }
  return { headings, ids: new Set([...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id)) }
}

/**
 * TypeDoc numbers a page whose address differs from a symbol's in capitals only: `core/backoff` beside `core/Backoff`.
 */
const renameNumbered = (folder: string, names: readonly string[]): void => {
  for (const name of names) {
    const numbered = join(folder, `${name}-1.md`)
    if (existsSync(numbered)) renameSync(numbered, join(folder, `${name}.md`))
  }
}

/** Gives the pages `names` of `folder` their final form. */
export const finishReference = (folder: string, names: readonly string[]): void => {
  renameNumbered(folder, names)
  const texts = new Map(
    names.map((name) => {
      const file = join(folder, `${name}.md`)
      return [file, readFileSync(file, 'utf8').replaceAll(/-1\.md(?=[#)])/g, '.md')]
    }),
  )
  const anchors = new Map([...texts].map(([file, text]) => [file, anchorsOf(text)]))
  for (const [file, text] of texts) {
    // It counts symbols that differ in capitals only as one, so some of its numbers name no heading.
    const mended = text.replaceAll(linkWithNumber, (link, page: string, slug: string, number: string) => {
      const found = anchors.get(page === '' ? file : join(dirname(file), page))
      const isThere =
        found?.ids.has(`${slug}-${number}`) === true || (found?.headings.get(slug) ?? 0) > Number(number)
      return isThere ? link : `](${page}#${slug})`
    })
    writeFileSync(file, `---\noutline: [2, 3]\n---\n\n${mended}`)
  }
}
