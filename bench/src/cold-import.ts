import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { print } from './print.ts'

const root = join(import.meta.dirname, '..', '..')
const adapters = [
  'openai',
  'openai-compatible',
  'azure-openai',
  'groq',
  'mistral',
  'together',
  'anthropic',
  'google',
  'cohere',
]
const rounds = 21

/** An entry point that is measured, the folder its package is built in, and the longest time that its import may take. */
type Measured = { readonly entry: string; readonly folder: string; readonly mostMs: number }

const measured: readonly Measured[] = [
  ...['llm-balancer', 'llm-balancer/bare'].map((entry) => ({ entry, folder: 'llm-balancer', mostMs: 20 })),
  { entry: '@llm-balancer/circuit-breaker', folder: 'circuit-breaker', mostMs: 8 },
  ...adapters.map((name) => ({ entry: `@llm-balancer/${name}`, folder: `providers/${name}`, mostMs: 5 })),
]

/** How much longer a program takes to start when it imports an entry point as it is published, over one that does nothing. */
export function benchColdImport(): void {
  const place = mkdtempSync(join(tmpdir(), 'llm-balancer-bench-'))
  try {
    install(place)
    print('\ncold import of the built package: over an empty program')
    const empty = programIn(place, 'empty', '')
    for (const { entry, mostMs } of measured) {
      const loading = programIn(place, entry.replaceAll('/', '-'), `import '${entry}'`)
      let [ownMs, emptyMs] = [Infinity, Infinity]
      for (let round = 0; round < rounds; round += 1) {
        ownMs = Math.min(ownMs, timeOf(loading))
        emptyMs = Math.min(emptyMs, timeOf(empty))
      }
      const ms = ownMs - emptyMs
      const verdict = ms <= mostMs ? 'ok' : 'TOO SLOW'
      print(`  ${entry.padEnd(40)} ${ms.toFixed(1).padStart(8)} ms (≤ ${mostMs}: ${verdict})`)
    }
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

function programIn(place: string, name: string, code: string): string {
  const file = join(place, `${name}.mjs`)
  writeFileSync(file, code)
  return file
}

function timeOf(file: string): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return performance.now() - start
}
