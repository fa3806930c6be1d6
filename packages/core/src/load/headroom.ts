import type { LoadMeter } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { Quota } from './quota.ts'

/** The meter of {@link headroom}, and what it knows of each target. */
export interface HeadroomMeter {
  readonly meter: LoadMeter
  readonly quotaOf: (target: TargetState) => Quota
}

/**
 * Used share of the tightest limit, 0–1: 1 − what is left / what is allowed, by what guards such as a rate limit keep, and by the vendor's
 * latest report and the calls sent since then. Above 1 when more was sent than was left; 0.5 when no limit is known.
 *
 * What was used at the report comes back evenly over its `resetMs`, after which the limit is full again; a report
 * without one is spread over its window. What has been sent since comes back at the limit's own rate, limit / `windowMs`, or
 * per minute where that is not known. Vendors with token buckets refill like this; for those with fixed windows it is the mean of
 * what can be known.
 *
 * An attempt reserves one request and its expected tokens when it begins. When it ends, the tokens that it really used take the
 * place of the expected ones; a failure that used none gives them back. The request stays counted.
 */
export function headroom(): LoadMeter {
  return headroomMeter().meter
}

/** {@link headroom} for a strategy that keeps the quotas of its candidates. */
export function headroomMeter(): HeadroomMeter {
  const quotas = new WeakMap<TargetState, Quota>()
  const quotaOf = (target: TargetState): Quota => {
    let quota = quotas.get(target)
    if (quota === undefined) {
      quota = new Quota(target)
      quotas.set(target, quota)
    }
    return quota
  }
  return {
    quotaOf,
    meter: {
      load: (target, now) => quotaOf(target).load(now),
      started: (target, call, now) => quotaOf(target).reserve(call, now),
    },
  }
}
