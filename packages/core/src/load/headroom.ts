import type { CallFacts } from '../contracts/call.ts'
import type { LoadMeter } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import type { LimitReport } from '../contracts/usage.ts'

/** What has been sent since a report of limits. */
interface Sent {
  /** The report, to know a new one when it comes. */
  readonly limits: readonly LimitReport[]
  readonly limitsAt: number
  /** Sent and not yet made up for, per limit, at clock time `at`. */
  readonly amounts: readonly number[]
  readonly at: number
}

/** The load of a target whose limits are not known: half used, so that it ranks between fuller and emptier ones. */
const unknownLoad = 0.5

/** Length in ms of a window whose length is not known. */
const usualWindowMs = 60_000

/**
 * Used share of the tightest limit, 0–1: 1 − what is left / what is allowed, by the vendor's latest report and the calls
 * sent since then. Above 1 when more was sent than was left; 0.5 when no limit is known.
 *
 * What was used at the report comes back evenly over its `resetMs`, after which the limit is full again; a report
 * without one is spread over its window. What has been sent since (each start is one request and its expected tokens)
 * comes back at the limit's own rate, limit / `windowMs`, or per minute where that is not known. Vendors with token
 * buckets refill like this; for those with fixed windows it is the mean of what can be known.
 */
export function headroom(): LoadMeter {
  const sentTo = new WeakMap<TargetState, Sent>()
  const sentSince = (target: TargetState, index: number, now: number): number => {
    const sent = sentTo.get(target)
    if (sent?.limits !== target.limits || sent.limitsAt !== target.limitsAt) return 0
    const { limit = 0, windowMs = usualWindowMs } = target.limits[index] ?? {}
    return Math.max(0, (sent.amounts[index] ?? 0) - (limit / windowMs) * Math.max(0, now - sent.at))
  }

  return {
    load(target, now) {
      let load = -1
      for (let index = 0; index < target.limits.length; index += 1) {
        const report = target.limits[index]
        if (report?.limit === undefined || report.remaining === undefined) continue
        const used = usedAtReport(report, now - target.limitsAt) + sentSince(target, index, now)
        load = Math.max(load, report.limit > 0 ? used / report.limit : 1)
      }
      return load < 0 ? unknownLoad : load
    },
    started(target, call, now) {
      const amounts = target.limits.map(
        (report, index) => sentSince(target, index, now) + amountOf(call, report.unit),
      )
      sentTo.set(target, { limits: target.limits, limitsAt: target.limitsAt, amounts, at: now })
    },
    firstContent: () => {},
    finished: () => {},
  }
}

function usedAtReport(
  { limit = 0, remaining = limit, resetMs, windowMs = usualWindowMs }: LimitReport,
  elapsedMs: number,
): number {
  const used = Math.max(0, limit - remaining)
  const refillMs = resetMs ?? (used / limit) * windowMs
  return refillMs > 0 ? used * Math.max(0, 1 - Math.max(0, elapsedMs) / refillMs) : 0
}

function amountOf(call: CallFacts, unit: LimitReport['unit']): number {
  if (unit === 'requests') return 1
  return (unit === 'output-tokens' ? 0 : call.inputTokens) + (unit === 'input-tokens' ? 0 : call.outputTokens)
}
