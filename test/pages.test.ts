import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { expect, it } from 'vitest'
import { anchorsOf, linksOf, wordCountOf } from './support/markdown.ts'
import { publishedPackages, readText, root } from './support/workspace.ts'

const pages = execFileSync('git', ['ls-files', '-z', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))

const isGuide = (path: string): boolean => path.startsWith('docs/guides/')
/** Pages of packages name files of the repository by their address, because they are read on npm as well. */
const ownAddress = /^https:\/\/github\.com\/llm-balancer\/llm-balancer\/(?:blob|tree)\/main\//

const isElsewhere = (target: string): boolean => /^[a-z][a-z+.-]*:/i.test(target)

/** What is wrong with a link of a page; the empty string for a good one, or one that leads elsewhere. */
const faultOf = (page: string, target: string): string => {
  const own = target.replace(ownAddress, '')
  if (own === target && isElsewhere(target)) return ''
  const [path = '', anchor] = own.split('#')
  const folder = own === target ? dirname(page).replaceAll('\\', '/') : '.'
  const file = path === '' ? page : posix.normalize(posix.join(folder, decodeURI(path)))
  if (!existsSync(join(root, file))) return 'no such file'
  if (anchor === undefined || !file.endsWith('.md')) return ''
  return anchorsOf(readText(file)).has(anchor) ? '' : 'no such heading'
}

it('every link of a page to a file or a heading of the repository leads to one', () => {
  const dead = pages.flatMap((page) =>
    linksOf(readText(page))
      .map(({ line, target }) => ({ at: `${page}:${String(line)}: ${target}`, fault: faultOf(page, target) }))
      .filter(({ fault }) => fault !== '')
      .map(({ at, fault }) => `${at}: ${fault}`),
  )
  expect(dead).toEqual([])
})

it('notices a file or a heading that does not exist', () => {
  expect(faultOf('docs/guides/streams.md', 'hedging.md#when-it-is-hedged')).toBe('')
  expect(faultOf('docs/guides/streams.md', '#opened')).toBe('')
  expect(faultOf('docs/guides/streams.md', 'hedging.md#when')).toBe('no such heading')
  expect(faultOf('docs/guides/streams.md', '../hedging.md')).toBe('no such file')
  const address = 'https://github.com/llm-balancer/llm-balancer/blob/main/docs/guides'
  expect(faultOf('README.md', `${address}/hedging.md`)).toBe('')
  expect(faultOf('README.md', `${address}/hedge.md`)).toBe('no such file')
})

it('a page that npm shows names files of the repository by their address', () => {
  const relative = publishedPackages.flatMap(({ folder }) =>
    linksOf(readText(`${folder}/README.md`))
      .filter(({ target }) => !isElsewhere(target) && !target.startsWith('#'))
      .map(({ line, target }) => `${folder}/README.md:${String(line)}: ${target}`),
  )
  expect(relative).toEqual([])
})

it('no guide has more than 1500 words', () => {
  const long = pages.filter(isGuide).filter((page) => wordCountOf(readText(page)) > 1500)
  expect(long).toEqual([])
})

it('no line of a guide is longer than 160 characters', () => {
  const long = pages.filter(isGuide).flatMap((page) =>
    readText(page)
      .split('\n')
      .map((line, index) => ({ at: `${page}:${String(index + 1)}`, length: line.length }))
      .filter(({ length }) => length > 160),
  )
  expect(long).toEqual([])
})

it('every guide can be found from the first page', () => {
  const linked = new Set(
    linksOf(readText('README.md')).map(({ target }) => posix.normalize(target.split('#')[0] ?? '')),
  )
  expect(pages.filter((page) => /^docs\/guides\/[^/]+\.md$/.test(page) && !linked.has(page))).toEqual([])
})

it('the page about events has every event of a balancer', () => {
  const source = readText('packages/llm-balancer/src/events/check-event-type.ts')
  const events = [...source.matchAll(/^ {2}'([a-z-]+)': true,$/gm)].map(([, name = '']) => name)
  expect(events.length).toBeGreaterThan(20)
  const page = readText('docs/guides/watching-it.md')
  expect(events.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})
