import { adaptive, affinity, leastInFlight, lowestCost, mostHeadroom, peakEwma } from '@llm-balancer/core'
import type { Strategy } from '@llm-balancer/core'
import { costOf } from '../picks.ts'
import type { Figure } from './figure.ts'

const few = 3
const many = 10_000
const rounds = 6

/** What picks cost, with the start and the end of their attempts. */
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
  return [...figures, ...(await adaptiveFigures())]
}

async function adaptiveFigures(): Promise<Figure[]> {
  const [own = 1, large = 1, rival = 1] = await bestInTurn([
    [adaptive, few],
    [adaptive, many],
    [peakEwma, few],
  ])
  return [
    {
      section: 'Runs',
      what: `a pick of \`adaptive\` among ${few} targets : of \`peak-ewma\``,
      result: own / rival,
      goal: 1.5,
      unit: '×',
    },
    {
      section: 'Runs',
      what: `a pick of \`adaptive\`, 10 000 targets : ${few} targets`,
      result: large / own,
      goal: 4,
      unit: '×',
    },
  ]
}

/** The least that the picks of each strategy cost, among so many targets, in rounds in which they take turns. */
async function bestInTurn(
  picks: readonly (readonly [make: () => Strategy, targets: number])[],
): Promise<number[]> {
  const best = picks.map(() => Infinity)
  for (let round = 0; round < rounds; round += 1)
    for (const [place, [make, targets]] of picks.entries())
      best[place] = Math.min(best[place] ?? Infinity, await costOf(make(), targets))
  return best
}
