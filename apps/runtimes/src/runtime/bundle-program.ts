import { build } from 'esbuild'
import { join } from 'node:path'

/** The runtimes that have an entry of the program. */
export type RuntimeName = 'workerd' | 'bun' | 'deno'

/**
 * Bundles the program for a runtime into one module, from the sources of the workspace. An import of a module that only Node
 * has makes it fail.
 */
export async function bundleProgram(
  runtime: RuntimeName,
  fakeUrls: Readonly<Record<string, string>>,
): Promise<string> {
  const result = await build({
    entryPoints: [join(import.meta.dirname, `../entries/${runtime}.ts`)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2023',
    define: { fakeUrls: JSON.stringify(fakeUrls) },
    logLevel: 'silent',
  })
  return result.outputFiles[0]?.text ?? ''
}
