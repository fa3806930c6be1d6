import { openai } from '@llm-balancer/openai'
import { vendor } from '@llm-balancer/openai/vendor'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM } from '@llm-balancer/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer } from './index.ts'
import type { BareLLMBalancerOptions, LLMBalancer } from './index.ts'

const fakeOpenAI = (): FakeLLM<'main'> => {
  const fake = createFakeLLM({ targets: { main: { reply: 'hello' } } })
  onTestFinished(() => fake.close())
  return fake
}

const balance = (options: BareLLMBalancerOptions): LLMBalancer => {
  const llm = createLLMBalancer(options)
  onTestFinished(() => llm.close())
  return llm
}

it('balances over ready-made models', async () => {
  const fake = fakeOpenAI()
  const model = openai({
    apiKey: 'k',
    model: 'm',
    baseURL: fake.url('main'),
    fetch: (url, init) => fake.fetch(url, init),
  })
  const llm = balance({ providers: [{ name: 'main', model, weight: 2 }] })
  expect(await llm.request({ prompt: 'Hi' })).toMatchObject({ content: 'hello', provider: 'main' })
})

it('knows the vendors it is given, by type and by name', async () => {
  const fake = fakeOpenAI()
  const entry = { apiKey: 'k', model: 'm', baseURL: fake.url('main') }
  const llm = balance({
    vendors: [vendor],
    strategy: 'round-robin',
    providers: [
      { ...entry, name: 'openai' },
      { ...entry, name: 'second', type: 'openai' },
    ],
    fetch: (url, init) => fake.fetch(url, init),
  })
  const served = [await llm.request({ prompt: 'Hi' }), await llm.request({ prompt: 'Hi' })]
  expect(served.map(({ provider }) => provider)).toEqual(['openai', 'second'])
})

it('says what to give when it knows no vendor', () => {
  const providers = [{ name: 'openai', apiKey: 'k', model: 'm' }]
  expect(() => createLLMBalancer({ providers })).toThrow(
    'provider "openai": no vendors are known here; give "vendors", or a ready-made "model"',
  )
})

it.each<[unknown, string]>([
  [undefined, 'createLLMBalancer: options must be an object, got undefined'],
  [{ providers: [], vendors: 'openai' }, '"vendors" must be an array of vendors, got a string'],
  [{ providers: [], vendors: ['openai'] }, '"vendors[0].chat" must be a function, got undefined'],
  [{ providers: [], wieght: 1 }, 'createLLMBalancer: unknown option "wieght"'],
])('refuses bad options: %o', (options, message) => {
  expect(() => createLLMBalancer(options as BareLLMBalancerOptions)).toThrow(message)
})
