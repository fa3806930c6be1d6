/** Writes `llms.txt` and `llms-full.txt` (llmstxt.org): the site as plain Markdown, for language models. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from '../../test/support/workspace.ts'
import { sections, siteAddressOf } from './contents.ts'
import { rewriteLinks } from './links.ts'
import { titleOf } from './write-pages.ts'

const summary =
  'Spreads calls to large language models over several providers inside your own process, and keeps you served while\n' +
  '> some of them fail, slow down or run out of quota. TypeScript packages; no server to run.'

/** The first paragraph of prose. */
const introductionOf = (source: string): string => {
  const paragraphs = readText(source).split(/\n{2,}/)
  const prose = paragraphs.find((paragraph) => /^[A-Z`]/.test(paragraph)) ?? ''
  return prose.replaceAll('\n', ' ').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
}

const indexText = (): string => {
  const lists = sections.map(({ title, sources }) => {
    const items = sources.map(
      (source) => `- [${titleOf(source)}](${siteAddressOf(source)}): ${introductionOf(source)}`,
    )
    return `## ${title}\n\n${items.join('\n')}\n`
  })
  return [`# LLM Balancer\n\n> ${summary}\n`, ...lists].join('\n')
}

/** Writes both files into `folder`. */
export const writeForModels = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'llms.txt'), indexText())
  const texts = sections
    .flatMap(({ sources }) => sources)
    .map((source) => rewriteLinks(readText(source), source, { pictures: new Set() }))
  writeFileSync(join(folder, 'llms-full.txt'), texts.join('\n\n'))
}
