import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig as define } from 'tsup'
import type { Options } from 'tsup'
import { licenseTexts } from './tsup.licenses.ts'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

/**
 * What every published package shares: ESM and declarations, readable output, no platform assumed. No source maps: they
 * would point at sources that are not published.
 *
 * A package in `dependencies` or `peerDependencies` stays an import. One in `devDependencies` that the sources import is
 * bundled, with its types; the licence texts of third-party code go into `dist` with it.
 */
const shared: Options = {
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  dts: { compilerOptions: { paths: sourcesOfBundled(process.cwd()) } },
  sourcemap: false,
  minify: false,
  clean: true,
  // A neutral platform does not know Node's own modules, and Deno knows them by this prefix only.
  external: [/^node:/],
  removeNodeProtocol: false,
  esbuildPlugins: [licenseTexts()],
}

/** How one package is built. */
export type PackageBuild = Omit<Options, 'entry' | 'esbuildPlugins' | 'esbuildOptions'> & {
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
    ...(ground.length === 0
      ? {}
      : {
          esbuildPlugins: [licenseTexts(), groundFile(ground)],
          esbuildOptions(settings) {
            settings.entryPoints = entryPoints(entry)
          },
        }),
  })

const groundName = 'ground'

/** `src/testing/index.ts` is built to `dist/testing/index.js`. */
const entryPoints = (entry: readonly string[]): Record<string, string> =>
  Object.fromEntries([
    ...entry.map((file) => [file.replace(/^src\//, '').replace(/\.ts$/, ''), file] as const),
    [groundName, groundName],
  ])

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

type Manifest = {
  readonly name: string
  readonly exports?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** Where the declarations of bundled packages of this workspace come from. Found by name they would stay imports. */
function sourcesOfBundled(folder: string): Record<string, string[]> {
  const { devDependencies = {} } = readManifest(folder)
  const ours = Object.keys(devDependencies).filter((name) => name.startsWith('@llm-balancer/'))
  return Object.fromEntries(
    ours.flatMap((name) => {
      const place = realpathSync(join(folder, 'node_modules', name))
      const { exports = {} } = readManifest(place)
      return Object.entries(exports).map(([entry, file]) => [join(name, entry), [join(place, file)]])
    }),
  )
}
