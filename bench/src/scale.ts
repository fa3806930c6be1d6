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
export const balancerOf = (count: number, strategy: Strategy): Balancer<number> =>
  createBalancer({ targets: targetsOf(count), strategy })

/** What a run costs with 3, 1000 and 10 000 guarded targets, when the call says how large it is and which tag it wants. */
export async function benchScale(): Promise<void> {
  print('\none guarded run with expected tokens and a tag, by the number of targets (CPU µs, × 3 targets)')
  const work = (client: number): Promise<number> => Promise.resolve(client)
  const options = { expectedTokens: { input: 500, output: 200 }, only: 'eu' }
  for (const make of [roundRobin, peakEwma]) {
    const balancers = counts.map((count) => balancerOf(count, make()))
    const costs = await inTurn(balancers.map((balancer) => () => balancer.run(work, options)))
    const texts = costs.map((cost) => `${cost.toFixed(1)} (${(cost / (costs[0] ?? 1)).toFixed(2)} ×)`)
    print(`  ${make().name.padEnd(14)} ${texts.map((text) => text.padStart(16)).join('')}`)
    await Promise.all(balancers.map((balancer) => balancer.close()))
  }
  await benchChanges()
}

/** Building a balancer of 10 000 targets, and adding and removing one. */
async function benchChanges(): Promise<void> {
  const balancer = balancerOf(10_000, roundRobin())
  const [building = 0, changing = 0] = await inTurn([
    () => balancerOf(10_000, roundRobin()).close(),
    async () => {
      balancer.addTarget({ id: 'one-more', client: -1, guards: [open] })
      await balancer.removeTarget('one-more')
    },
  ])
  print(`  building 10 000 targets ${(building / 1000).toFixed(0)} ms`)
  print(`  adding and removing one of 10 000 targets ${changing.toFixed(1)} µs`)
  await balancer.close()
}
