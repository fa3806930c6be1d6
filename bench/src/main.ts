import { benchAdapters } from './adapters.ts'
import { benchCircuitBreaker } from './circuit-breaker.ts'
import { benchColdImport } from './cold-import.ts'
import { benchObserved } from './observed.ts'
import { benchOverload } from './overload.ts'
import { benchPage } from './page/bench-page.ts'
import { benchPicks } from './picks.ts'
import { benchRateLimits } from './rate-limits.ts'
import { benchRetries } from './retries.ts'
import { benchRuns } from './runs.ts'
import { benchScale } from './scale.ts'

const [chosen, ...args] = process.argv.slice(2)

if (chosen === 'overload') await benchOverload(args)
else if (chosen === 'page') await benchPage(args)
else {
  await benchRuns()
  await benchScale()
  await benchPicks()
  await benchCircuitBreaker()
  await benchRetries()
  benchRateLimits()
  await benchObserved()
  await benchAdapters()
  benchColdImport()
}
