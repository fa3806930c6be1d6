import { defineConfig } from 'vitepress'
import type { MarkdownRenderer } from 'vitepress'
import { sections, siteAddressOf } from '../site/contents.ts'
import { drawingsStyle } from '../site/inline-drawings.ts'
import { titleOf } from '../site/write-pages.ts'
import { referencePages } from '../site/write-reference.ts'

const guides = sections.map(({ title, sources }) => ({
  text: title,
  items: sources.map((source) => ({ text: titleOf(source), link: siteAddressOf(source) })),
}))

const reference = [
  {
    text: 'API reference',
    items: referencePages.map((name) => ({ text: name, link: `/reference/${name}` })),
  },
]

/** Each page is rendered twice, for itself and for the search, and pages show the same types: a block of code is highlighted once. */
const highlightOnce = ({ options }: MarkdownRenderer): void => {
  const { highlight } = options
  if (typeof highlight !== 'function') return
  const known = new Map<string, string>()
  options.highlight = (...block) => {
    const key = JSON.stringify(block)
    const html = known.get(key) ?? highlight(...block)
    known.set(key, html)
    return html
  }
}

/** Three targets of different length, as bars. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="#3451b2"><path d="M2 2h12v3H2zM2 6.5h7v3H2zM2 11h10v3H2z"/></svg>`

export default defineConfig({
  title: 'LLM Balancer',
  description: 'Spreads calls to large language models over several providers inside your own process.',
  lang: 'en',
  srcDir: '.site',
  // A repository's pages may stand below a folder of their host.
  base: process.env['SITE_BASE'] ?? '/',
  head: [
    ['style', {}, drawingsStyle()],
    ['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }],
  ],
  cleanUrls: true,
  lastUpdated: false,
  // Themes whose colours can be read on the background of code blocks.
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: highlightOnce,
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guides', link: guides[0]?.items[0]?.link ?? '/' },
      { text: 'API', link: '/reference/' },
      { text: 'Benchmarks', link: '/benchmarks' },
    ],
    sidebar: { '/reference/': reference, '/': guides },
    socialLinks: [{ icon: 'github', link: 'https://github.com/llm-balancer/llm-balancer' }],
  },
})
