/**
 * Prices and budgets: each tenant may spend a dollar a day, from 80 % of it on only cheap models serve, and above it requests are refused
 * with the time at which to come back. A single call may have a bound of its own.
 */
import { createFakeClock } from '@llm-balancer/core/testing'
import { createFakeLLM } from '@llm-balancer/testing'
import { BudgetExceededError, createLLMBalancer } from 'llm-balancer'

const clock = createFakeClock(0)
const reply = { text: 'An answer.', usage: { inputTokens: 40_000, outputTokens: 20_000 } }
const vendors = createFakeLLM({ targets: { large: { reply }, small: { reply } }, clock })
const llm = createLLMBalancer({
  strategy: 'failover',
  providers: [
    {
      ...{ name: 'large', type: 'openai', apiKey: 'any', model: 'gpt-5.4', baseURL: vendors.url('large') },
      cost: { inputPerMTok: 2.5, outputPerMTok: 15 },
    },
    {
      ...{
        name: 'small',
        type: 'openai',
        apiKey: 'any',
        model: 'gpt-5.4-nano',
        baseURL: vendors.url('small'),
      },
      cost: { inputPerMTok: 0.5, outputPerMTok: 2 },
    },
  ],
  budgets: [{ by: 'tenant', usdPerDay: 1, then: 'cheaper' }],
  fetch: vendors.fetch,
  clock,
})
llm.on('budget-soft-reached', ({ tenant, spentMicroUsd }) => {
  console.log(tenant, 'has spent', spentMicroUsd / 1e6)
})

const ask = (tenant: string, maxCostUsd?: number): Promise<void> =>
  llm
    .request(
      { prompt: 'A question.', maxTokens: 20_000 },
      { tenant, ...(maxCostUsd === undefined ? {} : { maxCostUsd }) },
    )
    .then(
      ({ provider }) => {
        console.log(tenant, 'is served by', provider)
      },
      (error: unknown) => {
        if (BudgetExceededError.isInstance(error))
          console.log(tenant, 'is refused:', error.limitUsd, error.retryAfterMs)
        else throw error
      },
    )

for (let call = 0; call < 6; call += 1) await ask('acme')
await ask('globex', 0.1)
await ask('globex', 0.001)

await llm.close()
await vendors.close()

// Prints:
// acme is served by large
// acme has spent 0.8
// acme is served by large
// acme is served by small
// acme is served by small
// acme is served by small
// acme is refused: 1 86400000
// globex is served by small
// globex is refused: 0.001 undefined
