import { benchAdapters } from './adapters.ts'
import { benchCircuitBreaker } from './circuit-breaker.ts'
import { benchColdImport } from './cold-import.ts'
import { benchPicks } from './picks.ts'
import { benchRuns } from './runs.ts'

await benchRuns()
benchPicks()
await benchCircuitBreaker()
await benchAdapters()
benchColdImport()
