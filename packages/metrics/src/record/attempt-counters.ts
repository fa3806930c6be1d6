import type { FailureKind, Outcome, TokenUsage } from '@llm-balancer/core'
import type { AttemptTotals } from '../contracts/totals.ts'

type Tokens = { -readonly [Name in keyof TokenUsage]-?: number }

/** The totals of no attempts. */
const noAttempts: AttemptTotals = {
  successes: 0,
  failures: 0,
  neutral: 0,
  failuresByKind: {},
  tokens: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 },
  withoutUsage: 0,
  unpriced: 0,
}

/** Counts what came of attempts. */
export class AttemptCounters {
  #successes: number
  #failures: number
  #neutral: number
  readonly #failuresByKind: Partial<Record<FailureKind, number>>
  readonly #tokens: Tokens
  #withoutUsage: number
  #costMicroUsd: number | undefined
  #unpriced: number

  constructor(totals: AttemptTotals = noAttempts) {
    this.#successes = totals.successes
    this.#failures = totals.failures
    this.#neutral = totals.neutral
    this.#failuresByKind = { ...totals.failuresByKind }
    this.#tokens = { ...totals.tokens }
    this.#withoutUsage = totals.withoutUsage
    this.#costMicroUsd = totals.costMicroUsd
    this.#unpriced = totals.unpriced
  }

  /** How many have ended. */
  get ended(): number {
    return this.#successes + this.#failures + this.#neutral
  }

  /** An attempt has ended. */
  count(outcome: Outcome): void {
    if (outcome.type === 'success') this.#successes += 1
    else if (outcome.type === 'neutral') this.#neutral += 1
    else {
      this.#failures += 1
      this.#failuresByKind[outcome.kind] = (this.#failuresByKind[outcome.kind] ?? 0) + 1
    }
    const { usage, costMicroUsd } = outcome
    if (costMicroUsd !== undefined) this.#costMicroUsd = (this.#costMicroUsd ?? 0) + costMicroUsd
    else if (usage !== undefined) this.#unpriced += 1
    if (usage !== undefined) this.#add(usage)
    else if (outcome.type === 'success') this.#withoutUsage += 1
  }

  /** Adds the totals of others. */
  addAll(others: AttemptTotals): void {
    this.#successes += others.successes
    this.#failures += others.failures
    this.#neutral += others.neutral
    for (const [kind, count] of Object.entries(others.failuresByKind) as [FailureKind, number][])
      this.#failuresByKind[kind] = (this.#failuresByKind[kind] ?? 0) + count
    this.#withoutUsage += others.withoutUsage
    this.#unpriced += others.unpriced
    if (others.costMicroUsd !== undefined)
      this.#costMicroUsd = (this.#costMicroUsd ?? 0) + others.costMicroUsd
    this.#add(others.tokens)
  }

  /** The totals now, as a plain object. */
  totals(): AttemptTotals {
    return {
      successes: this.#successes,
      failures: this.#failures,
      neutral: this.#neutral,
      failuresByKind: { ...this.#failuresByKind },
      tokens: { ...this.#tokens },
      withoutUsage: this.#withoutUsage,
      ...(this.#costMicroUsd === undefined ? {} : { costMicroUsd: this.#costMicroUsd }),
      unpriced: this.#unpriced,
    }
  }

  #add(usage: TokenUsage): void {
    const tokens = this.#tokens
    tokens.inputTokens += usage.inputTokens ?? 0
    tokens.outputTokens += usage.outputTokens ?? 0
    tokens.cacheReadTokens += usage.cacheReadTokens ?? 0
    tokens.cacheWriteTokens += usage.cacheWriteTokens ?? 0
    tokens.reasoningTokens += usage.reasoningTokens ?? 0
  }
}
