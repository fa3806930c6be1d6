import { readFileSync } from 'node:fs'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM } from '@llm-balancer/testing'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { vendorFetch } from '../../../../test/scene.ts'
import { runExample, type ExampleResult } from '../../test/run-example.ts'
import * as library from '../index.ts'

// The code of the README of `llm-circuit-breaker` 1.0.1, word for word but for the import.

let fake: FakeLLM<'openai' | 'claude'>

beforeEach(() => {
  fake = createFakeLLM({
    targets: {
      openai: { reply: 'from openai' },
      claude: { format: 'anthropic', apiKey: 'your-key', reply: 'from claude' },
    },
  })
  onTestFinished(() => fake.close())
  const hosts = { 'api.openai.com': 'openai', 'api.anthropic.com': 'claude' } as const
  vi.stubGlobal('fetch', vendorFetch(fake, hosts))
})

const run = (name: string, given?: Record<string, unknown>): Promise<ExampleResult> =>
  runExample(readFileSync(new URL(`examples/${name}.txt`, import.meta.url), 'utf8'), {
    library,
    ...(given === undefined ? {} : { given }),
    ...(name === 'quick-start' ? {} : { wanted: 'response' }),
  })

it('quick start: prints the answer', async () => {
  const { printed } = await run('quick-start')
  expect(printed).toMatchObject([[{ choices: [{ message: { content: 'from openai' } }] }]])
  expect(fake.requests).toMatchObject([
    {
      method: 'POST',
      headers: { authorization: 'Bearer your-api-key', 'content-type': 'application/json' },
      body: { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hello!' }] },
    },
  ])
})

it('quick start: prints the message of a failure', async () => {
  fake.target('openai').outage('bad-request')
  const { printed } = await run('quick-start')
  expect(printed).toEqual([
    ['Request failed:', expect.stringMatching(/^api\.openai\.com: the request was refused \(400/)],
  ])
})

it('OpenAI: sends JSON as a POST without being told so', async () => {
  const { value } = await run('openai')
  expect(value).toMatchObject({ model: 'gpt-3.5-turbo', choices: [{ message: { content: 'from openai' } }] })
  expect(fake.requests).toMatchObject([{ method: 'POST', headers: { 'content-type': 'application/json' } }])
})

it('Anthropic: works without any option', async () => {
  const { value } = await run('anthropic', { LLMCircuitBreaker: library.LLMCircuitBreaker })
  expect(value).toMatchObject({ content: [{ type: 'text', text: 'from claude' }] })
  expect(fake.requests).toMatchObject([{ headers: { 'x-api-key': 'your-key' }, body: { max_tokens: 1024 } }])
})
