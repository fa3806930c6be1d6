/**
 * The balancer as a model of the AI SDK: `generateText` and `streamText` over two vendors. While the first one is overloaded, the second one
 * answers, and the provider metadata says so. Any model of the AI SDK can be in the list as well.
 */
import { balancedModel } from '@llm-balancer/ai-sdk'
import { anthropic } from '@llm-balancer/anthropic'
import { failover } from '@llm-balancer/core'
import { openai } from '@llm-balancer/openai'
import { startFakeLLM } from '@llm-balancer/testing'
import { generateText, streamText } from 'ai'

const vendors = await startFakeLLM({
  targets: { gpt: { reply: 'A joke.' }, claude: { format: 'anthropic', reply: 'Another joke.' } },
})
const model = balancedModel(
  [
    { id: 'gpt', model: openai({ apiKey: 'any', model: 'gpt-5.4-mini', baseURL: vendors.url('gpt') }) },
    {
      id: 'claude',
      model: anthropic({ apiKey: 'any', model: 'claude-sonnet-5-5', baseURL: vendors.url('claude') }),
    },
  ],
  { strategy: failover() },
)

console.log((await generateText({ model, prompt: 'Write a joke.' })).text)

vendors.target('gpt').outage('overloaded')
const { textStream, finalStep } = streamText({ model, prompt: 'And another.' })
let text = ''
for await (const piece of textStream) text += piece
console.log(text)
console.log((await finalStep).providerMetadata?.['llmBalancer']?.['target'])

await vendors.close()

// Prints:
// A joke.
// Another joke.
// claude
