import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { BuildOptions } from 'esbuild'

/** Bytes of a bundle, minified and gzipped. What is in `external` is not counted. */
export async function bundleSize(
  entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
  external: readonly string[] = [],
): Promise<number> {
  const { outputFiles } = await build({
    ...entry,
    external: [...external],
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
