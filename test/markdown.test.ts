import { expect, it } from 'vitest'
import { anchorsOf, linksOf, wordCountOf } from './support/markdown.ts'

const page = `# A page

See [one](one.md), [two](<two.md> "a title") and ![a picture](three.svg).
\`[code](code.md)\` is no link.

\`\`\`sh
# no heading [nor link](nothing.md)
\`\`\`

## \`opened()\`, and *more*
## The same
## The same

[reference]: four.md
<a id="by-hand"></a>
`

it('finds the links of a page with their lines, and none in code', () => {
  expect(linksOf(page)).toEqual([
    { line: 3, target: 'one.md' },
    { line: 3, target: 'two.md' },
    { line: 3, target: 'three.svg' },
    { line: 14, target: 'four.md' },
  ])
})

it('makes anchors of headings as GitHub does', () => {
  expect([...anchorsOf(page)]).toEqual(['a-page', 'opened-and-more', 'the-same', 'the-same-1', 'by-hand'])
})

it('counts words', () => {
  expect(wordCountOf(' one  two\nthree\n')).toBe(3)
})
