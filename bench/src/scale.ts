import {
  createBalancer,
  peakEwma,
  roundRobin,
  type Balancer,
  type Guard,
  type Strategy,
} from '@llm-balancer/core'
import { inTurn } from './in-turn.ts'
import { print } from './print.ts'

const counts = [3, 1000, 10_000] as const

/** A guard that lets every call pass, and would say if that changed. */
export const open: Guard = {
  name: 'open',
  availableAt: () => 0,
  acquire: () => ({ release: () => {} }),
  onChange: () => () => {},
}

const targetsOf = (count: number): { id: string; client: number; tags: string[]; guards: Guard[] }[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `target-${String(index)}`,
    client: index,
    tags: index % 2 === 0 ? ['eu'] : ['us'],
    guards: [open],
  }))

/** A balancer of so many guarded targets, every other one with the tag `eu`. */
const balancerOf = (count: number, strategy: Strategy): Balancer<number> =>
  createBalancer({ targets: targetsOf(count), strategy })

/**
 * CPU µs of a guarded run with each of so many targets, when the call says how large it is and which tag it wants; measured in turn.
 */
export async function costsByTargets(
  make: () => Strategy,
  targetCounts: readonly number[],
): Promise<readonly number[]> {
  const balancers = targetCounts.map((count) => balancerOf(count, make()))
  const work = (client: number): Promise<number> => Promise.resolve(client)
  const options = { expectedTokens: { input: 500, output: 200 }, only: 'eu' }
  const costs = await inTurn(balancers.map((balancer) => () => balancer.run(work, options)))
  await Promise.all(balancers.map((balancer) => balancer.close()))
  return costs
}

/** CPU µs of making and closing a balancer of 10 000 targets, and of adding and removing one of them together. */
export async function changeCosts(): Promise<{ readonly making: number; readonly changing: number }> {
  const balancer = balancerOf(10_000, roundRobin())
  let added = 0
  const [making = 0, changing = 0] = await inTurn([
    () => balancerOf(10_000, roundRobin()).close(),
    async () => {
      // A name of its own: a name that comes and goes ten thousand times without any other change is no case of practice.
      added += 1
      const id = `added-${String(added)}`
      balancer.addTarget({ id, client: -1, guards: [open] })
      await balancer.removeTarget(id)
    },
  ])
  await balancer.close()
  return { making, changing }
}

/** Prints what a run costs with 3, 1000 and 10 000 targets, and what it costs to change so many. */
export async function benchScale(): Promise<void> {
  print('\none guarded run with expected tokens and a tag, by the number of targets (CPU µs, × 3 targets)')
  for (const make of [roundRobin, peakEwma]) {
    const costs = await costsByTargets(make, counts)
    const texts = costs.map((cost) => `${cost.toFixed(1)} (${(cost / (costs[0] ?? 1)).toFixed(2)} ×)`)
    print(`  ${make().name.padEnd(14)} ${texts.map((text) => text.padStart(16)).join('')}`)
  }
  const { making, changing } = await changeCosts()
  print(`  making 10 000 targets ${(making / 1000).toFixed(0)} ms`)
  print(`  adding and removing one of 10 000 targets ${changing.toFixed(1)} µs`)
}
