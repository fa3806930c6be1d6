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
  readonly amounts: number[]
  at: number
}

/** The load of a target whose limits are not known: half used, so that a well-filled one comes before, an empty after it. */
const unknownLoad = 0.5

/** Length in ms of a window nobody has told us. */
const usualWindowMs = 60_000

/**
 * Used share of the tightest limit, 0–1: 1 − what is left / what is allowed, by the vendor's last word and what has been
 * sent since then. Above 1 more was sent than was left; 0.5 when no limit is known.
 *
 * What was used at the report comes back evenly over its `resetMs`, after which the limit is full again; a report
 * without one is spread over its window. What has been sent since (each start is one request and its expected tokens)
 * comes back at the limit's own rate, limit / `windowMs`, or per minute where that is not known. Vendors with token
 * buckets refill like this; for those with fixed windows it is the mean of what can be known.
 */
export function headroom(): LoadMeter {
  const sentTo = new WeakMap<TargetState, Sent>()
  const sentSince = (target: TargetState): Sent | undefined => {
    const sent = sentTo.get(target)
    return sent?.limits === target.limits && sent.limitsAt === target.limitsAt ? sent : undefined
  }

  return {
    load(target, now) {
      const sent = sentSince(target)
      let load = -1
      for (let index = 0; index < target.limits.length; index += 1) {
        const report = target.limits[index]
        if (report?.limit === undefined || report.remaining === undefined) continue
        const since = sent === undefined ? 0 : amountLeft(report, sent.amounts[index], now - sent.at)
        const share = (usedAtReport(report, now - target.limitsAt) + since) / report.limit
        load = Math.max(load, report.limit > 0 ? share : 1)
      }
      return load < 0 ? unknownLoad : load
    },
    started(target, call, now) {
      if (target.limits.length === 0) return
      const { limits, limitsAt } = target
      const sent = sentSince(target) ?? { limits, limitsAt, amounts: limits.map(() => 0), at: now }
      sentTo.set(target, sent)
      for (const [index, report] of limits.entries()) {
        sent.amounts[index] =
          amountLeft(report, sent.amounts[index], now - sent.at) + amountOf(call, report.unit)
      }
      sent.at = now
    },
    firstContent: () => {},
    finished: () => {},
  }
}

function usedAtReport(
  { limit = 0, remaining = limit, resetMs, windowMs }: LimitReport,
  elapsedMs: number,
): number {
  const used = Math.max(0, limit - remaining)
  const refillMs = resetMs ?? (used / limit) * (windowMs ?? usualWindowMs)
  return refillMs > 0 ? used * Math.max(0, 1 - Math.max(0, elapsedMs) / refillMs) : 0
}

function amountLeft({ limit = 0, windowMs = usualWindowMs }: LimitReport, amount = 0, elapsedMs = 0): number {
  return Math.max(0, amount - (limit / windowMs) * Math.max(0, elapsedMs))
}

function amountOf(call: CallFacts, unit: LimitReport['unit']): number {
  switch (unit) {
    case 'requests':
      return 1
    case 'tokens':
      return call.inputTokens + call.outputTokens
    case 'input-tokens':
      return call.inputTokens
    case 'output-tokens':
      return call.outputTokens
  }
}
