import { defineConfig as define } from 'tsup'
import type { Options } from 'tsup'

/** What every published package shares: ESM, declarations and source maps, readable output, no platform assumed. */
const shared: Options = {
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  dts: true,
  sourcemap: true,
  minify: false,
  clean: true,
  // A neutral platform does not know Node's own modules. Which packages may import them is a lint rule.
  external: [/^node:/],
}

/** The build of one package: its entry points, and whatever differs from the shared build. */
export const defineConfig = (options: Options & { readonly entry: string[] }): ReturnType<typeof define> =>
  define({ ...shared, ...options })
