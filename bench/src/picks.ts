import {
  adaptive,
  affinity,
  failover,
  inFlight,
  leastInFlight,
  leastLoaded,
  lowestCost,
  mostHeadroom,
  peakEwma,
  roundRobin,
  tiers,
  weightedRandom,
  weightedRoundRobin,
  type Candidates,
  type Strategy,
} from '@llm-balancer/core'
import { call, ended, withCandidates } from './candidates.ts'
import { print } from './print.ts'

const sizes = [3, 1000, 10_000]
/** Picks of one list of candidates, whose time is taken together. */
const batch = 20
const rounds = 3
/** CPU time of one round at least, in µs, because the CPU clock of a thread may go in steps of 4 ms. */
const leastMicroseconds = 100_000

const strategies: readonly (() => Strategy)[] = [
  roundRobin,
  weightedRandom,
  peakEwma,
  adaptive,
  leastInFlight,
  failover,
  () => tiers(() => peakEwma()),
  lowestCost,
  mostHeadroom,
  affinity,
  weightedRoundRobin,
  () => leastLoaded('leastLoaded by inFlight()', { meter: inFlight() }),
]

/**
 * The CPU time of a pick, with the start and the end of its attempt where the strategy measures them, among the candidates of a
 * real balancer: how it grows with their number, and against copying those that are healthy into a new array.
 */
export async function benchPicks(): Promise<void> {
  print(
    `\none pick, µs of CPU among ${sizes.join(' / ')} targets of weights 1–4; the last column: largest number : smallest`,
  )
  await reportRow('filter into a new array, then rotate', () => copying())
  for (const make of strategies) await reportRow(make().name, make)
}

async function reportRow(title: string, make: () => Strategy): Promise<void> {
  const costs: number[] = []
  for (const size of sizes) costs.push(await costOf(make(), size))
  const [smallest = 1, , largest = 1] = costs
  const cells = costs.map((cost) => cost.toFixed(2).padStart(9)).join('')
  print(`  ${title.padEnd(40)}${cells} ${(largest / smallest).toFixed(1).padStart(8)} ×`)
}

/** CPU µs of a pick. */
export function costOf(strategy: Strategy, size: number): Promise<number> {
  return withCandidates(size, (candidates) => measure(strategy, candidates))
}

function measure(strategy: Strategy, candidates: Candidates): number {
  let now = 1_000_000
  const work = (): void => {
    for (let count = 0; count < batch; count += 1) {
      now += 0.05
      const target = strategy.pick(candidates, call, now)
      strategy.meter?.started?.(target, call, now)?.finished(ended, now)
    }
  }
  let times = 1
  while (cpuOf(work, times) < leastMicroseconds) times *= 2
  let best = Infinity
  for (let round = 0; round < rounds; round += 1) best = Math.min(best, cpuOf(work, times) / times / batch)
  return best
}

function cpuOf(work: () => void, times: number): number {
  const before = process.threadCpuUsage()
  for (let count = 0; count < times; count += 1) work()
  const { user, system } = process.threadCpuUsage(before)
  return user + system
}

/** What is written by hand where there is no library. */
function copying(): Strategy {
  let turn = 0
  return {
    name: 'copying',
    pick(candidates) {
      const healthy = [...candidates].filter(({ weight }) => weight > 0)
      turn += 1
      return healthy[turn % healthy.length] ?? candidates.at(0)
    },
  }
}
