import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleSize } from './bundle-size.ts'
import { print } from './print.ts'

const root = join(import.meta.dirname, '..', '..')
/** The adapters of vendors: the folders that declare one. */
const adapters = readdirSync(join(root, 'packages/providers')).filter((name) =>
  existsSync(join(root, 'packages/providers', name, 'src/vendor.ts')),
)
const rounds = 21

/** An entry point that is measured, the folder its package is built in, and the longest time that its import may take. */
type Measured = { readonly entry: string; readonly folder: string; readonly mostMs: number }

const measured: readonly Measured[] = [
  ...['llm-balancer', 'llm-balancer/bare'].map((entry) => ({ entry, folder: 'llm-balancer', mostMs: 20 })),
  { entry: '@llm-balancer/circuit-breaker', folder: 'circuit-breaker', mostMs: 8 },
  ...adapters.map((name) => ({ entry: `@llm-balancer/${name}`, folder: `providers/${name}`, mostMs: 5 })),
]

/** What an entry point costs the program that imports it. */
export interface ImportCost {
  readonly entry: string
  /** CPU time of the main thread that the program takes longer to start. */
  readonly ms: number
  readonly mostMs: number
  /** The same when Node has compiled the code in an earlier start and kept it (`NODE_COMPILE_CACHE`). */
  readonly cachedMs: number
  /** All of it in a bundle, with what it imports, minified and gzipped. */
  readonly bytes: number
}

/** Prints what the entry points cost. */
export async function benchColdImport(): Promise<void> {
  print('\ncold import of the built package: over an empty program')
  for (const { entry, ms, mostMs, cachedMs, bytes } of await measureImports()) {
    const verdict = ms <= mostMs ? 'ok' : 'TOO SLOW'
    const times = `${ms.toFixed(1).padStart(8)} ms (≤ ${mostMs}: ${verdict}), kept ${cachedMs.toFixed(1)} ms`
    print(`  ${entry.padEnd(40)} ${times}, ${bytes} bytes`)
  }
}

/** How much longer a program takes to start when it imports an entry point as it is published, over one that does nothing. */
export async function measureImports(): Promise<ImportCost[]> {
  const place = mkdtempSync(join(tmpdir(), 'llm-balancer-bench-'))
  try {
    install(place)
    const empty = programIn(place, 'empty', '')
    const kept = join(place, 'compiled')
    const costs: ImportCost[] = []
    for (const { entry, mostMs } of measured) {
      const loading = programIn(place, entry.replaceAll('/', '-'), `import '${entry}'`)
      const [own, none]: [number[], number[]] = [[], []]
      const [ownKept, noneKept]: [number[], number[]] = [[], []]
      for (let round = 0; round < rounds; round += 1) {
        own.push(startMs(loading))
        none.push(startMs(empty))
        ownKept.push(startMs(loading, kept))
        noneKept.push(startMs(empty, kept))
      }
      const all = { contents: `export * from '${entry}'`, resolveDir: place }
      const bytes = await bundleSize({ stdin: all }, ['node:*'])
      const [ms, cachedMs] = [typical(own) - typical(none), typical(ownKept) - typical(noneKept)]
      costs.push({ entry, ms, mostMs, cachedMs, bytes })
    }
    return costs
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** Lays the built packages out as npm would. In the workspace they would find each other's sources. */
function install(place: string): void {
  const parser = realpathSync(join(root, 'packages/providers/provider/node_modules/eventsource-parser'))
  cpSync(parser, join(place, 'node_modules/eventsource-parser'), { recursive: true })
  const folders = new Set(['core', 'providers/provider', ...measured.map(({ folder }) => folder)])
  for (const folder of folders) {
    const source = join(root, 'packages', folder)
    if (!existsSync(join(source, 'dist'))) throw new Error(`${folder} is not built: run "pnpm build" first`)
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest
    const target = join(place, 'node_modules', manifest.name)
    mkdirSync(target, { recursive: true })
    cpSync(join(source, 'dist'), join(target, 'dist'), { recursive: true })
    writeFileSync(join(target, 'package.json'), JSON.stringify({ ...manifest, ...manifest.publishConfig }))
  }
}

type Manifest = { readonly name: string; readonly publishConfig: object }

const tellTime = `const { user, system } = process.threadCpuUsage()
process.stdout.write(String(user + system))`

function programIn(place: string, name: string, code: string): string {
  const file = join(place, `${name}.mjs`)
  writeFileSync(file, `${code}\n${tellTime}`)
  return file
}

/** CPU ms that the main thread of a program has spent when its last line is reached; `kept` is where Node keeps compiled code. */
function startMs(file: string, kept = ''): number {
  const env = { ...process.env, NODE_COMPILE_CACHE: kept }
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', env })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout) / 1000
}

/** The mean of the faster half without the first: the CPU clock of a thread may go in steps of 4 ms, so that the least says little. */
function typical(values: readonly number[]): number {
  const faster = values.toSorted((a, b) => a - b).slice(1, Math.ceil(values.length / 2))
  return faster.reduce((sum, value) => sum + value, 0) / faster.length
}
