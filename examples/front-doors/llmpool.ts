/**
 * Code written for `llmpool`, with only the import changed: a pool with a configuration file, priorities and limits. The first provider is
 * overloaded, and the chat is answered by the second one. See docs/guides/moving/llmpool.md.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeLLM } from '@llm-balancer/testing'
import { createTextMessage, LLMPool } from 'llm-balancer/compat/llmpool'

const vendors = await startFakeLLM({ targets: { groq: { format: 'groq' }, openai: { reply: 'Hello.' } } })
vendors.target('groq').outage('overloaded')

const folder = await mkdtemp(join(tmpdir(), 'llmpool-'))
const configPath = join(folder, 'config.json')
const providers = [
  {
    name: 'groq',
    type: 'groq',
    api_key: 'any',
    model: 'llama-3.3-70b',
    base_url: vendors.url('groq'),
    priority: 1,
  },
  {
    name: 'openai',
    type: 'openai',
    api_key: 'any',
    model: 'gpt-5.4-mini',
    base_url: vendors.url('openai'),
    priority: 2,
  },
]
await writeFile(configPath, JSON.stringify({ providers }))

const pool = new LLMPool({ configPath, timeout: 30_000 })
pool.on('requestError', ({ provider }) => {
  console.log(provider, 'failed')
})
await pool.initialize()
const { content, provider } = await pool.chat({ messages: [createTextMessage('user', 'Hello')] })
console.log(provider, content)
console.log(
  pool.getProviderStats()['groq']?.performance.successRate,
  pool.getProviderStats()['openai']?.performance.successRate,
)

await pool.shutdown()
await vendors.close()
await rm(folder, { recursive: true })

// Prints:
// groq failed
// openai Hello.
// 0 100
