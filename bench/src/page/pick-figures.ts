import { affinity, leastInFlight, lowestCost, mostHeadroom } from '@llm-balancer/core'
import { costOf } from '../picks.ts'
import type { Figure } from './figure.ts'

/** What a pick among 1000 targets costs, with the start and the end of its attempt. */
export async function pickFigures(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const make of [lowestCost, mostHeadroom, affinity, leastInFlight])
    figures.push({
      section: 'Runs',
      what: `a pick of \`${make().name}\` among 1000 targets`,
      result: await costOf(make(), 1000),
      goal: 25,
      unit: 'µs',
    })
  return figures
}
