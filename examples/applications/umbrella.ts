/**
 * Everything together: list providers, ask. Two vendors, one of them with two keys; the first key's quota is used up, then the whole vendor
 * breaks down, and every request is answered. `getStats` and the events say what happened.
 */
import { startFakeLLM } from '@llm-balancer/testing'
import { createLLMBalancer } from 'llm-balancer'

const vendors = await startFakeLLM({
  targets: {
    openai: { apiKey: ['key-1', 'key-2'], reply: 'Hello from the first.' },
    claude: { format: 'anthropic', reply: 'Hello from the second.' },
  },
})
const llm = createLLMBalancer({
  strategy: 'failover',
  providers: [
    { name: 'openai', apiKeys: ['key-1', 'key-2'], model: 'gpt-5.4-mini', baseURL: vendors.url('openai') },
    { name: 'claude', apiKey: 'any', model: 'claude-sonnet-5-5', baseURL: vendors.url('claude') },
  ],
})
llm.on('attempt-failed', ({ targetId, outcome }) => {
  console.log(targetId, 'failed:', outcome.kind)
})

vendors.target('openai').script(['quota'])
console.log((await llm.request({ prompt: 'Hello' })).content)
vendors.target('openai').outage('server')
console.log((await llm.request({ prompt: 'Hello again' })).content)

let text = ''
for await (const piece of llm.request({ prompt: 'And once more', stream: true })) text += piece
console.log(text)
for (const [name, { successes, failuresByKind }] of Object.entries(llm.getStats()))
  console.log(name, successes, failuresByKind)

await llm.close()
await vendors.close()

// Prints:
// openai#1 failed: quota
// Hello from the first.
// openai#2 failed: server
// Hello from the second.
// openai#2 failed: server
// Hello from the second.
// openai 1 { quota: 1, server: 2 }
// claude 2 {}
