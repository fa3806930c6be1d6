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

/** Each package that is measured, the folder it is built in, and the longest time that its import may take. */
const measured = [
  { name: 'circuit-breaker', folder: 'circuit-breaker', mostMs: 8 },
  ...adapters.map((name) => ({ name, folder: `providers/${name}`, mostMs: 5 })),
]

/** How much longer a program takes to start when it imports a package as it is published, over one that does nothing. */
export function benchColdImport(): void {
  const place = mkdtempSync(join(tmpdir(), 'llm-balancer-bench-'))
  try {
    install(place)
    console.log('\ncold import of the built package: over an empty program')
    const empty = programIn(place, 'empty', '')
    for (const { name, mostMs } of measured) {
      const loading = programIn(place, name, `import '@llm-balancer/${name}'`)
      let [ownMs, emptyMs] = [Infinity, Infinity]
      for (let round = 0; round < rounds; round += 1) {
        ownMs = Math.min(ownMs, timeOf(loading))
        emptyMs = Math.min(emptyMs, timeOf(empty))
      }
      const ms = ownMs - emptyMs
      const verdict = ms <= mostMs ? 'ok' : 'TOO SLOW'
      console.log(`  ${name.padEnd(40)} ${ms.toFixed(1).padStart(8)} ms (≤ ${mostMs}: ${verdict})`)
    }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** Lays the built packages out as npm would. In the workspace they would find each other's sources. */
function install(place: string): void {
  const parser = realpathSync(join(root, 'packages/providers/provider/node_modules/eventsource-parser'))
  cpSync(parser, join(place, 'node_modules/eventsource-parser'), { recursive: true })
  for (const folder of ['core', 'providers/provider', ...measured.map((each) => each.folder)]) {
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
