import type { ExportedCounters } from '../contracts/balancer-state.ts'
import type { Outcome } from '../contracts/outcome.ts'
import type { TokenUsage } from '../contracts/usage.ts'
import type { FailureKind } from '../errors/failure.ts'
import { defined } from '../options/defined.ts'

type Sums = { -readonly [Name in keyof TokenUsage]-?: number }

/** The fields alone. */
type Counts = Omit<TargetCounters, 'begin' | 'count' | 'export' | 'restore' | 'copy'>

/** What has happened on a target since it was added. Its fields are no more than what is copied; those without a value are absent. */
export class TargetCounters {
  attempts = 0
  successes = 0
  failures = 0
  neutral = 0
  readonly failuresByKind: Partial<Record<FailureKind, number>> = {}
  declare lastFailure?: { readonly kind: FailureKind; readonly at: number; readonly status?: number }
  /** Clock time at which an attempt began last. */
  declare lastAttemptAt?: number
  successMs = 0
  failureMs = 0
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

  /** An attempt begins. */
  begin(now: number): void {
    this.attempts += 1
    this.lastAttemptAt = now
  }

  /** An attempt has ended. */
  count(outcome: Outcome, now: number): void {
    if (outcome.type === 'success') {
      this.successes += 1
      this.successMs += outcome.durationMs
    } else if (outcome.type === 'neutral') this.neutral += 1
    else {
      const { kind, status } = outcome
      this.failures += 1
      this.failureMs += outcome.durationMs
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
    const { attempts: _, lastFailure, lastAttemptAt, ...counts } = this.copy()
    const agoMs = (at: number): number => Math.max(0, now - at)
    const lastAttemptAgoMs = lastAttemptAt === undefined ? undefined : agoMs(lastAttemptAt)
    const exported = { ...counts, ...defined({ lastAttemptAgoMs }) }
    if (lastFailure === undefined) return exported
    const { at, ...failure } = lastFailure
    return { ...exported, lastFailure: { ...failure, agoMs: agoMs(at) } }
  }

  /** Counts on from what another one has exported. @param at the clock time here of that moment */
  restore(exported: ExportedCounters, at: number): void {
    const { lastFailure, lastAttemptAgoMs, failuresByKind, usage, ...counts } = exported
    Object.assign(this, counts)
    if (lastAttemptAgoMs !== undefined) this.lastAttemptAt = at - lastAttemptAgoMs
    this.attempts = this.successes + this.failures + this.neutral
    Object.assign(this.failuresByKind, defined(failuresByKind))
    Object.assign(this.usage, usage)
    if (lastFailure === undefined) return
    const { agoMs, kind, status } = lastFailure
    this.lastFailure = defined({ kind, at: at - agoMs, status })
  }

  /** The numbers now, as a plain object. */
  copy(): Counts {
    const { failuresByKind, usage, lastFailure, ...counts }: Counts = this
    const copy: Counts = { ...counts, failuresByKind: { ...failuresByKind }, usage: { ...usage } }
    if (lastFailure !== undefined) copy.lastFailure = { ...lastFailure }
    return copy
  }
}
