import {
  createBalancer,
  peakEwma,
  roundRobin,
  type Balancer,
  type Guard,
  type Strategy,
} from '@llm-balancer/core'
import { print } from './print.ts'

const counts = [3, 1000, 10_000] as const
const rounds = 7

/** A guard that lets every call pass, and would say if that changed. */
const open: Guard = {
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

const balancerOf = (count: number, strategy: Strategy): Balancer<number> =>
  createBalancer({ targets: targetsOf(count), strategy })

/** CPU time of this process in µs, all threads. */
const cpuMicroseconds = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** CPU µs of each work per call; the rounds take turns, so that a slow moment of the machine meets all of them. */
async function inTurn(works: readonly (() => Promise<unknown>)[], calls: number): Promise<number[]> {
  const results = works.map((): number[] => [])
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, work] of works.entries()) {
      const start = cpuMicroseconds()
      for (let call = 0; call < calls; call += 1) await work()
      // The first round warms up.
      if (round > 0) results[index]?.push((cpuMicroseconds() - start) / calls)
    }
  }
  return results.map(median)
}

/** What a run costs with 3, 1000 and 10 000 guarded targets, when the call says how large it is and which tag it wants. */
export async function benchScale(): Promise<void> {
  print('\none guarded run with expected tokens and a tag, by the number of targets (CPU µs, × 3 targets)')
  const work = (client: number): Promise<number> => Promise.resolve(client)
  const options = { expectedTokens: { input: 500, output: 200 }, only: 'eu' }
  for (const make of [roundRobin, peakEwma]) {
    const balancers = counts.map((count) => balancerOf(count, make()))
    const costs = await inTurn(
      balancers.map((balancer) => () => balancer.run(work, options)),
      5000,
    )
    const texts = costs.map((cost) => `${cost.toFixed(1)} (${(cost / (costs[0] ?? 1)).toFixed(2)} ×)`)
    print(`  ${make().name.padEnd(14)} ${texts.map((text) => text.padStart(16)).join('')}`)
    await Promise.all(balancers.map((balancer) => balancer.close()))
  }
  await benchChanges()
}

/** Building a balancer of 10 000 targets, and adding and removing one. */
async function benchChanges(): Promise<void> {
  const balancer = balancerOf(10_000, roundRobin())
  const [building = 0, changing = 0] = await inTurn(
    [
      () => balancerOf(10_000, roundRobin()).close(),
      async () => {
        balancer.addTarget({ id: 'one-more', client: -1, guards: [open] })
        await balancer.removeTarget('one-more')
      },
    ],
    5,
  )
  print(`  building 10 000 targets ${(building / 1000).toFixed(0)} ms`)
  print(`  adding and removing one of 10 000 targets ${changing.toFixed(1)} µs`)
  await balancer.close()
}
