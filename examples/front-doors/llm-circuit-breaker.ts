/**
 * Code written for `llm-circuit-breaker`, with only the import changed: HTTP calls of one service behind one circuit breaker, with retries.
 * See docs/guides/moving/llm-circuit-breaker.md.
 */
import { startFakeLLM } from '@llm-balancer/testing'
import { LLMCircuitBreaker } from 'llm-balancer/compat/llm-circuit-breaker'

const vendors = await startFakeLLM({ targets: { openai: { reply: 'Hello.' } } })
vendors.target('openai').script([503, 'ok', 503, 503, 503, 503])

const breaker = new LLMCircuitBreaker({
  circuitBreaker: { failureThreshold: 2, resetTimeout: 30_000 },
  retry: { maxRetries: 1, initialDelay: 1 },
})
const call = {
  url: `${vendors.url('openai')}/chat/completions`,
  headers: { Authorization: 'Bearer any' },
  data: { model: 'gpt-5.4-mini', messages: [{ role: 'user', content: 'Hello' }] },
}

const answer = await breaker.call<{ choices: { message: { content: string } }[] }>(call)
console.log(answer.choices[0]?.message.content)
console.log(breaker.getState().status, 'after', vendors.requests.length, 'requests')
for (let failed = 0; failed < 3; failed += 1)
  await breaker.call(call).catch((error: unknown) => {
    const { status } = breaker.getState()
    console.log(error instanceof Error && error.name, status, 'after', vendors.requests.length, 'requests')
  })

await vendors.close()

// Prints:
// Hello.
// CLOSED after 2 requests
// ProviderError CLOSED after 4 requests
// ProviderError OPEN after 5 requests
// CircuitOpenError OPEN after 5 requests
