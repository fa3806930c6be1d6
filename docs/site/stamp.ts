/** Tells whether a built site is that of today's pages. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readText, root } from '../../test/support/workspace.ts'
import { allSources } from './contents.ts'

/** Where the site is built. */
export const builtSite = join(root, 'docs/.vitepress/dist')
const stampFile = join(builtSite, 'stamp.txt')

const stampOfSources = (): string => {
  const hash = createHash('sha256')
  const apis = globSync('test/public-api/*.md', { cwd: root }).sort()
  for (const source of [...allSources, ...apis]) hash.update(readText(source))
  return hash.digest('hex')
}

/** Marks the site as built from the pages as they are. */
export const stampSite = (): void => {
  writeFileSync(stampFile, stampOfSources())
}

/** Why the built site cannot be looked at; undefined when it can. */
export const whyNotBuilt = (): string | undefined => {
  if (!existsSync(stampFile)) return 'the site is not built: run `pnpm site`'
  return readFileSync(stampFile, 'utf8') === stampOfSources()
    ? undefined
    : 'the site is older than its pages: run `pnpm site`'
}
