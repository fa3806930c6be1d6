/**
 * The balancer as a chat model of LangChain, in a chain with a prompt template. The first target breaks off before its first word, and the
 * chain's stream comes from the second one.
 */
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { anthropic } from '@llm-balancer/anthropic'
import { failover } from '@llm-balancer/core'
import { balancedChatModel } from '@llm-balancer/langchain'
import { openai } from '@llm-balancer/openai'
import { startFakeLLM } from '@llm-balancer/testing'

const vendors = await startFakeLLM({
  targets: { gpt: {}, claude: { format: 'anthropic', reply: 'A joke.' } },
})
vendors.target('gpt').script([{ fault: 'cut-in-body', afterChunks: 0 }])

const model = balancedChatModel(
  [
    openai({ apiKey: 'any', model: 'gpt-5.4-mini', baseURL: vendors.url('gpt') }),
    anthropic({ apiKey: 'any', model: 'claude-sonnet-5-5', baseURL: vendors.url('claude') }),
  ],
  { strategy: failover() },
)
const chain = ChatPromptTemplate.fromTemplate('Write a joke about {topic}.').pipe(model)

let text = ''
for await (const chunk of await chain.stream({ topic: 'load balancers' })) text += chunk.text
console.log(text)
console.log(vendors.requests.map(({ targetId, end }) => `${String(targetId)} ${String(end)}`))

await vendors.close()

// Prints:
// A joke.
// [ 'gpt cut', 'claude answered' ]
