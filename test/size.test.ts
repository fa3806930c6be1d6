import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { BuildOptions } from 'esbuild'
import { expect, it } from 'vitest'
import { publishedPackages, root } from './support/workspace.ts'
import type { WorkspacePackage } from './support/workspace.ts'

/**
 * Bytes a user pays, minified and gzipped: for what one imports of the core, and for everything in it (see
 * docs/decisions/0015-size-of-the-core.md), and for an adapter.
 */
const limits = { core: 15_000, everythingInCore: 16_500, adapter: 6_000 }

const isAdapter = ({ folder }: WorkspacePackage): boolean =>
  folder.startsWith('packages/providers/') && !folder.endsWith('/provider')

/** Minifies and gzips a package; what it shares with the others (`provider`, `core`) is not counted. */
const sizeOf = ({ folder, manifest }: WorkspacePackage): Promise<number> =>
  bundleSize({ entryPoints: [join(root, folder, manifest.exports?.['.'] ?? '')] })

const bundleSize = async (entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>): Promise<number> => {
  const { outputFiles } = await build({
    ...entry,
    external: ['@llm-balancer/provider', '@llm-balancer/core', '@ai-sdk/provider'],
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

const measured = publishedPackages.filter(
  (each) => each.manifest.name === '@llm-balancer/core' || isAdapter(each),
)

it('measures the core', () => {
  expect(measured.map(({ manifest }) => manifest.name)).toContain('@llm-balancer/core')
})

it.each(measured)('$manifest.name stays small', async (each) => {
  const limit = isAdapter(each) ? limits.adapter : limits.everythingInCore
  const size = await sizeOf(each)
  console.log(`${each.manifest.name}: ${String(size)} of ${String(limit)} bytes, minified and gzipped`)
  expect(size).toBeLessThanOrEqual(limit)
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
