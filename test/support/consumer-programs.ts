/** Programs of a project that has installed the packed packages. */

const balancedCall = `
  const balancer = createBalancer({ targets: [{ id: 'a', client: 'client of a' }] })
  const answer = await balancer.run(async (client) => client)
  await balancer.close()
  console.log(answer)`

/** Balances a call over a target, as an ES module. */
export const esModule = `import { createBalancer } from '@llm-balancer/core'\n${balancedCall}`

/** The same by \`require\`. */
export const commonJs = `
const { createBalancer } = require('@llm-balancer/core')
void (async () => {${balancedCall}\n})()`

/** A pool of another library's design, by `require`: with a configuration in a file, and no call to end it. */
export const requiredPool = `
const { writeFileSync } = require('node:fs')
const { LLMPool, ProviderError, createTextMessage } = require('llm-balancer/compat/llmpool')
const provider = { name: 'offline', type: 'openai', api_key: 'k', model: 'm', base_url: 'http://127.0.0.1:1/v1' }
writeFileSync('pool.json', JSON.stringify({ providers: [provider] }))
void (async () => {
  const pool = new LLMPool({ configPath: './pool.json', maxRetries: 1 })
  await pool.initialize()
  const error = await pool.chat({ messages: [createTextMessage('user', 'Hi')] }).catch((thrown) => thrown)
  console.log(error instanceof ProviderError, error.provider, error.retryable, pool.getPoolHealth().totalProviders)
})()`

/** What {@link requiredPool} prints. */
export const requiredPoolPrints = 'true offline true 1'

/** What the umbrella and the core, which are packages of their own, have in common. */
export const acrossPackages = `
import { roundRobin, classifyError, BalancerError, ProviderError } from '@llm-balancer/core'
import { createCircuitBreaker, CircuitOpenError } from '@llm-balancer/circuit-breaker'
import * as umbrella from 'llm-balancer'
import * as bare from 'llm-balancer/bare'
import { LLMError, createLLMBalancer as createDocumented } from 'llm-balancer/compat/llm-load-balancer'

class Own extends umbrella.BaseProvider {
  async makeRequest() {
    if (this.config.name === 'broken') throw new ProviderError({ kind: 'bad-request', provider: 'own', message: 'no' })
    return { content: 'hello', model: 'm', provider: this.config.name }
  }
}
const own = (name) => new Own({ name, model: 'm' })
const ask = (llm) => llm.request({ prompt: 'Hi' }).then(({ provider }) => provider, (error) => error)
const say = (...words) => console.log(words.join(' '))

const even = umbrella.createLLMBalancer({ strategy: roundRobin(), providers: [own('a'), own('b')] })
say('strategy', await ask(even), await ask(even), await ask(even))

const group = umbrella.createLLMBalancer({ providers: [{ name: 'inner', model: bare.createLLMBalancer({ providers: [own('c')] }) }] })
say('group', await ask(group))

const broken = umbrella.createLLMBalancer({ providers: [own('broken')] })
const error = await ask(broken)
say('error', error instanceof ProviderError, umbrella.ProviderError.isInstance(error), umbrella.ProviderError === ProviderError)

const documented = await ask(createDocumented({ strategy: 'failover', providers: [own('broken')] }))
say('documented', documented instanceof LLMError, BalancerError.isInstance(documented), ProviderError.isInstance(documented))

const breaker = createCircuitBreaker({ failureThreshold: 1 })
breaker.isolate()
const open = await breaker.execute(() => 1).catch((thrown) => thrown)
say('breaker', open instanceof umbrella.CircuitOpenError, CircuitOpenError === umbrella.CircuitOpenError, classifyError(open, 0).kind)

const guarded = umbrella.createLLMBalancer({ providers: [{ name: 'g', model: modelOf('g'), guards: [breaker] }], whenUnavailable: 'fail' })
say('guard', (await ask(guarded)).code)
function modelOf(provider) {
  return { provider, modelId: 'm', generate: () => Promise.reject(new Error('asked')), stream: async function* () {} }
}`

/** What {@link acrossPackages} prints. */
export const acrossPackagesPrints = [
  'strategy a b a',
  'group inner',
  'error true true true',
  'documented true true true',
  'breaker true true overloaded',
  'guard no-target-available',
]

