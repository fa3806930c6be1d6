import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureImports } from '../cold-import.ts'
import { hotPathFigures } from '../hot-path/hot-path-section.ts'
import { measureHotPath } from '../hot-path/measure-hot-path.ts'
import { print } from '../print.ts'
import { measureRivals } from '../rivals/measure-rivals.ts'
import { measureSockets } from '../sockets/bench-sockets.ts'
import { socketFigures } from '../sockets/socket-section.ts'
import { versionOf } from '../version-of.ts'
import { pickFigures } from './pick-figures.ts'
import { renderPage, type Results } from './render.ts'
import { rivalFigures } from './rival-figures.ts'
import { runFigures } from './run-figures.ts'
import { streamFigures } from './stream-figures.ts'
import { umbrellaFigures } from './umbrella-figures.ts'
import { waitingFigures } from './waiting-figures.ts'

const page = join(import.meta.dirname, '../../../docs/benchmarks.md')
const rivals = ['cockatiel', 'p-retry', 'eventsource-parser']

/**
 * Measures what `docs/benchmarks.md` shows and writes the page. `--json file` also writes the results; `--from file` makes the page
 * of results that were written before.
 */
export async function benchPage(args: readonly string[]): Promise<void> {
  const options = { json: { type: 'string' }, from: { type: 'string' } } as const
  const { json, from } = parseArgs({ args: [...args], options }).values
  const results =
    from === undefined ? await measureAll() : (JSON.parse(readFileSync(from, 'utf8')) as Results)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`)
  const text = renderPage(results)
  writeFileSync(page, text)
  print(text)
}

async function measureAll(): Promise<Results> {
  const versions = {
    Node: process.version,
    ...Object.fromEntries(rivals.map((name) => [name, versionOf(name)])),
  }
  const figures = []
  for (const measure of [runFigures, waitingFigures, pickFigures, umbrellaFigures, streamFigures])
    for (const figure of await measure()) {
      print(`${figure.what}: ${figure.result.toFixed(2)} ${figure.unit} (≤ ${figure.goal})`)
      figures.push(figure)
    }
  const rivalRows = await measureRivals()
  const hotPath = measureHotPath()
  const sockets = await measureSockets()
  const imports = await measureImports()
  const [first] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${memory}, ${process.platform} ${process.arch}`,
    versions,
    figures: [...figures, ...rivalFigures(rivalRows), ...hotPathFigures(hotPath), ...socketFigures(sockets)],
    rivals: rivalRows,
    hotPath,
    sockets,
    imports,
  }
}
