import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { BuildOptions } from 'esbuild'
import { expect, it } from 'vitest'
import { publishedPackages, root } from './support/workspace.ts'
import type { WorkspacePackage } from './support/workspace.ts'

/**
 * Bytes a user pays, minified and gzipped: for what one imports of the core, and for everything in it (see
 * docs/decisions/0015-size-of-the-core.md), for each entry point of an adapter, and for the bridge of official clients,
 * whose adapters are packages of their own.
 */
const limits = { core: 15_000, everythingInCore: 16_500, adapter: 6_000, clients: 8_500 }

const clients = '@llm-balancer/clients'

const isAdapter = ({ folder }: WorkspacePackage): boolean =>
  folder.startsWith('packages/providers/') && !folder.endsWith('/provider')

/** Minifies and gzips; what is shared with others (`provider`, `core`) is not counted. */
const bundleSize = async (
  entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
  notCounted: readonly string[] = [],
): Promise<number> => {
  const { outputFiles } = await build({
    ...entry,
    external: ['@llm-balancer/provider', '@llm-balancer/core', '@ai-sdk/provider', ...notCounted],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    logLevel: 'silent',
  })
  return gzipSync(Buffer.concat(outputFiles.map(({ contents }) => contents)), { level: 9 }).byteLength
}

/** Every entry point of the core and of what stands beside the vendors. */
const measured = publishedPackages
  .filter((each) => each.manifest.name === '@llm-balancer/core' || isAdapter(each))
  .flatMap((each) =>
    Object.entries(each.manifest.exports ?? {})
      .filter(([path]) => isAdapter(each) || path === '.')
      .map(([path, file]) => ({
        name: each.manifest.name,
        title: `${each.manifest.name}${path.slice(1)}`,
        file: join(root, each.folder, file),
      })),
  )

const limitOf = (name: string): number => {
  if (name === '@llm-balancer/core') return limits.everythingInCore
  return name === clients ? limits.clients : limits.adapter
}

it('measures the core and every adapter', () => {
  const titles = measured.map(({ title }) => title)
  expect(titles).toEqual(
    expect.arrayContaining(['@llm-balancer/core', '@llm-balancer/google', '@llm-balancer/openai/responses']),
  )
})

it.each(measured)('$title stays small', async ({ name, title, file }) => {
  const adapters = measured.map((each) => each.title).filter((each) => each !== clients)
  const size = await bundleSize({ entryPoints: [file] }, name === clients ? adapters : [])
  console.log(`${title}: ${String(size)} of ${String(limitOf(name))} bytes, minified and gzipped`)
  expect(size).toBeLessThanOrEqual(limitOf(name))
})

it.each(['roundRobin', 'failover', 'peakEwma', 'tiers', 'affinity'])(
  'a balancer with %s stays small',
  async (strategy) => {
    const contents = `export { createBalancer, ${strategy} } from './packages/core/src/index.ts'`
    const size = await bundleSize({ stdin: { contents, resolveDir: root } })
    console.log(`createBalancer with ${strategy}: ${String(size)} of ${String(limits.core)} bytes`)
    expect(size).toBeLessThanOrEqual(limits.core)
  },
)
