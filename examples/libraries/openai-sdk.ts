/**
 * A genuine client of OpenAI's SDK whose calls are spread over two keys: its types, helpers and errors stay. The first key's quota is used
 * up, which the caller does not notice; the header of the answer says which target served.
 */
import { balanced, type BridgeTarget } from '@llm-balancer/clients'
import { createBalancer, failover } from '@llm-balancer/core'
import { startFakeLLM } from '@llm-balancer/testing'
import OpenAI from 'openai'

const vendors = await startFakeLLM({ targets: { one: {}, two: { reply: 'Because one may fail.' } } })
vendors.target('one').outage('quota')

const balancer = createBalancer<BridgeTarget>({
  targets: [
    { id: 'key-1', client: new OpenAI({ apiKey: 'key-1', baseURL: vendors.url('one') }) },
    { id: 'key-2', client: { apiKey: 'key-2', baseURL: vendors.url('two') } },
  ],
  strategy: failover(),
})
const client = new OpenAI({ ...balanced(balancer) })

const question = {
  model: 'gpt-5.4-mini',
  messages: [{ role: 'user' as const, content: 'Why spread calls?' }],
}
const { data, response } = await client.chat.completions.create(question).withResponse()
console.log(data.choices[0]?.message.content, response.headers.get('x-llm-balancer-target'))

let text = ''
for await (const chunk of client.chat.completions.stream(question))
  text += chunk.choices[0]?.delta.content ?? ''
console.log(text)
console.log(balancer.snapshot().targets.map(({ id, state }) => `${id} ${state}`))

await balancer.close()
await vendors.close()

// Prints:
// Because one may fail. key-2
// Because one may fail.
// [ 'key-1 quarantined', 'key-2 ready' ]
