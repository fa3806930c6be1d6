import { benchAdapters } from './adapters.ts'
import { benchCircuitBreaker } from './circuit-breaker.ts'
import { benchColdImport } from './cold-import.ts'
import { benchOverload } from './overload.ts'
import { benchPicks } from './picks.ts'
import { benchRetries } from './retries.ts'
import { benchRuns } from './runs.ts'
import { benchScale } from './scale.ts'

const [chosen, ...args] = process.argv.slice(2)

if (chosen === 'overload') await benchOverload(args)
else {
  await benchRuns()
  await benchScale()
  await benchPicks()
  await benchCircuitBreaker()
  await benchRetries()
  await benchAdapters()
  benchColdImport()
}
