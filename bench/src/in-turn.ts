const usualRounds = 15
/** CPU time of one round of a work at least, in µs, because the CPU clock of a thread may go in steps of 4 ms. */
const leastMicroseconds = 60_000
/** CPU time of a work before it is measured, in µs. */
const warmUpMicroseconds = 600_000

/** CPU time of the main thread in µs: what the event loop cannot do for others, without the garbage collector's helpers. */
export function cpuMicroseconds(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/**
 * CPU µs of the main thread per call of each work: the best of rounds in which the works take turns. Other load on the machine only
 * ever adds to a round, through caches and cores that it shares.
 */
export async function inTurn(
  works: readonly (() => Promise<unknown>)[],
  rounds = usualRounds,
): Promise<number[]> {
  const plans = []
  for (const work of works) plans.push({ work, calls: await callsPerRound(work), best: Infinity })
  for (let round = 0; round < rounds; round += 1)
    for (const plan of plans)
      plan.best = Math.min(plan.best, (await cpuOf(plan.work, plan.calls)) / plan.calls)
  return plans.map(({ best }) => best)
}

/** As many calls as take long enough to be measured. They are made until all is compiled, as in a process that has run for a while. */
async function callsPerRound(work: () => Promise<unknown>): Promise<number> {
  let calls = 1
  let spent = 0
  for (;;) {
    const cost = await cpuOf(work, calls)
    spent += cost
    if (cost < leastMicroseconds) calls *= 2
    else if (spent >= warmUpMicroseconds) return calls
  }
}

async function cpuOf(work: () => Promise<unknown>, calls: number): Promise<number> {
  const start = cpuMicroseconds()
  for (let call = 0; call < calls; call += 1) await work()
  return cpuMicroseconds() - start
}
