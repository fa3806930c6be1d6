import {
  adaptive,
  affinity,
  custom,
  failover,
  leastLoaded,
  lowestCost,
  peakEwma,
  peakEwmaLatency,
  powerOfTwoChoices,
} from '../../packages/core/src/index.ts'
import { strategyCases } from '../../packages/core/src/testing/index.ts'
import { aboveZero, atLeastZero, upToForever, type OptionObject } from './option-table.ts'

const latencies = { decayMs: aboveZero, defaultMs: aboveZero, failurePenalty: 'within [1, ∞)' }
const meter = { load: () => 0 }

/** Every object of options of core's strategies and meters. */
export const strategyObjects: readonly OptionObject[] = [
  { types: ['core: AdaptiveOptions'], who: 'adaptive', give: adaptive },
  { types: ['core: AffinityOptions'], who: 'affinity', give: affinity },
  {
    types: ['core: CustomOptions'],
    who: 'custom',
    give: (options) => custom(([first]) => first?.id ?? '', options),
  },
  {
    types: ['core: FailoverOptions'],
    who: 'failover',
    numbers: { failbackAfterMs: upToForever },
    give: failover,
  },
  {
    types: ['core: LeastLoadedOptions'],
    who: 'leastLoaded',
    valid: { meter },
    give: (options) => leastLoaded('shortest-queue', options),
  },
  {
    types: ['core: LowestCostOptions'],
    who: 'lowestCost',
    numbers: { inputTokens: atLeastZero, outputTokens: atLeastZero },
    give: lowestCost,
  },
  { types: ['core: PeakEwmaOptions'], who: 'peakEwma', numbers: latencies, give: peakEwma },
  { types: ['core: PeakEwmaOptions'], who: 'peakEwmaLatency', numbers: latencies, give: peakEwmaLatency },
  {
    types: ['core: PowerOfTwoChoicesOptions'],
    who: 'powerOfTwoChoices',
    valid: { meter },
    give: powerOfTwoChoices,
  },
  {
    types: ['core/testing: StrategyCasesOptions'],
    who: 'strategyCases',
    give: (options) => strategyCases(() => failover(), options),
  },
]
