const rounds = 7
/** CPU time of one round of a work at least, in µs, because the CPU clock of a thread may go in steps of 4 ms. */
const leastMicroseconds = 60_000

/** CPU time of the main thread in µs: what the event loop cannot do for others, without the garbage collector's helpers. */
export function cpuMicroseconds(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/**
 * CPU µs of the main thread per call of each work: medians of rounds in which the works take turns, so that a slow moment of the
 * machine meets all of them.
 */
export async function inTurn(works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const plans = []
  for (const work of works) plans.push({ work, calls: await callsPerRound(work), costs: [] as number[] })
  for (let round = 0; round < rounds; round += 1)
    for (const { work, calls, costs } of plans) costs.push((await cpuOf(work, calls)) / calls)
  return plans.map(({ costs }) => median(costs))
}

/** As many calls as take long enough to be measured; making them warms up as well. */
async function callsPerRound(work: () => Promise<unknown>): Promise<number> {
  let calls = 1
  while ((await cpuOf(work, calls)) < leastMicroseconds) calls *= 2
  return calls
}

async function cpuOf(work: () => Promise<unknown>, calls: number): Promise<number> {
  const start = cpuMicroseconds()
  for (let call = 0; call < calls; call += 1) await work()
  return cpuMicroseconds() - start
}
