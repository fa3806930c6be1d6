import { defineConfig as define } from 'tsup'
import type { Options } from 'tsup'
import { withoutComments } from './tsup.comments.ts'
import { writeDeclarations } from './tsup.declarations.ts'
import { licenseTexts } from './tsup.licenses.ts'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

/**
 * What every published package shares: ESM and declarations, readable output without comments, no platform assumed. No source maps: they
 * would point at sources that are not published.
 *
 * A package in `dependencies` or `peerDependencies` stays an import. One in `devDependencies` that the sources import is
 * bundled, with its types; the licence texts of third-party code go into `dist` with it.
 */
const shared: Options = {
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  sourcemap: false,
  minify: false,
  clean: true,
  // A neutral platform does not know Node's own modules, and Deno knows them by this prefix only.
  external: [/^node:/],
  removeNodeProtocol: false,
  esbuildPlugins: [licenseTexts()],
  plugins: [withoutComments()],
}

/** How one package is built. */
export type PackageBuild = Omit<
  Options,
  'entry' | 'dts' | 'plugins' | 'esbuildPlugins' | 'esbuildOptions' | 'onSuccess'
> & {
  readonly entry: readonly string[]
  /** The entry points that are one file at run time, `dist/ground.js`: the fewer files, the shorter the import. @default [] */
  readonly ground?: readonly string[]
}

/** The build of one package: its entry points, and whatever differs from the shared build. */
export const defineConfig = ({ entry, ground = [], ...options }: PackageBuild): ReturnType<typeof define> =>
  define({
    ...shared,
    ...options,
    entry: [...entry, ...ground],
    onSuccess: () => writeDeclarations(entryPoints([...entry, ...ground])),
    ...(ground.length === 0
      ? {}
      : {
          esbuildPlugins: [licenseTexts(), groundFile(ground)],
          esbuildOptions(settings) {
            settings.entryPoints = { ...entryPoints(entry), [groundName]: groundName }
          },
        }),
  })

const groundName = 'ground'

/** `src/testing/index.ts` is built to `dist/testing/index.js`. */
const entryPoints = (entry: readonly string[]): Record<string, string> =>
  Object.fromEntries(entry.map((file) => [file.replace(/^src\//, '').replace(/\.ts$/, ''), file]))

/** A file that exports what all of `files` export, which must not export the same name twice. */
const groundFile = (files: readonly string[]): Plugin => ({
  name: groundName,
  setup(build) {
    build.onResolve({ filter: new RegExp(`^${groundName}$`) }, () => ({
      path: groundName,
      namespace: groundName,
    }))
    build.onLoad({ filter: /.*/, namespace: groundName }, () => ({
      contents: files.map((file) => `export * from './${file}'`).join('\n'),
      resolveDir: process.cwd(),
      loader: 'ts',
    }))
  },
})
