import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bundleSize } from '../bench/src/bundle-size.ts'
import { publishedPackages, readText, root } from './support/workspace.ts'
import type { WorkspacePackage } from './support/workspace.ts'

/**
 * Bytes that a user pays for one import, minified and gzipped (docs/decisions/0015-size-of-the-core.md): a balancer with one
 * strategy beside its default, an entry point of the core beside the engine, the errors, an entry point of an adapter, a vendor with all of its APIs, the
 * bridge of official clients, whose adapters are packages of their own, the AI SDK's models both ways, LangChain's, an entry point of the metrics,
 * the rate limits, and the costs; the web helpers with what they share with the rest.
 */
const limits = {
  balancer: 57_000,
  ground: 4_600,
  errors: 11_000,
  adapter: 8_000,
  vendor: 14_400,
  clients: 19_200,
  aiSdk: 7_000,
  langchain: 7_500,
  metrics: 12_500,
  rateLimit: 10_800,
  cost: 8_000,
  web: 5_600,
}

const core = '@llm-balancer/core'
const clients = '@llm-balancer/clients'
const aiSdk = '@llm-balancer/ai-sdk'
const langchain = '@llm-balancer/langchain'
const metrics = '@llm-balancer/metrics'
const rateLimit = '@llm-balancer/rate-limit'
const cost = '@llm-balancer/cost'

const isAdapter = ({ folder }: WorkspacePackage): boolean =>
  folder.startsWith('packages/providers/') && !folder.endsWith('/provider')

/** Packages of which every entry point is measured. */
const isMeasured = (each: WorkspacePackage): boolean =>
  isAdapter(each) || [metrics, rateLimit, cost].includes(each.manifest.name)

/** Shared with others, or installed by the user: not counted. */
const shared = [
  '@llm-balancer/provider',
  core,
  '@ai-sdk/provider',
  '@langchain/core',
  'undici',
  '@opentelemetry/api',
]

/** Every entry point of the adapters, of the metrics, of the rate limits and of the costs, and those of the core beside the engine. */
const measured = publishedPackages
  .filter((each) => each.manifest.name === core || isMeasured(each))
  .flatMap((each) =>
    Object.entries(each.manifest.exports ?? {})
      .filter(([path]) => isMeasured(each) || !['.', './testing'].includes(path))
      .map(([path, file]) => ({
        name: each.manifest.name,
        title: `${each.manifest.name}${path.slice(1)}`,
        file: join(root, each.folder, file),
      })),
  )

const limitOf = (name: string, title: string): number => {
  if (title === `${core}/errors`) return limits.errors
  if (name === core) return limits.ground
  if (title.endsWith('/vendor')) return limits.vendor
  if (name === aiSdk) return limits.aiSdk
  if (name === langchain) return limits.langchain
  if (name === metrics) return limits.metrics
  if (name === rateLimit) return limits.rateLimit
  if (name === cost) return limits.cost
  return name === clients ? limits.clients : limits.adapter
}

/** The strategies are what the core's index exports from their folder. */
const strategies = [
  ...readText('packages/core/src/index.ts').matchAll(/^export \{ (\w+).*'\.\/strategies\//gm),
]
  .map(([, name]) => name)
  .filter((name) => name !== undefined)

it('measures the ground, every strategy and every adapter', () => {
  const titles = measured.map(({ title }) => title)
  expect(titles).toEqual(
    expect.arrayContaining([
      '@llm-balancer/core/time',
      '@llm-balancer/google',
      '@llm-balancer/openai/responses',
    ]),
  )
  expect(strategies).toEqual(expect.arrayContaining(['roundRobin', 'peakEwma', 'custom']))
})

it.each(measured)('$title stays small', async ({ name, title, file }) => {
  const adapters = measured.map((each) => each.title).filter((each) => each !== clients)
  const size = await bundleSize({ entryPoints: [file] }, [...shared, ...(name === clients ? adapters : [])])
  const limit = limitOf(name, title)
  console.log(`${title}: ${String(size)} of ${String(limit)} bytes, minified and gzipped`)
  expect(size).toBeLessThanOrEqual(limit)
})

it('the web helpers stay small', async () => {
  const entryPoints = [join(root, 'packages/llm-balancer/src/web/index.ts')]
  const size = await bundleSize({ entryPoints }, shared)
  console.log(`llm-balancer/web: ${String(size)} of ${String(limits.web)} bytes`)
  expect(size).toBeLessThanOrEqual(limits.web)
})

it.each(strategies)('a balancer with %s stays small', async (strategy) => {
  const contents = `export { createBalancer, ${strategy} } from './packages/core/src/index.ts'`
  const size = await bundleSize({ stdin: { contents, resolveDir: root } }, shared)
  const limit = limits.balancer
  console.log(`createBalancer with ${strategy}: ${String(size)} of ${String(limit)} bytes`)
  expect(size).toBeLessThanOrEqual(limit)
})
