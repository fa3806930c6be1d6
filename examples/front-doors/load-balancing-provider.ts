/**
 * Code written for `LoadBalancingProvider`, a provider over other providers of the same host, with only the import changed. The first member
 * fails, so the second one answers, and failover stays with it. See docs/guides/moving/load-balancing-provider.md.
 */
import { LoadBalancingProvider, type IProvider } from 'llm-balancer/compat/load-balancing-provider'

/** The host's own type of messages. */
type Content = { readonly speaker: 'human' | 'ai'; readonly text: string }

/** A provider of the host; the balancer tells it which member is meant. */
const provider: IProvider<Content> = {
  async *generateChatCompletion({ resolved }) {
    const model = resolved?.model ?? 'nothing'
    if (model === 'llama-3.3-70b') throw Object.assign(new Error('overloaded'), { status: 503 })
    yield await Promise.resolve({ speaker: 'ai', text: `from ${model}` })
  },
}
const balancer = new LoadBalancingProvider(
  {
    profileName: 'fast-first',
    strategy: 'failover',
    subProfiles: [
      { name: 'fast', providerName: 'groq', modelId: 'llama-3.3-70b', authToken: 'any' },
      { name: 'spare', providerName: 'openai', modelId: 'gpt-5.4-mini', authToken: 'any' },
    ],
  },
  { getProviderByName: () => provider },
)

for (let turn = 1; turn <= 2; turn += 1)
  for await (const { text } of balancer.generateChatCompletion([{ speaker: 'human', text: 'Hello' }]))
    console.log(turn, text)
for (const [name, { requests, failures }] of Object.entries(balancer.getStats().backendMetrics))
  console.log(name, requests, failures)

// Prints:
// 1 from gpt-5.4-mini
// 2 from gpt-5.4-mini
// fast 1 1
// spare 2 0
