/**
 * Code written for `@aprameyakannan/llm-load-balancer`, with only the import changed: the same options, statistics and errors over the
 * engine of this project. See docs/guides/moving/llm-load-balancer.md.
 */
import { startFakeLLM } from '@llm-balancer/testing'
import { createLLMBalancer, LoadBalancerError } from 'llm-balancer/compat/llm-load-balancer'

const vendors = await startFakeLLM({
  targets: { openai: {}, claude: { format: 'anthropic', reply: 'A joke.' } },
})
vendors.target('openai').outage('server')

const llm = createLLMBalancer({
  strategy: 'failover',
  providers: [
    { name: 'openai', apiKey: 'any', model: 'gpt-5.4-mini', baseUrl: vendors.url('openai'), timeout: 10_000 },
    { name: 'claude', apiKey: 'any', model: 'claude-sonnet-5-5', baseUrl: vendors.url('claude') },
  ],
  globalTimeout: 30_000,
  maxRetries: 2,
})
const { content, provider } = await llm.request({ prompt: 'Write a funny dad joke.' })
console.log(provider, content)
const { totalRequests, failedRequests } = llm.getStats()['openai'] ?? {}
console.log(totalRequests, failedRequests)

vendors.target('claude').outage('server')
await llm.request({ prompt: 'Another one.' }).catch((error: unknown) => {
  if (error instanceof LoadBalancerError) console.log('all failed:', error.errors.length)
})

await llm.close()
await vendors.close()

// Prints:
// claude A joke.
// 1 1
// all failed: 2
