/**
 * What calls cost and what they may, without a balancer: prices from the catalogue, a budget of five dollars a day for each tenant, and an
 * invoice. What a call may cost is set aside before it, so that calls at the same time do not spend the same dollar.
 */
import { BudgetExceededError, createBudget, createInvoice } from '@llm-balancer/cost'

const budget = createBudget({ by: 'tenant', usdPerDay: 5 })
const invoice = createInvoice({ by: ['tenant'] })
/** A table of your own; `modelCatalogue` of `@llm-balancer/cost/models` has the list prices of the main models. */
const price = { inputPerMTok: 2, outputPerMTok: 10, cacheReadPerMTok: 0.2 }

/** Asks a vendor on behalf of a tenant; `usage` is what its answer reports. */
const ask = (tenant: string, usage: { inputTokens: number; outputTokens: number }): string => {
  const { inputTokens } = usage
  const reservation = budget.reserve({ tenant, price, inputTokens, maxOutputTokens: 200_000 })
  reservation.settle(usage)
  invoice.add({ tenant, usage, price })
  return 'an answer'
}

try {
  for (;;) console.log(ask('acme', { inputTokens: 50_000, outputTokens: 150_000 }))
} catch (error) {
  if (!BudgetExceededError.isInstance(error)) throw error
  console.log(
    'acme has spent',
    (budget.state({ tenant: 'acme' })?.spentMicroUsd ?? 0) / 1e6,
    'of',
    error.limitUsd,
  )
}
console.log(ask('globex', { inputTokens: 1000, outputTokens: 100 }))
for (const { tenant, calls, costMicroUsd } of invoice.take().lines)
  console.log(tenant, calls, costMicroUsd / 1e6)

// Prints:
// an answer
// an answer
// acme has spent 3.2 of 5
// an answer
// acme 2 3.2
// globex 1 0.003
