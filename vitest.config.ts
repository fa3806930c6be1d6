import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import type { TestProjectInlineConfiguration } from 'vitest/config'
import { SlowFirst } from './test/setup/slow-first.ts'

const root = import.meta.dirname
const setupFiles = [join(root, 'test/setup/no-leaks.ts')]

/** Folders below `parent` (relative to the root) that hold a package. */
const packagesIn = (parent: string): string[] =>
  existsSync(join(root, parent))
    ? readdirSync(join(root, parent))
        .map((name) => `${parent}/${name}`)
        .filter((folder) => existsSync(join(root, folder, 'package.json')))
    : []

const project = (name: string, folders: readonly string[]): TestProjectInlineConfiguration => ({
  extends: true,
  test: {
    name,
    include: folders.map((folder) => `${folder}/**/*.test.ts`),
    setupFiles,
    // Nothing waits for real; but streams are cut after every byte, and a slow machine may run several such tests at once.
    testTimeout: 30_000,
  },
})

/** One project per package, named after its folder: `vitest run --project core`. */
const eachPackage = [
  ...['packages', 'packages/providers', 'apps'].flatMap(packagesIn),
  'bench',
  'docs',
  'examples',
].map((folder) => project(folder.slice(folder.lastIndexOf('/') + 1), [folder]))

/**
 * All of them in one project: Vitest starts new workers where the next file is of another project, and each of them would load
 * what the packages share.
 */
const allPackages = project('packages', ['packages', 'apps', 'bench', 'docs', 'examples'])
const isProjectNamed = process.argv.some((word) => word.startsWith('--project'))

/** The repository's own rules. They build every package once, then look at sources, documents and tarballs. */
const repository: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'repository',
    include: ['test/**/*.test.ts'],
    setupFiles,
    globalSetup: [join(root, 'test/setup/build.ts')],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
}

// Type tests (`*.test-d.ts`) are not run: `tsc` checks them with everything else in `pnpm types`.
const reporters: ('default' | ['json', { outputFile: string }])[] = ['default']
const results = process.env['TEST_RESULTS']
if (results !== undefined) reporters.push(['json', { outputFile: results }])

export default defineConfig({
  test: {
    projects: [...(isProjectNamed ? eachPackage : [allPackages]), repository],
    reporters,
    // Vitest would leave one of two cores to itself; it has little to do while the workers are busy.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Not threads: a crash of V8 in one of them would end the whole run without a result.
    pool: 'forks',
    // Compiled at once and with a larger young generation of the heap, the tests take a third less of the processor's time. V8 would
    // let that generation grow to its size only while much survives in it, and here little does.
    execArgv: ['--expose-gc', '--always-sparkplug', '--max-semi-space-size=64', '--min-semi-space-size=64'],
    // Files share a worker and its modules. `test/setup/no-leaks.ts` fails a file that leaves anything changed for the next.
    isolate: false,
    // Node runs the sources themselves. Vite would turn each use of an import into a look-up, which is dear in long loops.
    server: { deps: { external: [/\/packages\/.*(?<!\.test)\.ts$/] } },
    sequence: { sequencer: SlowFirst },
    // Programs that a test starts, from hundreds of sources: the first one leaves them stripped of types and compiled for the others.
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') },
    expect: { requireAssertions: true },
    restoreMocks: true,
    unstubGlobals: true,
    unstubEnvs: true,
  },
})
