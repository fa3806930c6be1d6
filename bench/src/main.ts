import { benchAdapters } from './adapters.ts'
import { benchCircuitBreaker } from './circuit-breaker.ts'
import { benchColdImport } from './cold-import.ts'
import { benchFailover } from './failover/bench-failover.ts'
import { benchHotPath } from './hot-path/bench-hot-path.ts'
import { benchObserved } from './observed.ts'
import { drawDashboard } from './dashboard/draw-dashboard.ts'
import { benchOverload } from './overload.ts'
import { benchPage } from './page/bench-page.ts'
import { benchPicks } from './picks.ts'
import { print } from './print.ts'
import { benchQuality } from './quality/bench-quality.ts'
import { benchRateLimits } from './rate-limits.ts'
import { benchRetries } from './retries.ts'
import { benchRuns } from './runs.ts'
import { benchScale } from './scale.ts'
import { benchSockets } from './sockets/bench-sockets.ts'

type Bench = (args: readonly string[]) => Promise<void>

const benches: Readonly<Record<string, Bench>> = {
  overload: benchOverload,
  quality: benchQuality,
  failover: benchFailover,
  sockets: benchSockets,
  imports: benchColdImport,
  'hot-path': benchHotPath,
  page: benchPage,
  dashboard: drawDashboard,
  all: benchAll,
}

async function benchAll(): Promise<void> {
  await benchRuns()
  await benchScale()
  await benchPicks()
  await benchCircuitBreaker()
  await benchRetries()
  benchRateLimits()
  await benchObserved()
  await benchAdapters()
  await benchColdImport()
}

const [chosen = 'all', ...args] = process.argv.slice(2)
const bench = Object.hasOwn(benches, chosen) ? benches[chosen] : undefined
if (bench === undefined) {
  print(`bench: there is no "${chosen}"; known are ${Object.keys(benches).join(', ')}`)
  process.exitCode = 1
} else {
  try {
    await bench(args)
  } catch (error) {
    // A wrong option is a mistake of its writer, which no stack explains.
    if (!isMistake(error)) throw error
    print(`bench ${chosen}: ${error.message}`)
    process.exitCode = 1
  }
}

function isMistake(error: unknown): error is Error {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  return error instanceof RangeError || (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'))
}
