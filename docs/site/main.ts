/**
 * Builds the site: `pnpm site`. `--serve` shows it instead, `--keep-reference` takes the API reference of the time before, which takes
 * longest to write.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, createServer } from 'vitepress'
import { root } from '../../test/support/workspace.ts'
import { checkSite } from './check-site.ts'
import { builtSite, stampSite } from './stamp.ts'
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

const reference = join(pages, 'reference')
const keepsReference = process.argv.includes('--keep-reference') && existsSync(reference)

mkdirSync(pages, { recursive: true })
for (const name of readdirSync(pages))
  if (name !== 'reference' || !keepsReference) rmSync(join(pages, name), { recursive: true })
await timed('pages', () => {
  writePages(pages)
  writeForModels(join(pages, 'public'))
})
if (!keepsReference) await timed('reference', () => writeReference(reference))
if (process.argv.includes('--serve')) {
  const server = await createServer(docs)
  await server.listen()
  server.printUrls()
} else {
  await timed('site', () => build(docs))
  await timed('check', () => {
    checkSite(builtSite)
    stampSite()
  })
}
