import { inspect } from 'node:util'
import { createFakeLLM } from '@llm-balancer/testing'
import { expect, it, onTestFinished } from 'vitest'
import { keyOf } from '../../../../test/scene.ts'
import { BaseProvider, createLLMBalancer, LLMError, OpenAIProvider } from '../index.ts'
import type { LLMRequest, LLMResponse } from '../index.ts'
import { entryFor } from './scene.ts'

const prompt = 'planted prompt: the launch code is swordfish'
const secrets = [keyOf('a'), 'swordfish', 'planted']

const expectClean = (...values: readonly unknown[]): void => {
  for (const value of values) {
    const texts = value instanceof Error ? [value.stack, value.message] : []
    const printed = inspect(value, { depth: Infinity, showHidden: true })
    const text = [printed, JSON.stringify(value), String(value), ...texts].join('\n')
    for (const secret of secrets) expect(text).not.toContain(secret)
  }
}

const outcomeOf = (work: PromiseLike<unknown>): PromiseLike<unknown> =>
  work.then(undefined, (error: unknown) => error)

it.each([
  { fault: 'auth', message: `Incorrect API key provided: ${keyOf('a')}` },
  { fault: 'bad-request', message: `cannot answer "${prompt}"` },
  { status: 418, body: `{"error":{"message":"${keyOf('a')} ${prompt}"}}` },
  'server',
  'refuse',
] as const)('no key and no prompt is shown, whatever a vendor answers: %j', async (fault) => {
  const fake = createFakeLLM({ targets: { a: {} } })
  fake.target('a').outage(fault)
  const llm = createLLMBalancer({
    strategy: 'failover',
    maxRetries: 2,
    retryDelay: 0,
    providers: [entryFor(fake, 'a')],
    fetch: (url, init) => fake.fetch(url, init),
  })
  onTestFinished(async () => {
    await llm.close()
    await fake.close()
  })
  const stream = llm.request({ prompt, stream: true })
  const errors = [
    await outcomeOf(llm.request({ prompt })),
    await outcomeOf(stream.next()),
    await outcomeOf(stream.response),
  ]
  await llm.healthCheck()
  expect(errors.every((error) => error instanceof Error)).toBe(true)
  expectClean(...errors, llm, llm.getStats(), llm.getHealthyProviders())
})

/** Throws what it knows. */
class LeakyProvider extends BaseProvider {
  override makeRequest({ prompt: said }: LLMRequest): Promise<LLMResponse> {
    const { name, apiKey } = this.config
    const original = Object.assign(new Error(`Bearer ${String(apiKey)}`), { config: { apiKey, data: said } })
    return Promise.reject(new LLMError(`${String(apiKey)} said ${said}`, name, 500, original))
  }
}

it('nor whatever a custom provider throws', async () => {
  const provider = new LeakyProvider({ name: 'own', apiKey: keyOf('a'), model: 'm' })
  const llm = createLLMBalancer({ strategy: 'failover', maxRetries: 1, providers: [provider] })
  onTestFinished(() => llm.close())
  const error = await outcomeOf(llm.request({ prompt }))
  expect(error).toMatchObject({ name: 'LLMError', provider: 'own', statusCode: 500 })
  expectClean(error, provider, llm, llm.getHealthyProviders())
})

it('nor by a provider that is printed', () => {
  expectClean(new OpenAIProvider({ name: 'a', apiKey: keyOf('a'), model: 'm' }))
})
