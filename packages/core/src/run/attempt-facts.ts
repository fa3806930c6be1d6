import type { AttemptFacts } from '../contracts/call.ts'
import type { LimitReport, TokenPrice, TokenUsage } from '../contracts/usage.ts'
import { misuse } from '../options/misuse.ts'
import { readOptions } from '../options/read-options.ts'
import { priceTable } from '../prices/price-table.ts'
import type { Reporter } from '../targets/reporter.ts'

const usageNames: readonly (keyof TokenUsage)[] = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
]

/** What an operation reports, without the parts of it that are invalid: those are reported to the listeners. */
export function readFacts(facts: AttemptFacts, reporter: Reporter): AttemptFacts {
  const { usage, limits, headers, prices } = facts
  return {
    ...(usage === undefined ? {} : { usage: readUsage(usage, reporter) }),
    ...(Array.isArray(limits) ? { limits: readLimits(limits, reporter) } : {}),
    ...(headers === undefined ? {} : { headers }),
    ...(prices === undefined ? {} : { prices: readPrices(prices, reporter) }),
  }
}

function readUsage(usage: TokenUsage, reporter: Reporter): TokenUsage {
  const read: { -readonly [Name in keyof TokenUsage]: TokenUsage[Name] } = {}
  for (const name of usageNames) {
    const tokens: unknown = usage[name]
    if (tokens === undefined) continue
    if (typeof tokens === 'number' && tokens >= 0 && tokens < Infinity) read[name] = tokens
    else reporter.failed('report', misuse(`usage.${name}`, 'a finite number ≥ 0', tokens))
  }
  return read
}

/** Prices that are invalid are not known. */
function readPrices(prices: TokenPrice, reporter: Reporter): TokenPrice {
  try {
    return readOptions('report', prices, priceTable)
  } catch (error) {
    reporter.failed('report', error)
    return {}
  }
}

/** Frozen copies: strategies see them. */
function readLimits(limits: readonly LimitReport[], reporter: Reporter): readonly LimitReport[] {
  const valid = limits.filter((limit) => isLimit(limit, reporter))
  return Object.freeze(valid.map((limit) => Object.freeze({ ...limit })))
}

function isLimit(limit: LimitReport, reporter: Reporter): boolean {
  const numbers: readonly unknown[] = [limit.limit, limit.remaining, limit.resetMs, limit.windowMs]
  const invalid = numbers.find(
    (value) => value !== undefined && !(typeof value === 'number' && value >= 0 && value < Infinity),
  )
  if (invalid === undefined) return true
  reporter.failed('report', misuse('limits', 'finite numbers ≥ 0', invalid))
  return false
}
