import { print } from './print.ts'
/** How long one call takes: the median of several rounds, so that one slow round changes nothing. */
export interface Measurement {
  readonly name: string
  readonly nanosecondsPerCall: number
}

const rounds = 9

/** Measures work: `calls` calls one after another per round. */
export async function measure(
  name: string,
  calls: number,
  work: () => Promise<unknown>,
): Promise<Measurement> {
  const results: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now()
    for (let call = 0; call < calls; call += 1) await work()
    results.push(((performance.now() - start) * 1e6) / calls)
  }
  return { name, nanosecondsPerCall: median(results) }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** Prints measurements with their ratio to the first, the rival. */
export function report(title: string, measurements: readonly Measurement[]): void {
  const rival = measurements[0]?.nanosecondsPerCall ?? 1
  print(`\n${title}`)
  for (const { name, nanosecondsPerCall } of measurements) {
    const ratio = (nanosecondsPerCall / rival).toFixed(2).padStart(7)
    print(`  ${name.padEnd(44)} ${nanosecondsPerCall.toFixed(0).padStart(9)} ns ${ratio} ×`)
  }
}
