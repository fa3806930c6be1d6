import { benchCircuitBreaker } from './circuit-breaker.ts'
import { benchPicks } from './picks.ts'
import { benchRuns } from './runs.ts'

await benchRuns()
benchPicks()
await benchCircuitBreaker()
