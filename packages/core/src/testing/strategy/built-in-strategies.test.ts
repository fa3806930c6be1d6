import { describe, expect, it } from 'vitest'
import type { Strategy } from '../../contracts/strategy.ts'
import { affinity } from '../../strategies/affinity.ts'
import { custom } from '../../strategies/custom.ts'
import { failover } from '../../strategies/failover.ts'
import { leastInFlight } from '../../strategies/least-in-flight.ts'
import { lowestCost } from '../../strategies/lowest-cost.ts'
import { mostHeadroom } from '../../strategies/most-headroom.ts'
import { peakEwma } from '../../strategies/peak-ewma.ts'
import { roundRobin } from '../../strategies/round-robin.ts'
import { tiers } from '../../strategies/tiers.ts'
import { weightedRandom } from '../../strategies/weighted-random.ts'
import { weightedRoundRobin } from '../../strategies/weighted-round-robin.ts'
import { strategyCases, type StrategyCasesOptions } from '../strategy-cases.ts'

const builtIn: Record<string, [make: () => Strategy, spread?: StrategyCasesOptions['spread']]> = {
  affinity: [() => affinity()],
  custom: [() => custom((targets) => targets.at(-1) ?? 'none'), 'none'],
  failover: [() => failover(), 'none'],
  'failover, sticky': [() => failover({ sticky: true }), 'none'],
  'least-in-flight': [() => leastInFlight()],
  'lowest-cost': [() => lowestCost()],
  'most-headroom': [() => mostHeadroom()],
  'peak-ewma': [() => peakEwma()],
  'round-robin': [() => roundRobin(), 'even'],
  tiers: [() => tiers(() => peakEwma())],
  'weighted-random': [() => weightedRandom()],
  'weighted-round-robin': [() => weightedRoundRobin()],
}

describe.each(Object.entries(builtIn))('%s', (_name, [make, spread = 'by-weight']) => {
  it.each(strategyCases(make, { spread }))('$name', ({ run }) => {
    expect(run).not.toThrow()
  })
})
