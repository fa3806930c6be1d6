/** A link of a Markdown page, as it is written: `../streams.md#opened`. */
export type PageLink = { readonly line: number; readonly target: string }

const fence = /^ *(`{3,}|~{3,})/

/** The lines of a page with those of code blocks, and what is code inside a line, blanked out. */
const proseOf = (text: string): string[] => {
  let open = ''
  return text.split('\n').map((line) => {
    const marks = fence.exec(line)?.[1] ?? ''
    if (open !== '') {
      if (marks.startsWith(open) && line.trim() === marks) open = ''
      return ''
    }
    open = marks
    return marks === '' ? line.replaceAll(/`[^`]+`/g, (code) => ' '.repeat(code.length)) : ''
  })
}

/** The links and images of a page, those inside of code left out. */
export const linksOf = (text: string): PageLink[] =>
  proseOf(text).flatMap((line, index) =>
    [...line.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)/g)].map(
      ([, inline, reference = '']) => ({ line: index + 1, target: inline ?? reference }),
    ),
  )

/** A heading as GitHub makes an anchor of it: ``## `opened()` `` → `opened`. */
const slugOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

/** The anchors of a page: one for each heading, numbered where several are the same, and those that are written by hand. */
export const anchorsOf = (text: string): Set<string> => {
  const prose = proseOf(text)
  const anchors = new Set<string>()
  for (const [index, line] of text.split('\n').entries()) {
    const heading = prose[index] === '' ? undefined : /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1]
    if (heading !== undefined) anchors.add(unusedOf(slugOf(heading), anchors))
    for (const [, name = ''] of line.matchAll(/<a\s[^>]*\b(?:id|name)="([^"]+)"/g)) anchors.add(name)
  }
  return anchors
}

const unusedOf = (slug: string, used: ReadonlySet<string>): string => {
  let [anchor, count] = [slug, 0]
  while (used.has(anchor)) anchor = `${slug}-${String((count += 1))}`
  return anchor
}

/** How many words a page has, those of its code among them. */
export const wordCountOf = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length
