/** Which pages the site has, and in what order they stand in its sidebar. */
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { publishedPackages, root } from '../../test/support/workspace.ts'

/** A group of pages under one title. */
export type Section = {
  readonly title: string
  /** Markdown files, relative to the top folder of the repository. */
  readonly sources: readonly string[]
}

const guides = (...names: readonly string[]): string[] => names.map((name) => `docs/guides/${name}.md`)
const readmes = (...folders: readonly string[]): string[] =>
  folders.map((folder) => `packages/${folder}/README.md`)

const vendors = publishedPackages
  .filter(({ folder }) => existsSync(join(root, folder, 'src/vendor.ts')))
  .map(({ folder }) => `${folder}/README.md`)

/** One page for each library that one comes from. */
const movingTo = globSync('docs/guides/moving/*.md', { cwd: root })
  .sort()
  .map((path) => path.replaceAll('\\', '/').slice('docs/guides/'.length, -'.md'.length))

export const sections: readonly Section[] = [
  { title: 'Start', sources: guides('getting-started', 'packages', 'recipes') },
  {
    title: 'Calls',
    sources: guides(
      'chat',
      'conversations',
      'streams',
      'web',
      'time-and-attempts',
      'hedging',
      'failures',
      'errors',
    ),
  },
  {
    title: 'In production',
    sources: [
      ...guides('strategies', 'keys-quotas-and-pools', 'cost-and-budgets', 'hosts-that-change'),
      ...guides('configuration', 'watching-it', 'testing', 'simulate'),
    ],
  },
  { title: 'Moving here', sources: guides('moving-here', ...movingTo) },
  {
    title: 'Extend it',
    sources: guides('write-a-strategy', 'write-a-guard', 'write-a-provider', 'test-a-provider'),
  },
  {
    title: 'Packages',
    sources: [
      ...readmes('llm-balancer', 'core', 'circuit-breaker', 'retry', 'rate-limit', 'cost', 'metrics'),
      ...readmes('config', 'cli', 'simulator', 'testing', 'providers/provider'),
      ...readmes('providers/ai-sdk', 'providers/clients', 'providers/langchain', 'providers/undici'),
    ],
  },
  { title: 'Vendors', sources: vendors },
  { title: 'How it works', sources: ['ARCHITECTURE.md', 'docs/benchmarks.md', 'CONTRIBUTING.md'] },
]

/** Decisions: on the site, but not in its sidebar. */
const decisions = globSync('docs/decisions/*.md', { cwd: root }).map((path) => path.replaceAll('\\', '/'))

/** Every Markdown file that becomes a page. */
export const allSources: readonly string[] = [
  'docs/index.md',
  ...sections.flatMap(({ sources }) => sources),
  'SECURITY.md',
  ...decisions.sort(),
]

/** Pages that no section lists: an oversight. */
export const forgottenSources = (): string[] => {
  const wanted = [
    ...globSync('docs/guides/**/*.md', { cwd: root }).map((path) => path.replaceAll('\\', '/')),
    ...publishedPackages.map(({ folder }) => `${folder}/README.md`),
  ]
  return wanted.filter((source) => !allSources.includes(source)).sort()
}

/** Where a source stands on the site: `packages/core/README.md` → `/packages/core`. */
export const siteAddressOf = (source: string): string => {
  if (source === 'docs/index.md') return '/'
  const path = source
    .replace(/^docs\//, '')
    .replace(/^packages\/providers\//, 'packages/')
    .replace(/(\/README)?\.md$/, '')
  return path.includes('/') ? `/${path}` : `/${path.toLowerCase()}`
}
