import { describe, expect, it } from 'vitest'
import type { Strategy } from '../contracts/strategy.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { strategyCases, type StrategyCasesOptions } from '../testing/strategy-cases.ts'
import { adaptive } from './adaptive/adaptive.ts'
import { affinity } from './affinity.ts'
import { custom } from './custom.ts'
import { failover } from './failover.ts'
import { leastInFlight } from './least-in-flight.ts'
import { lowestCost } from './lowest-cost.ts'
import { mostHeadroom } from './most-headroom.ts'
import { peakEwma } from './peak-ewma.ts'
import { roundRobin } from './round-robin.ts'
import { tiers } from './tiers.ts'
import { weightedRandom } from './weighted-random.ts'
import { weightedRoundRobin } from './weighted-round-robin.ts'

const builtIn: Record<string, [make: () => Strategy, spread?: StrategyCasesOptions['spread']]> = {
  adaptive: [() => adaptive(), 'none'],
  affinity: [() => affinity()],
  custom: [() => custom((targets) => targets.at(-1) ?? 'none'), 'none'],
  failover: [() => failover(), 'none'],
  'failover, sticky': [() => failover({ sticky: true }), 'none'],
  'failover, round': [() => failover({ round: true }), 'none'],
  'least-in-flight': [() => leastInFlight()],
  'lowest-cost': [() => lowestCost()],
  'most-headroom': [() => mostHeadroom()],
  'peak-ewma': [() => peakEwma()],
  'round-robin': [() => roundRobin(), 'even'],
  tiers: [() => tiers(() => peakEwma())],
  'weighted-random': [() => weightedRandom()],
  'weighted-round-robin': [() => weightedRoundRobin()],
}

describe.each(Object.entries(builtIn))('%s', (title, [make, spread = 'by-weight']) => {
  it.each(strategyCases(make, { spread }))('$name', ({ run }) => {
    expect(run).not.toThrow()
  })

  it('has its name', () => {
    expect(title.startsWith(make().name)).toBe(true)
  })

  it('works before it belongs to a balancer', () => {
    const targets = ['a', 'b', 'c'].map((id) => fakeTarget({ id }))
    expect(pickIds({ strategy: make(), candidates: candidatesOf(targets), count: 3 })).toHaveLength(3)
  })

  it('tells a second balancer to make one of its own, unless it has no state', () => {
    const strategy = make()
    const bind = () => strategy.bind?.({ random: () => 0.5 })
    bind()
    if (strategy.bind === undefined) expect(title).toBe('custom')
    else
      expect(bind).toThrow(/^\S+: this strategy belongs to a balancer already, make one for each balancer$/)
  })
})
