import type { Candidates, Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import { checkBoolean, nonNegative } from '../options/checks.ts'
import { defineStrategy } from './define-strategy.ts'
import { firstByPriority } from './first-by-priority.ts'
import { RevisionCache } from './revision-cache.ts'

/** Settings of `failover`. */
export interface FailoverOptions {
  /**
   * Whether to stay on the target that last succeeded, with its warm caches, when a better-placed one is back.
   * @default true when `failbackAfterMs` is given, else false
   */
  readonly sticky?: boolean
  /**
   * For how long to stay, in ms within [0, ∞], from when the target was taken up. From then on one call per
   * `failbackAfterMs` goes to the best-placed target, and when one succeeds all do. Infinity = until the target itself
   * is out. @default 60 000
   */
  readonly failbackAfterMs?: number
  /**
   * Whether to go round the list, in the order in which targets were added and whatever their priorities: a call begins at the target that
   * ended the last call well, or at the next one after it once that has failed, and goes on to the next one, also when that failed its last
   * call. Returns to the first after `failbackAfterMs`. The `load` of each target in a snapshot is its place in the round. @default false
   */
  readonly round?: boolean
}

const table: OptionTable<FailoverOptions & { readonly failbackAfterMs: number }> = {
  sticky: [checkBoolean],
  failbackAfterMs: [nonNegative, 60_000],
  round: [checkBoolean],
}

/**
 * Chooses the first eligible target, by priority (lowest number first) and then in the order in which they were added:
 * all calls go to the primary, and to the next one only while it is out. Weights do not count. O(1), O(n) when the
 * candidates have changed.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function failover(options: FailoverOptions = {}): Strategy {
  const { sticky, failbackAfterMs, round = false } = readOptions('failover', options, table)
  const isTimed = options.failbackAfterMs !== undefined
  const stays = sticky ?? (isTimed || round)
  if (isTimed && !stays) throw new TypeError('failover: "failbackAfterMs" has no meaning without "sticky"')
  if (round && !stays) throw new TypeError('failover: "round" has no meaning without "sticky"')
  if (round) return defineStrategy('failover', () => goRound(failbackAfterMs))
  return defineStrategy('failover', () => {
    const kept = new RevisionCache(firstByPriority)
    const first = (candidates: Candidates): TargetState => kept.of(candidates) ?? firstByPriority(candidates)
    return stays ? stayOnSuccess(failbackAfterMs, first) : { pick: first }
  })
}

function stayOnSuccess(
  stayMs: number,
  first: (candidates: Candidates) => TargetState,
): Omit<Strategy, 'name'> {
  let held: TargetState | undefined
  let takenUpAt = -Infinity
  let stayUntil = -Infinity

  return {
    pick(candidates, _call, now) {
      return held !== undefined && now < stayUntil && candidates.has(held) ? held : first(candidates)
    },
    forget(target) {
      if (target === held) held = undefined
    },
    meter: {
      load: (target) => (target === held ? 0 : 1),
      started(target, _call, now) {
        if (target !== held && now >= stayUntil) stayUntil = now + stayMs
        const startedAt = now
        return {
          finished({ type }, endedAt) {
            // A success that began before the change is no reason to return to the target that was left.
            if (type !== 'success' || target === held || startedAt < takenUpAt) return
            held = target
            takenUpAt = endedAt
            stayUntil = endedAt + stayMs
          },
        }
      },
    },
  }
}

/** Comes after every place in the list. */
const listLength = 2 ** 31

function goRound(stayMs: number): Omit<Strategy, 'name'> {
  /** The order from which the next round begins. */
  let from = 0
  /** The lowest order that was called: that of the first target. */
  let first = Infinity
  /** Clock time since which the first target is left alone. */
  let leftAt = -Infinity
  let started = 0
  /** The number of the latest attempt that has moved the beginning: those that began before it know less. */
  let movedBy = 0
  const placeOf = ({ order }: TargetState, now: number): number =>
    now - leftAt >= stayMs || order >= from ? order : order + listLength

  return {
    ranksFailing: true,
    pick(candidates, _call, now) {
      let next = candidates.at(0)
      for (const one of candidates) if (placeOf(one, now) < placeOf(next, now)) next = one
      return next
    },
    forget({ order }) {
      if (order === first) first = Infinity
    },
    meter: {
      load: placeOf,
      started({ order }, _call, now) {
        started += 1
        const number = started
        first = Math.min(first, order)
        // A call that returns to the first is the only one until it has ended.
        if (now - leftAt >= stayMs) leftAt = now
        return {
          finished({ type }, endedAt) {
            if (type === 'neutral' || number < movedBy) return
            if (order === first || from <= first) leftAt = endedAt
            movedBy = number
            from = type === 'success' ? order : order + 1
          },
        }
      },
    },
  }
}
