import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import MiniSearch from 'minisearch'
import { beforeAll, expect, it } from 'vitest'
import { readText, root } from '../../test/support/workspace.ts'
import { builtSite, whyNotBuilt } from './stamp.ts'

const reason = whyNotBuilt()
let index: MiniSearch | undefined

/** What the search box of the site loads. */
const loadIndex = async (): Promise<MiniSearch> => {
  const [file = ''] = globSync('assets/chunks/@localSearchIndexroot*.js', { cwd: builtSite })
  const text = ((await import(pathToFileURL(join(builtSite, file)).href)) as { default: string }).default
  return MiniSearch.loadJSON(text, { fields: ['title', 'titles', 'text'], storeFields: ['title', 'titles'] })
}

beforeAll(async () => {
  if (reason === undefined) index = await loadIndex()
})

const apiPages = globSync('test/public-api/*.api.md', { cwd: root }).map((path) => readText(path))
const exportsOf = (page: string): string[] => [...page.matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name)

/** The keys of types whose names end in `Options` or `Settings`. */
const optionsOf = (page: string): string[] =>
  [...page.matchAll(/^(?:interface|type) \w+(?:Options|Settings)\b[^]*?^(?:\}|```)/gm)].flatMap(([type]) =>
    [...type.matchAll(/^ {4}readonly (\w+)\??:/gm)].map(([, name = '']) => name),
  )

const isFound = (word: string): boolean => index?.search(word, { prefix: false, fuzzy: false }).length !== 0

it('the search box finds every export of every package', (context) => {
  if (reason !== undefined) context.skip(reason)
  const names = [...new Set(apiPages.flatMap(exportsOf))]
  expect(names.length).toBeGreaterThan(500)
  expect(names.filter((name) => !isFound(name))).toEqual([])
})

it('the search box finds every option of every package', (context) => {
  if (reason !== undefined) context.skip(reason)
  const names = [...new Set(apiPages.flatMap(optionsOf))]
  expect(names.length).toBeGreaterThan(200)
  expect(names.filter((name) => !isFound(name))).toEqual([])
})

it('language models find the pages in llms.txt, and all of their text in llms-full.txt', (context) => {
  if (reason !== undefined) context.skip(reason)
  const index = readFileSync(join(builtSite, 'llms.txt'), 'utf8')
  const links = [...index.matchAll(/\]\((\/[^)]+)\)/g)].map(([, link = '']) => link)
  expect(links.length).toBeGreaterThan(40)
  expect(links.filter((link) => globSync(`.${link}.html`, { cwd: builtSite }).length === 0)).toEqual([])
  expect(readFileSync(join(builtSite, 'llms-full.txt'), 'utf8')).toContain('# Getting started')
})
