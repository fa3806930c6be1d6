import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { cpuMicroseconds } from '../in-turn.ts'

/** What one operation costs. */
export interface HotPathCost {
  readonly nanoseconds: number
  /** Growth of the heap, before anything is collected. */
  readonly bytes: number
}

/**
 * Flags of V8 for a process in which works are measured: a young generation as large as that of a server that has run for a while, and
 * code that is compiled after so many calls, not when another thread has had time for it.
 */
export const measuringFlags: readonly string[] = ['--min-semi-space-size=16', '--no-concurrent-recompilation']

const warmUpRounds = 5
const warmUpTimes = 40_000
const rounds = 5
/** CPU time of a timed round, in µs, because the CPU clock of a thread may go in steps of 4 ms. */
const roundMicroseconds = 60_000
const mostHeapTimes = 50_000
const firstHeapTimes = 500
/** What a round may allocate: less than the young generation has room for, so that nothing is collected. */
const roundBytes = 6 * 2 ** 20

/**
 * Gives the rounds in which an operation is to be done, each as the number of times, and in the end what was measured. `prepare` is called
 * before each round and not measured.
 */
export type Rounds<Result> = (prepare: () => void) => Generator<number, Result>

/** The time of the fastest round, because load of the machine only adds, and what `countedRounds` counts. */
export const measuredRounds: Rounds<HotPathCost> = function* (prepare) {
  yield* warmUp(prepare)
  const nanoseconds = yield* leastNanoseconds(prepare)
  const bytes = yield* leastBytes(prepare)
  return { nanoseconds, bytes }
}

/** The bytes of the round with the fewest, because the others hold what V8 has compiled meanwhile. */
export const countedRounds: Rounds<number> = function* (prepare) {
  yield* warmUp(prepare)
  return yield* leastBytes(prepare)
}

/** A round that gives what was measured of it. */
type Round = Generator<number, number>

function* warmUp(prepare: () => void): Generator<number, void> {
  for (let round = 0; round < warmUpRounds; round += 1) {
    prepare()
    yield warmUpTimes
  }
}

function* leastNanoseconds(prepare: () => void): Round {
  function* microseconds(times: number): Round {
    prepare()
    const start = cpuMicroseconds()
    yield times
    return cpuMicroseconds() - start
  }
  let times = warmUpTimes
  while ((yield* microseconds(times)) < roundMicroseconds) times *= 2
  let least = Infinity
  for (let round = 0; round < rounds; round += 1) least = Math.min(least, yield* microseconds(times))
  return (least * 1000) / times
}

function* leastBytes(prepare: () => void): Round {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  function* growth(times: number): Round {
    prepare()
    collect()
    const before = process.memoryUsage().heapUsed
    yield times
    return process.memoryUsage().heapUsed - before
  }
  const first = yield* growth(firstHeapTimes)
  const times = Math.ceil(Math.min(mostHeapTimes, (firstHeapTimes * roundBytes) / Math.max(first, 1)))
  let [least, ofNothing] = [Infinity, Infinity]
  for (let round = 0; round < rounds; round += 1) {
    ofNothing = Math.min(ofNothing, yield* growth(0))
    least = Math.min(least, yield* growth(times))
  }
  return Math.max(0, least - ofNothing) / times
}
