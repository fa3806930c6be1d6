import type { ExportedCounters } from '../contracts/balancer-state.ts'
import type { Outcome } from '../contracts/outcome.ts'
import type { TokenUsage } from '../contracts/usage.ts'
import type { FailureKind } from '../errors/failure.ts'
import { defined } from '../options/defined.ts'

type Sums = { -readonly [Name in keyof TokenUsage]-?: number }

/** What has happened on a target since it was added. */
export class TargetCounters {
  attempts = 0
  successes = 0
  failures = 0
  neutral = 0
  readonly failuresByKind: Partial<Record<FailureKind, number>> = {}
  lastFailure?: { readonly kind: FailureKind; readonly at: number; readonly status?: number }
  /** The cost of the attempts of which it is known. */
  costMicroUsd = 0
  /** Attempts that used tokens, and whose cost is not known. */
  unpriced = 0
  readonly usage: Sums = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
  }

  /** An attempt has ended. */
  count(outcome: Outcome, now: number): void {
    if (outcome.type === 'success') this.successes += 1
    else if (outcome.type === 'neutral') this.neutral += 1
    else {
      const { kind, status } = outcome
      this.failures += 1
      this.failuresByKind[kind] = (this.failuresByKind[kind] ?? 0) + 1
      this.lastFailure = defined({ kind, at: now, status })
    }
    if (outcome.costMicroUsd !== undefined) this.costMicroUsd += outcome.costMicroUsd
    else if (outcome.usage !== undefined) this.unpriced += 1
    if (outcome.usage !== undefined) this.#addUsage(outcome.usage)
  }

  #addUsage(used: TokenUsage): void {
    const { usage } = this
    usage.inputTokens += used.inputTokens ?? 0
    usage.outputTokens += used.outputTokens ?? 0
    usage.cacheReadTokens += used.cacheReadTokens ?? 0
    usage.cacheWriteTokens += used.cacheWriteTokens ?? 0
    usage.reasoningTokens += used.reasoningTokens ?? 0
  }

  /** What has ended so far, for `restore` of another one. */
  export(now: number): ExportedCounters {
    const { attempts: _, lastFailure, ...counts } = this.copy()
    if (lastFailure === undefined) return counts
    const { at, ...failure } = lastFailure
    return { ...counts, lastFailure: { ...failure, agoMs: Math.max(0, now - at) } }
  }

  /** Counts on from what another one has exported. @param at the clock time here of that moment */
  restore({ lastFailure, failuresByKind, usage, ...counts }: ExportedCounters, at: number): void {
    Object.assign(this, counts)
    this.attempts = this.successes + this.failures + this.neutral
    Object.assign(this.failuresByKind, defined(failuresByKind))
    Object.assign(this.usage, usage)
    if (lastFailure === undefined) return
    const { agoMs, kind, status } = lastFailure
    this.lastFailure = defined({ kind, at: at - agoMs, status })
  }

  /** The numbers now, as a plain object. */
  copy(): Pick<TargetCounters, 'attempts' | 'successes' | 'failures' | 'neutral'> &
    Pick<TargetCounters, 'failuresByKind' | 'lastFailure' | 'usage' | 'costMicroUsd' | 'unpriced'> {
    const { attempts, successes, failures, neutral, costMicroUsd, unpriced, lastFailure } = this
    const copy: ReturnType<TargetCounters['copy']> = {
      ...{ attempts, successes, failures, neutral, costMicroUsd, unpriced },
      failuresByKind: { ...this.failuresByKind },
      usage: { ...this.usage },
    }
    if (lastFailure !== undefined) copy.lastFailure = { ...lastFailure }
    return copy
  }
}
