import type { Outcome } from '../contracts/outcome.ts'
import type { LoadMeter } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import { numberWithin } from '../options/checks.ts'

/** Settings of `peakEwmaLatency` and `peakEwma`. */
export interface PeakEwmaOptions {
  /** Time in ms, above 0, after which an old value counts for 37 % (1/e). @default 10 000 */
  readonly decayMs?: number
  /** Latency in ms, above 0, assumed of a target that has not answered yet. @default 1000 */
  readonly defaultMs?: number
  /** How many times the latency a failure counts for, ≥ 1. @default 2 */
  readonly failurePenalty?: number
}

interface Learnt {
  /** Moving average of the time to first content in ms; undefined before the first. */
  latencyMs?: number
  /** What it was after the last success. */
  goodMs?: number
  /** Clock time of the last observation, and of the last failure that raised the penalty. */
  at: number
  raisedAt: number
  /** Attempts that run, and those of them whose first content has come. */
  running: number
  answered: number
}

const milliseconds = numberWithin({ min: 0, max: Infinity, above: true })
const table: OptionTable<Required<PeakEwmaOptions>> = {
  decayMs: [milliseconds, 10_000],
  defaultMs: [milliseconds, 1000],
  failurePenalty: [numberWithin({ min: 1, max: Infinity }), 2],
}

/** No number of failures in a row makes a target look slower than this, in ms, so that it is tried again within some decay times. */
const longestPenaltyMs = 600_000

/**
 * Expected wait for first content: a moving average of the time to first content × (attempts in flight + 1) / weight, in
 * ms. The average jumps to a slower value at once and comes down with time (peak EWMA, from Finagle's
 * `p2c/PeakEwma.scala` and tower's `load/peak_ewma.rs`), to 0 while the target has nothing to answer, so that one that
 * was slow is tried again.
 *
 * - A target without any attempt has a load of 0; during its first attempts it counts as one that answers in `defaultMs`: it
 *   is tried soon, but not flooded.
 * - A failure counts as the longest of its own wait, the average after the last success (`defaultMs` before the first)
 *   × `failurePenalty`, and the present average × `failurePenalty` (up to 600 s; once for attempts that fail side by
 *   side). So a fast 429 never looks like a fast server, one blip of a fast target does not shut it out, and a target that
 *   keeps failing is avoided for longer and longer, however busy the others are.
 * - Neutral outcomes teach nothing.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function peakEwmaLatency(options: PeakEwmaOptions = {}): LoadMeter {
  return peakEwmaMeter('peakEwmaLatency', options)
}

/** {@link peakEwmaLatency} for `owner`, which speaks when an option is wrong. */
export function peakEwmaMeter(owner: string, options: PeakEwmaOptions): LoadMeter {
  const { decayMs, defaultMs, failurePenalty } = readOptions(owner, options, table)
  const byTarget = new WeakMap<TargetState, Learnt>()

  const learntOf = (target: TargetState): Learnt => {
    const known = byTarget.get(target)
    if (known !== undefined) return known
    const learnt: Learnt = { at: 0, raisedAt: -Infinity, running: 0, answered: 0 }
    byTarget.set(target, learnt)
    return learnt
  }
  const fade = (learnt: Learnt, now: number): number => Math.exp(-Math.max(0, now - learnt.at) / decayMs)
  const observe = (learnt: Learnt, sampleMs: number, now: number): number => {
    const { latencyMs = 0 } = learnt
    const kept = sampleMs > latencyMs ? 0 : fade(learnt, now)
    learnt.at = now
    return (learnt.latencyMs = latencyMs * kept + sampleMs * (1 - kept))
  }
  const succeed = (learnt: Learnt, sampleMs: number, now: number): void => {
    learnt.goodMs = observe(learnt, sampleMs, now)
  }
  const penalise = (learnt: Learnt, outcome: Outcome, now: number): void => {
    // Attempts that ran side by side fail for one reason: only the first of them raises it.
    const factor = now - outcome.durationMs >= learnt.raisedAt ? failurePenalty : 1
    const raisedMs = Math.min(longestPenaltyMs, (learnt.latencyMs ?? 0) * fade(learnt, now) * factor)
    const leastMs = (learnt.goodMs ?? defaultMs) * failurePenalty
    observe(learnt, Math.max(waitOf(outcome), leastMs, raisedMs), now)
    if (factor > 1) learnt.raisedAt = now
  }

  return {
    load(target, now) {
      const learnt = learntOf(target)
      const isAwaited = target.inFlight > 0 && learnt.running > learnt.answered
      const latencyMs = isAwaited
        ? (learnt.latencyMs ?? defaultMs)
        : (learnt.latencyMs ?? 0) * fade(learnt, now)
      return (latencyMs * (target.inFlight + 1)) / target.weight
    },
    started(target) {
      learntOf(target).running += 1
    },
    firstContent(target, call, now) {
      const learnt = learntOf(target)
      learnt.answered += 1
      succeed(learnt, now - call.startedAt, now)
    },
    finished(target, outcome, now) {
      const learnt = learntOf(target)
      const wasReported = settle(learnt, outcome)
      if (outcome.type === 'failure') penalise(learnt, outcome, now)
      else if (outcome.type === 'success' && !wasReported) succeed(learnt, waitOf(outcome), now)
    },
  }
}

function waitOf(outcome: Outcome): number {
  return outcome.firstContentMs ?? outcome.durationMs
}

/**
 * Takes an attempt off the counts; true when its first content had been reported, which is not so for a plain call, whose
 * first content is its end.
 */
function settle(learnt: Learnt, outcome: Outcome): boolean {
  const wasReported =
    outcome.firstContentMs !== undefined && outcome.firstContentMs < outcome.durationMs && learnt.answered > 0
  learnt.running = Math.max(0, learnt.running - 1)
  learnt.answered = Math.min(learnt.running, learnt.answered - (wasReported ? 1 : 0))
  return wasReported
}
