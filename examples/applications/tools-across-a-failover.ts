/**
 * A conversation with tools that changes its vendor in the middle: one vendor asks for a call, breaks down, and another one goes on with the
 * result. `toAssistantMessage` keeps what each vendor wants back; the adapters translate ids and results.
 */
import { startFakeLLM } from '@llm-balancer/testing'
import { type ChatMessage, createLLMBalancer, toAssistantMessage, type Tool } from 'llm-balancer'

const vendors = await startFakeLLM({ targets: { gpt: {}, claude: { format: 'anthropic' } } })
vendors
  .target('gpt')
  .script([{ reply: { toolCalls: [{ name: 'weather', input: { city: 'Oslo' } }] } }, 'overloaded'])
vendors.target('claude').script([{ reply: 'Take an umbrella.' }])
const llm = createLLMBalancer({
  strategy: 'failover',
  providers: [
    { name: 'openai', apiKey: 'any', model: 'gpt-5.4-mini', baseURL: vendors.url('gpt') },
    { name: 'claude', apiKey: 'any', model: 'claude-sonnet-5-5', baseURL: vendors.url('claude') },
  ],
})

const inputSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } as const
const tools: Tool[] = [{ type: 'function', name: 'weather', description: 'The weather now.', inputSchema }]
const weather = ({ city }: { city: string }): string => `Rain in ${city}.`

/** Asks until the model wants no more calls, ten times at most. */
const converse = async (messages: ChatMessage[]): Promise<string> => {
  for (let turn = 0; turn < 10; turn += 1) {
    const answer = await llm.generate({ messages, tools })
    messages.push(toAssistantMessage(answer))
    const calls = answer.content.filter((part) => part.type === 'tool-call')
    console.log(
      `${answer.provider}: ${answer.text || calls.map(({ toolName, input }) => toolName + input).join()}`,
    )
    if (calls.length === 0) return answer.text
    const results = calls.map(({ toolCallId, toolName, input }) => ({
      type: 'tool-result' as const,
      ...{ toolCallId, toolName },
      output: { type: 'text' as const, value: weather(JSON.parse(input) as { city: string }) },
    }))
    messages.push({ role: 'tool', content: results })
  }
  throw new Error('the model did not come to an end')
}

const messages: ChatMessage[] = [{ role: 'user', content: 'Do I need an umbrella in Oslo?' }]
await converse(messages)
console.log(messages.map(({ role }) => role).join(', '))

await llm.close()
await vendors.close()

// Prints:
// openai: weather{"city":"Oslo"}
// claude: Take an umbrella.
// user, assistant, tool, assistant
