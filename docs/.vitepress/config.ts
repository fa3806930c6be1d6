import { defineConfig } from 'vitepress'
import { sections, siteAddressOf } from '../site/contents.ts'
import { titleOf } from '../site/write-pages.ts'
import { referencePages } from '../site/write-reference.ts'

const guides = sections.map(({ title, sources }) => ({
  text: title,
  collapsed: ['Vendors', 'How it works'].includes(title),
  items: sources.map((source) => ({ text: titleOf(source), link: siteAddressOf(source) })),
}))

const reference = {
  text: 'API reference',
  collapsed: true,
  items: referencePages.map((name) => ({ text: name, link: `/reference/${name}` })),
}

export default defineConfig({
  title: 'LLM Balancer',
  description: 'Spreads calls to large language models over several providers inside your own process.',
  lang: 'en',
  srcDir: '.site',
  // A repository's pages may stand below a folder of their host.
  base: process.env['SITE_BASE'] ?? '/',
  cleanUrls: true,
  lastUpdated: false,
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guides', link: guides[0]?.items[0]?.link ?? '/' },
      { text: 'API', link: '/reference/' },
      { text: 'Benchmarks', link: '/benchmarks' },
    ],
    sidebar: [...guides, reference],
    socialLinks: [{ icon: 'github', link: 'https://github.com/llm-balancer/llm-balancer' }],
  },
})
