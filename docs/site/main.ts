/** Builds the site: `pnpm site`. `pnpm site --serve` shows it while pages are written. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, createServer } from 'vitepress'
import { root } from '../../test/support/workspace.ts'
import { checkSite } from './check-site.ts'
import { writeForModels } from './write-for-models.ts'
import { writePages } from './write-pages.ts'
import { writeReference } from './write-reference.ts'

const docs = join(root, 'docs')
const pages = join(docs, '.site')

const timed = async (what: string, work: () => unknown): Promise<void> => {
  const start = performance.now()
  await work()
  console.log(`${what}: ${String(Math.round((performance.now() - start) / 100) / 10)} s`)
}

rmSync(pages, { recursive: true, force: true })
mkdirSync(pages, { recursive: true })
await timed('pages', () => {
  writePages(pages)
  writeForModels(join(pages, 'public'))
})
await timed('reference', () => writeReference(join(pages, 'reference')))
if (process.argv.includes('--serve')) {
  const server = await createServer(docs)
  await server.listen()
  server.printUrls()
} else {
  await timed('site', () => build(docs))
  await timed('check', () => {
    checkSite(join(docs, '.vitepress/dist'))
  })
}
