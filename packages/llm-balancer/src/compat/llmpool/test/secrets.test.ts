import { inspect } from 'node:util'
import { createFakeLLM } from '@llm-balancer/testing'
import { expect, it, onTestFinished } from 'vitest'
import { keyOf, rejection } from '../../../../test/scene.ts'
import { LLMPool } from '../index.ts'

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

it.each([
  { fault: 'auth', message: `Incorrect API key provided: ${keyOf('a')}` },
  { fault: 'bad-request', message: `cannot answer "${prompt}"` },
  { status: 418, body: `{"error":{"message":"${keyOf('a')} ${prompt}"}}` },
  { fault: 'rate-limit', message: keyOf('a') },
  'server',
  'refuse',
] as const)('no key and no prompt is shown, whatever a vendor answers: %j', async (fault) => {
  const fake = createFakeLLM({ targets: { a: {} } })
  fake.target('a').outage(fault)
  const pool = new LLMPool({
    maxRetries: 2,
    retryDelay: 0,
    debug: true,
    fetch: (url, init) => fake.fetch(url, init),
  })
  onTestFinished(async () => {
    await pool.shutdown()
    await fake.close()
  })
  const told: unknown[] = []
  for (const name of [
    'requestError',
    'requestSuccess',
    'providersUpdated',
    'configChanged',
    'debug',
    'error',
  ] as const)
    pool.on(name as 'debug', (...values: unknown[]) => told.push(...values))
  pool.updateProviders([
    {
      name: 'a',
      type: 'openai',
      api_key: keyOf('a'),
      base_url: fake.url('a'),
      model: 'm',
      input_token_price: 1,
    },
  ])
  const error = await rejection(pool.chat({ messages: [{ role: 'user', content: prompt }] }))
  expect(error).toBeInstanceOf(Error)
  expect(told.length).toBeGreaterThan(2)
  expectClean(error, pool, pool.getPoolHealth(), pool.getProviderStats(), told)
})

it.each([
  `{"providers":[{"name":"a","api_key":"${keyOf('a')}`,
  `{"providers":[{"name":"a","api_key":${keyOf('a')}}]}`,
  keyOf('a'),
  `{"providers":"${keyOf('a')}"}`,
  `{"providers":[{"name":"a","type":"openai","model":"m","api_key":{"value":"${keyOf('a')}"}}]}`,
  `{"providers":[{"name":"a","type":"openai","model":"m","api_key":"${keyOf('a')}\\n"}]}`,
])('nor by a configuration that is not valid: %s', async (text) => {
  const fetch = (): Promise<Response> => Promise.resolve(new Response(text))
  const pool = new LLMPool({ configUrl: 'https://config.example', checkInterval: Infinity, fetch })
  const error = await rejection(pool.initialize())
  expect(error).toMatchObject({ name: 'ConfigurationError' })
  expectClean(error)
  await pool.shutdown()
})
