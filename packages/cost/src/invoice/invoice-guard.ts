import type { AttemptFacts, CallFacts, Guard, Outcome, Permit, TokenPrice } from '@llm-balancer/core'
import type { InvoicedTarget, InvoiceLabels } from './invoice.ts'
import type { LineSum } from './line-sum.ts'

/** Adds what the attempts of a target cost to an invoice. */
export class InvoiceGuard implements Guard {
  readonly name = 'invoice'
  readonly #target: InvoicedTarget
  readonly #lineOf: (labels: InvoiceLabels) => LineSum

  constructor(target: InvoicedTarget, lineOf: (labels: InvoiceLabels) => LineSum) {
    this.#target = target
    this.#lineOf = lineOf
  }

  availableAt(now: number): number {
    return now
  }

  acquire(_now: number, { tenant }: CallFacts): Permit {
    let isReleased = false
    let prices: TokenPrice | undefined
    return {
      observe: (facts: AttemptFacts) => {
        prices = facts.prices ?? prices
      },
      release: (outcome) => {
        if (isReleased) return
        isReleased = true
        this.#add(outcome, tenant, prices)
      },
    }
  }

  onChange(): () => void {
    return () => {}
  }

  #add({ type, usage, costMicroUsd }: Outcome, tenant: string | undefined, prices?: TokenPrice): void {
    if (usage === undefined && costMicroUsd === undefined && type !== 'success') return
    const { id, provider = id, model, cost } = this.#target
    this.#lineOf({ tenant, provider, model }).add(usage ?? {}, prices ?? cost, costMicroUsd)
  }
}
