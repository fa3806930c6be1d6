import type { CallFacts } from '../contracts/call.ts'
import type { Outcome } from '../contracts/outcome.ts'
import type { LoadMeter, Measurement } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { readOptions, required, type OptionTable } from '../options/read-options.ts'
import { defined } from '../options/defined.ts'
import { finite, numberWithin } from '../options/checks.ts'
import { readProperty } from '../options/read-property.ts'
import { LatencyAverage, type LatencySettings, type LatencyState } from './latency-average.ts'

/** Settings of `peakEwmaLatency` and `peakEwma`. */
export interface PeakEwmaOptions {
  /** Time in ms, above 0, after which an old value counts for 37 % (1/e). @default 10 000 */
  readonly decayMs?: number
  /** Latency in ms, above 0, assumed of a target that has not answered yet. @default 1000 */
  readonly defaultMs?: number
  /** How many times the latency a failure counts for, ≥ 1. @default 2 */
  readonly failurePenalty?: number
}

/** What is known of a target. */
interface Learnt {
  /** Time to the first content of streams. */
  readonly streams: LatencyAverage
  /** Time to the answer of plain calls. */
  readonly plainCalls: LatencyAverage
}

const milliseconds = numberWithin({ min: 0, max: Infinity, above: true })
const table: OptionTable<LatencySettings> = {
  decayMs: [milliseconds, 10_000],
  defaultMs: [milliseconds, 1000],
  failurePenalty: [numberWithin({ min: 1, max: Infinity }), 2],
}

/**
 * Expected wait: a moving average of the latency × (attempts in flight + 1) / weight, in ms. The average jumps to a slower value
 * at once and comes down with time (peak EWMA, from Finagle's `p2c/PeakEwma.scala` and tower's `load/peak_ewma.rs`), to 0
 * while the target has nothing to answer, so that one that was slow is tried again.
 *
 * - The latency of a stream ends with its first content, that of a plain call with its answer. They are two averages: a call is
 *   compared by the latency of its own kind, and a long answer does not make a target look slow for streams. Without a call the
 *   load is the larger of the two.
 * - A target without any attempt of a kind has a load of 0 for it; during its first ones it counts as one that answers in
 *   `defaultMs`: it is tried soon, but not flooded.
 * - A failure counts, for both kinds, as the longest of the average after the last success (`defaultMs` before the first)
 *   × `failurePenalty`, the present average × `failurePenalty` (up to 600 s; once for attempts that fail side by side), and,
 *   for its own kind, its own wait. So a fast 429 never looks like a fast server, one failure of a fast target does not shut
 *   it out, and a target that keeps failing is avoided for longer and longer, however busy the others are.
 * - Neutral outcomes teach nothing, except that an attempt which another one was faster than took at least so long.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function peakEwmaLatency(options: PeakEwmaOptions = {}): LoadMeter {
  return peakEwmaMeter('peakEwmaLatency', options)
}

/** {@link peakEwmaLatency} for `owner`, which begins the message of an error. */
export function peakEwmaMeter(owner: string, options: PeakEwmaOptions): LoadMeter {
  const settings = readOptions(owner, options, table)
  const byTarget = new WeakMap<TargetState, Learnt>()
  const learntOf = (target: TargetState): Learnt => {
    const known = byTarget.get(target)
    if (known !== undefined) return known
    const learnt = { streams: new LatencyAverage(settings), plainCalls: new LatencyAverage(settings) }
    byTarget.set(target, learnt)
    return learnt
  }

  return {
    load(target, now, call) {
      const learnt = byTarget.get(target)
      return learnt === undefined ? 0 : (latencyOf(learnt, now, call) * (target.inFlight + 1)) / target.weight
    },
    started(target, { streaming }, now) {
      const { streams, plainCalls } = learntOf(target)
      return streaming
        ? new LatencyMeasurement(streams, plainCalls, now)
        : new LatencyMeasurement(plainCalls, streams, now)
    },
    exportState(target, now) {
      const { streams, plainCalls } = byTarget.get(target) ?? {}
      const state = defined({ streams: streams?.export(now), plainCalls: plainCalls?.export(now) })
      return Object.keys(state).length === 0 ? undefined : { type: stateType, ...state }
    },
    importState(target, state, at) {
      if (readProperty(state, 'type') !== stateType) return
      for (const kind of ['streams', 'plainCalls'] as const) {
        const known = readLatency(readProperty(state, kind))
        if (known !== undefined) learntOf(target)[kind].restore(known, at)
      }
    },
  }
}

const stateType = 'peak-ewma'
const stateTable: OptionTable<LatencyState> = {
  averageMs: [finite, required],
  goodMs: [finite],
  agoMs: [finite, required],
}

/** What an average has exported, perhaps in another process; undefined for anything else. */
function readLatency(state: unknown): LatencyState | undefined {
  try {
    return readOptions<LatencyState>('', state, stateTable)
  } catch {
    return undefined
  }
}

function latencyOf({ streams, plainCalls }: Learnt, now: number, call: CallFacts | undefined): number {
  if (call === undefined) return Math.max(streams.read(now), plainCalls.read(now))
  return (call.streaming ? streams : plainCalls).read(now)
}

/** One attempt, as the averages hear of it. */
class LatencyMeasurement implements Measurement {
  readonly #own: LatencyAverage
  /** The average of the other kind of call, which learns from failures only. */
  readonly #other: LatencyAverage
  readonly #startedAt: number
  #isAwaited = true

  constructor(own: LatencyAverage, other: LatencyAverage, startedAt: number) {
    this.#own = own
    this.#other = other
    this.#startedAt = startedAt
    own.await()
  }

  firstContent(now: number): void {
    if (!this.#isAwaited) return
    this.#settle()
    this.#own.succeed(now - this.#startedAt, now)
  }

  finished(outcome: Outcome, now: number): void {
    const wasAwaited = this.#isAwaited
    if (wasAwaited) this.#settle()
    const waitedMs = outcome.firstContentMs ?? outcome.durationMs
    if (outcome.type === 'failure') {
      this.#own.fail(waitedMs, this.#startedAt, now)
      this.#other.fail(0, this.#startedAt, now)
    } else if (!wasAwaited) return
    else if (outcome.type === 'success') this.#own.succeed(waitedMs, now)
    else if (outcome.beaten === true) this.#own.exceed(waitedMs, now)
  }

  #settle(): void {
    this.#isAwaited = false
    this.#own.settle()
  }
}
