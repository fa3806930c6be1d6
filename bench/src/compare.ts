import { print } from './print.ts'
/** The best times of one call of two rivals, measured in turn, so that other load on the machine has little influence. */
export interface Comparison {
  readonly rivalMicroseconds: number
  readonly ownMicroseconds: number
  /** Own over rival. */
  readonly ratio: number
}

/** The two sides of a comparison. */
export interface Rivals {
  readonly rival: () => Promise<unknown>
  readonly own: () => Promise<unknown>
}

const rounds = 60

/** Compares two rivals: `calls` calls of each per round. */
export async function compare(calls: number, { rival, own }: Rivals): Promise<Comparison> {
  let rivalMicroseconds = Infinity
  let ownMicroseconds = Infinity
  for (let round = 0; round < rounds; round += 1) {
    rivalMicroseconds = Math.min(rivalMicroseconds, await timeOf(calls, rival))
    ownMicroseconds = Math.min(ownMicroseconds, await timeOf(calls, own))
  }
  return { rivalMicroseconds, ownMicroseconds, ratio: ownMicroseconds / rivalMicroseconds }
}

/** Prints a comparison with the ratio it must not exceed. */
export function reportComparison(title: string, result: Comparison, mostRatio: number): void {
  const { rivalMicroseconds, ownMicroseconds, ratio } = result
  const verdict = ratio <= mostRatio ? 'ok' : 'TOO SLOW'
  print(
    `  ${title.padEnd(40)} ${rivalMicroseconds.toFixed(1).padStart(8)} µs ${ownMicroseconds.toFixed(1).padStart(8)} µs ${ratio.toFixed(2).padStart(6)} × (≤ ${mostRatio}: ${verdict})`,
  )
}

async function timeOf(calls: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  for (let call = 0; call < calls; call += 1) await work()
  return ((performance.now() - start) * 1000) / calls
}
