import type { TokenPrice, TokenUsage } from '@llm-balancer/core'
import { ExactCost } from '@llm-balancer/core/prices'
import type { InvoiceLabels, InvoiceLine } from './invoice.ts'

type Counts = { -readonly [Name in keyof TokenUsage]-?: number }

/** One line of an invoice while calls are added to it. */
export class LineSum {
  readonly #labels: InvoiceLabels
  readonly #cost = new ExactCost()
  /** Of calls of which only the cost is known. */
  #wholeMicroUsd = 0
  #calls = 0
  #unpriced = 0
  readonly #usage: Counts = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
  }

  constructor(labels: InvoiceLabels) {
    this.#labels = labels
  }

  /** @param costMicroUsd for a call whose price is not known, but its cost is */
  add(usage: TokenUsage, price: TokenPrice | undefined, costMicroUsd?: number): void {
    this.#calls += 1
    for (const name of Object.keys(this.#usage) as (keyof Counts)[]) this.#usage[name] += usage[name] ?? 0
    if (price !== undefined && this.#cost.add(usage, price)) return
    if (costMicroUsd === undefined) this.#unpriced += 1
    else this.#wholeMicroUsd += costMicroUsd
  }

  toJSON(): InvoiceLine {
    return {
      ...this.#labels,
      calls: this.#calls,
      unpriced: this.#unpriced,
      usage: { ...this.#usage },
      costMicroUsd: this.#cost.microUsd + this.#wholeMicroUsd,
    }
  }
}
