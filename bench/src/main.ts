import { benchPicks } from './picks.ts'
import { benchRuns } from './runs.ts'

await benchRuns()
benchPicks()
