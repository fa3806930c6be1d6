/**
 * Code written for `LoadBalancedAnthropicModel` over a registry of models, with only the imports changed: requests are spread by weight, and
 * a model that fails is left out. See docs/guides/moving/anthropic-models.md.
 */
import { anthropic } from '@llm-balancer/anthropic'
import { startFakeLLM } from '@llm-balancer/testing'
import { AnthropicModelRegistry, LoadBalancedAnthropicModel } from 'llm-balancer/compat/anthropic-models'

const reply = 'Hello.'
const vendors = await startFakeLLM({
  targets: { first: { format: 'anthropic', reply }, second: { format: 'anthropic', reply } },
})
vendors.target('first').outage('overloaded')

const registry = new AnthropicModelRegistry()
for (const name of ['first', 'second'] as const)
  registry.register(
    name,
    anthropic({ apiKey: 'any', model: 'claude-sonnet-5-5', baseURL: vendors.url(name) }),
  )
const weights = [
  { name: 'first', weight: 80 },
  { name: 'second', weight: 20 },
]
const claude = new LoadBalancedAnthropicModel(registry, weights, 30_000)

const { content, usage } = await claude.message({
  model: 'claude-sonnet-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'Hello, world!' }],
})
console.log(content, usage.output_tokens)
console.log(vendors.target('second').stats.answered, 'answered by the second one')

await vendors.close()

// Prints:
// [ { type: 'text', text: 'Hello.', citations: null } ] 1
// 1 answered by the second one