/** A typed program: clients, models, streams of the platform, guards and compat classes, as a strict project uses them. */
export const typedProgram = `
import { createBalancer, roundRobin, type Guard } from '@llm-balancer/core'
import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import { retry, retryStream } from '@llm-balancer/retry'
import { openai } from '@llm-balancer/openai'
import { BaseProvider, createLLMBalancer, ProviderError, type LLMRequest, type LLMResponse } from 'llm-balancer'
import { createLLMBalancer as createBare } from 'llm-balancer/bare'
import { AnthropicModelRegistry, LoadBalancedAnthropicModel } from 'llm-balancer/compat/anthropic-models'
import { LLMCircuitBreaker } from 'llm-balancer/compat/llm-circuit-breaker'
import { LoadBalancingProvider } from 'llm-balancer/compat/load-balancing-provider'
import { createLLMBalancer as createDocumented, type ProviderConfig } from 'llm-balancer/compat/llm-load-balancer'
import { LLMPool } from 'llm-balancer/compat/llmpool'

declare const body: ReadableStream<string>
declare const bytes: ReadableStream<Uint8Array>

export async function readStreams(): Promise<string[]> {
  const texts: string[] = []
  const balancer = createBalancer({ targets: [{ id: 'a', client: body }], strategy: roundRobin() })
  for await (const chunk of balancer.stream((client) => client)) texts.push(chunk)
  for await (const chunk of balancer.stream(async () => body)) texts.push(chunk)
  const breaker = createCircuitBreaker({ failureThreshold: 3 })
  for await (const chunk of breaker.executeStream(() => body)) texts.push(chunk)
  for await (const chunk of retryStream(() => Promise.resolve(bytes))) texts.push(String(chunk.byteLength))
  return texts
}

class Echo extends BaseProvider {
  override makeRequest(request: LLMRequest): Promise<LLMResponse> {
    return Promise.resolve({ content: request.prompt, model: this.config.model, provider: this.config.name })
  }
}

const guard: Guard = createCircuitBreaker()
export const llm = createLLMBalancer({
  providers: [
    { name: 'openai', apiKey: () => 'k', model: 'm', guards: [guard], weight: 2 },
    { name: 'ready', model: openai({ apiKey: 'k', model: 'm' }) },
    new Echo({ name: 'echo', model: 'echo-1' }),
  ],
  strategy: roundRobin(),
  timeouts: { deadlineMs: 30_000 },
})
export const group = createBare({ providers: [{ name: 'inner', model: llm }] })

export async function ask(): Promise<number | undefined> {
  const { content, usage } = await retry(() => llm.request({ prompt: 'Hi' }), { maxAttempts: 2 })
  for await (const piece of llm.request({ prompt: content, stream: true })) void piece.length
  const { text } = await llm.generate({ messages: [{ role: 'user', content: 'Hi' }], maxOutputTokens: 5 })
  void text
  return usage?.totalTokens
}

const preferred = (list: ProviderConfig[]): ProviderConfig | undefined => list.find(({ name }) => name === 'a')
export const documented = createDocumented({ strategy: 'custom', providers: [], customStrategy: preferred })
export const state = new LLMCircuitBreaker({ retry: { maxRetries: 2 } }).getState().status
export const available = new LLMPool().on('debug', (message) => message.length).getPoolHealth().availableProviders
export const isFailure = (error: unknown): number | undefined =>
  ProviderError.isInstance(error) ? error.retryAfterMs : undefined

const registry = new AnthropicModelRegistry()
registry.register('own', { message: (request: { readonly model: string }) => Promise.resolve(request.model) })
export const claude = new LoadBalancedAnthropicModel(registry, [{ name: 'own', weight: 1 }], 1000)
const provider = { async *generateChatCompletion(): AsyncIterable<Date> {} }
const members = { profileName: 'p', strategy: 'round-robin', subProfiles: [{ name: 'a', providerName: 'own' }] } as const
export const dates: AsyncIterable<Date> = new LoadBalancingProvider(members, {
  getProviderByName: () => provider,
}).generateChatCompletion([new Date()])
`
