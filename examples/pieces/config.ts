/**
 * A balancer from a YAML text with references to the environment. Mistakes are told all at once, with their places; printing the
 * configuration shows no key. `loadConfig` and `watchConfig` do the same with a file or a URL, and follow it while it serves.
 */
import { ConfigurationError, parseConfig } from '@llm-balancer/config'
import { createFakeLLM } from '@llm-balancer/testing'
import { createLLMBalancer } from 'llm-balancer'

const vendors = createFakeLLM({
  targets: { groq: { format: 'groq', apiKey: 'secret' }, claude: { format: 'anthropic' } },
})
const text = `
strategy: failover
models: { fast: [groq], smart: [claude] }
providerDefaults: { requestsPerMinute: 500 }
providers:
  - { name: groq, apiKey: "\${GROQ_API_KEY}", model: "\${MODEL:-openai/gpt-oss-120b}", baseURL: "${vendors.url('groq')}" }
  - { name: claude, apiKey: any, model: claude-sonnet-5-5, baseURL: "${vendors.url('claude')}" }
`
const config = await parseConfig(text, { env: { GROQ_API_KEY: 'secret' } })
console.log('shows the key:', JSON.stringify(config).includes('secret'))

const llm = createLLMBalancer({ ...config, fetch: vendors.fetch })
const { provider, model } = await llm.request({ prompt: 'Hello', model: 'fast' })
console.log(provider, model)
await llm.close()

const mistaken = 'providers:\n  - { name: groq, model: any, weigth: 2 }\n'
await parseConfig(mistaken, { env: {} }).catch((error: unknown) => {
  if (!ConfigurationError.isInstance(error)) throw error
  for (const { line, path, message } of error.errors) console.log(`line ${String(line)}: ${path} ${message}`)
})

await vendors.close()

// Prints:
// shows the key: false
// groq openai/gpt-oss-120b
// line 2: providers[0].apiKey is missing; groq needs one, such as ${NAME} or file:path
// line 2: providers[0].weigth is not an option here, did you mean "weight"?
