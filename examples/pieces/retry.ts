/**
 * Retries around any call, without a balancer: it waits as long as the server asks, keeps a total deadline, and shares a budget with all
 * other calls of the same service, so that an outage does not multiply traffic. What is not worth another attempt is thrown at once.
 */
import { createFakeClock } from '@llm-balancer/core/testing'
import { createRetryBudget, ProviderError, retry } from '@llm-balancer/retry'

const clock = createFakeClock(0)
const budget = createRetryBudget()

/** A service that answers so, call by call. */
const service = (...statuses: number[]): (() => Promise<Response>) => {
  const headers = { 'retry-after': '3' }
  return () => Promise.resolve(new Response('', { status: statuses.shift() ?? 200, headers }))
}

const limited = service(429, 429)
const answer = retry(limited, {
  budget,
  deadlineMs: 30_000,
  clock,
  onRetry: ({ attempt, failure, delayMs }) => {
    console.log(`attempt ${String(attempt)}: ${failure.kind}, again in ${String(delayMs)} ms`)
  },
})
await clock.advance(6000)
console.log((await answer).status, 'at', clock.now(), 'ms; budget', budget.remaining)

await retry(service(401), { budget, clock }).catch((error: unknown) => {
  if (ProviderError.isInstance(error)) console.log('not repeated:', error.kind)
})

// Prints:
// attempt 1: rate-limit, again in 3000 ms
// attempt 2: rate-limit, again in 3000 ms
// 200 at 6000 ms; budget 500
// not repeated: auth
