import { bifrostAdaptive } from './bifrost.ts'
import { envoyLeastRequest } from './envoy.ts'
import { litellmLatency, litellmShuffle } from './litellm.ts'
import { llmgatewayScore } from './llmgateway.ts'
import { heliconePeakEwma, towerPeakEwma } from './peak-ewma.ts'
import { prequal } from './prequal.ts'
import { plainRoundRobin } from './round-robin.ts'
import type { Rival } from './router/rival.ts'
import { smoothWeightedRoundRobin } from './weighted-round-robin.ts'

/**
 * How others choose targets: each as a whole router with its own retries and cooldowns, after public descriptions, and with the limits
 * that its user would configure. All give up an attempt without content after 15 s.
 */
export const rivals: readonly Rival[] = [
  plainRoundRobin,
  smoothWeightedRoundRobin,
  litellmShuffle,
  litellmLatency,
  bifrostAdaptive,
  envoyLeastRequest,
  towerPeakEwma,
  heliconePeakEwma,
  prequal,
  llmgatewayScore,
]
