import type { Candidates, LoadMeter, Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { checkKnown, checkNumber, describeValue } from '../options.ts'
import { createBinding } from './binding.ts'

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

const defaultFailbackAfterMs = 60_000

/**
 * Chooses the first eligible target, by priority (lowest number first) and then in the order in which they were added:
 * all calls go to the primary, and to the next one only while it is out. Weights do not count. O(n).
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function failover(options: FailoverOptions = {}): Strategy {
  checkKnown('failover', options, ['sticky', 'failbackAfterMs'])
  const { failbackAfterMs, sticky = failbackAfterMs !== undefined } = options
  if (typeof sticky !== 'boolean') {
    throw new TypeError(`"sticky" must be true or false, got ${describeValue(sticky)}`)
  }
  if (!sticky && failbackAfterMs !== undefined) {
    throw new TypeError('"failbackAfterMs" has no meaning without "sticky"')
  }
  const stayMs = checkNumber('failbackAfterMs', failbackAfterMs ?? defaultFailbackAfterMs, {
    min: 0,
    max: Infinity,
    infinite: true,
  })
  const { bind } = createBinding('failover')
  return sticky
    ? { name: 'failover', bind, ...stayOnSuccess(stayMs) }
    : { name: 'failover', bind, pick: firstOf }
}

/** The candidate with the lowest priority number; of several, the first. */
function firstOf(candidates: Candidates): TargetState {
  let first = candidates.at(0)
  for (let index = 1; index < candidates.length; index += 1) {
    const target = candidates.at(index)
    if (target.priority < first.priority) first = target
  }
  return first
}

function includes(candidates: Candidates, wanted: TargetState): boolean {
  for (let index = 0; index < candidates.length; index += 1) {
    if (candidates.at(index) === wanted) return true
  }
  return false
}

function stayOnSuccess(stayMs: number): Pick<Strategy, 'pick' | 'forget'> & { readonly meter: LoadMeter } {
  let held: TargetState | undefined
  let takenUpAt = -Infinity
  let stayUntil = -Infinity

  return {
    pick(candidates, _call, now) {
      if (held === undefined || now >= stayUntil || !includes(candidates, held)) return firstOf(candidates)
      return held
    },
    forget(target) {
      if (target === held) held = undefined
    },
    meter: {
      load: (target) => (target === held ? 0 : 1),
      started(target, _call, now) {
        if (target !== held && now >= stayUntil) stayUntil = now + stayMs
      },
      firstContent: () => {},
      finished(target, outcome, now) {
        // An attempt from before the change speaks for the target that was left, not for going back to it.
        const isStale = now - outcome.durationMs < takenUpAt
        if (outcome.type !== 'success' || target === held || isStale) return
        held = target
        takenUpAt = now
        stayUntil = now + stayMs
      },
    },
  }
}
