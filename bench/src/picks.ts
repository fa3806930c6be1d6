import {
  affinity,
  failover,
  leastInFlight,
  lowestCost,
  mostHeadroom,
  peakEwma,
  roundRobin,
  weightedRandom,
  weightedRoundRobin,
} from '@llm-balancer/core'
import { callFacts, candidatesOf, fakeTarget } from '@llm-balancer/core/testing'
import { measureSync, report } from './measure.ts'

/** The cost of one pick, compared with copying the healthy targets into a new array and indexing it. */
export function benchPicks(): void {
  for (const size of [3, 100]) {
    const targets = Array.from({ length: size }, (_, index) => fakeTarget({ id: `t${String(index)}` }))
    const candidates = candidatesOf(targets, 1)
    const call = callFacts({ affinityKey: 'session' })
    let turn = 0
    const naive = measureSync('filter into a new array, then rotate', 50_000, () => {
      const healthy = targets.filter(({ weight }) => weight > 0)
      turn += 1
      return healthy[turn % healthy.length]
    })
    const strategies = [
      roundRobin(),
      weightedRoundRobin(),
      weightedRandom(),
      failover(),
      leastInFlight(),
      peakEwma(),
      lowestCost(),
      mostHeadroom(),
      affinity(),
    ]
    const picks = strategies.map((strategy) =>
      measureSync(strategy.name, 50_000, () => strategy.pick(candidates, call, 1_000_000)),
    )
    report(`one pick of ${String(size)} targets`, [naive, ...picks])
  }
}
