import type { AttemptFacts, ResumableAnswer } from '../contracts/call.ts'
import type { HeadersLike } from '../retry-after/header-of.ts'
import type { LimitReport, TokenPrice, TokenUsage } from '../contracts/usage.ts'
import { misuse } from '../options/misuse.ts'
import { readOptions } from '../options/read-options.ts'
import { priceTable } from '../prices/price-table.ts'
import type { Reporter } from '../targets/reporter.ts'

/** No call uses more tokens than this: a larger number would spoil every sum that it becomes a part of. */
const mostTokens = 1_000_000_000

/** What an operation reports, without the parts of it that are invalid: those are reported to the listeners. */
export function readFacts(facts: AttemptFacts, reporter: Reporter): AttemptFacts {
  const { usage, headers, prices, continues, resumable } = facts
  const read: { -readonly [Name in keyof AttemptFacts]: AttemptFacts[Name] } = isLazy(facts)
    ? new LazyFacts(facts, reporter)
    : withLimits(facts, reporter)
  if (usage !== undefined) read.usage = readUsage(usage, reporter)
  if (headers !== undefined) read.headers = headers
  if (prices !== undefined) read.prices = readPrices(prices, reporter)
  if (continues === true) read.continues = continues
  if (resumable !== undefined) read.resumable = resumable
  return read
}

/** True for a report that gives its limits by a getter. */
function isLazy(facts: AttemptFacts): boolean {
  return 'limits' in facts && Object.getOwnPropertyDescriptor(facts, 'limits')?.writable === undefined
}

function withLimits({ limits }: AttemptFacts, reporter: Reporter): AttemptFacts {
  return Array.isArray(limits) ? { limits: readLimits(limits, reporter) } : {}
}

/** A report whose limits are read when a strategy, a guard or a snapshot asks for them. */
class LazyFacts implements AttemptFacts {
  declare usage?: TokenUsage
  declare headers?: HeadersLike
  declare prices?: TokenPrice
  declare continues?: boolean
  declare resumable?: ResumableAnswer
  declare readonly limits: readonly LimitReport[]
  readonly #given: AttemptFacts
  readonly #reporter: Reporter
  #limits: readonly LimitReport[] | undefined

  constructor(given: AttemptFacts, reporter: Reporter) {
    this.#given = given
    this.#reporter = reporter
    // A property of its own, so that a copy has it, too.
    Object.defineProperty(this, 'limits', LazyFacts.#read)
  }

  /** One getter for all: V8 keeps the getter of one object, and all that it holds, until the next full collection. */
  static readonly #read: PropertyDescriptor = {
    enumerable: true,
    get(this: LazyFacts) {
      const read = (): readonly LimitReport[] | undefined => withLimits(this.#given, this.#reporter).limits
      return (this.#limits ??= this.#reporter.safely('report', read) ?? [])
    },
  }
}

/** Name by name: a loop over the names takes three times as long, and most calls report what they have used. */
function readUsage(usage: TokenUsage, reporter: Reporter): TokenUsage {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens } = usage
  const isCount = (name: keyof TokenUsage, tokens: unknown): tokens is number => {
    if (tokens === undefined) return false
    const isValid = typeof tokens === 'number' && tokens >= 0 && tokens <= mostTokens
    if (!isValid) reporter.failed('report', misuse(`usage.${name}`, 'a number within [0, 1e9]', tokens))
    return isValid
  }
  const read: { -readonly [Name in keyof TokenUsage]: TokenUsage[Name] } = {}
  if (isCount('inputTokens', inputTokens)) read.inputTokens = inputTokens
  if (isCount('outputTokens', outputTokens)) read.outputTokens = outputTokens
  if (isCount('cacheReadTokens', cacheReadTokens)) read.cacheReadTokens = cacheReadTokens
  if (isCount('cacheWriteTokens', cacheWriteTokens)) read.cacheWriteTokens = cacheWriteTokens
  if (isCount('reasoningTokens', reasoningTokens)) read.reasoningTokens = reasoningTokens
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
