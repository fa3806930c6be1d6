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
}

const table: OptionTable<FailoverOptions & { readonly failbackAfterMs: number }> = {
  sticky: [checkBoolean],
  failbackAfterMs: [nonNegative, 60_000],
}

/**
 * Chooses the first eligible target, by priority (lowest number first) and then in the order in which they were added:
 * all calls go to the primary, and to the next one only while it is out. Weights do not count. O(1), O(n) when the
 * candidates have changed.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function failover(options: FailoverOptions = {}): Strategy {
  const { sticky, failbackAfterMs } = readOptions('failover', options, table)
  const isTimed = options.failbackAfterMs !== undefined
  const stays = sticky ?? isTimed
  if (isTimed && !stays) throw new TypeError('failover: "failbackAfterMs" has no meaning without "sticky"')
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
