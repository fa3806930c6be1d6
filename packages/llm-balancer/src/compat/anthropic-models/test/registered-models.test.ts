import Anthropic from '@anthropic-ai/sdk'
import { anthropic } from '@llm-balancer/anthropic'
import { createFakeClock } from '@llm-balancer/core/testing'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM } from '@llm-balancer/testing'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { keyOf } from '../../../../test/scene.ts'
import { AnthropicModelRegistry, LoadBalancedAnthropicModel } from '../index.ts'
import type { AnthropicModel } from '../index.ts'
import { answerOf, request } from './scene.ts'

let fake: FakeLLM<'sdk' | 'own'>
let registry: AnthropicModelRegistry

const ask = (name: string, asked: object = request): Promise<unknown> =>
  new LoadBalancedAnthropicModel(registry, [{ name, weight: 1 }]).message({ ...request, ...asked })

beforeEach(() => {
  fake = createFakeLLM({
    targets: {
      sdk: { format: 'anthropic', reply: 'from the SDK' },
      own: { format: 'anthropic', reply: 'from our own' },
    },
  })
  onTestFinished(() => fake.close())
  registry = new AnthropicModelRegistry()
  registry.register(
    'sdk',
    new Anthropic({
      ...{ apiKey: keyOf('sdk'), baseURL: fake.url('sdk'), maxRetries: 5 },
      fetch: (url, init) => fake.fetch(url, init),
    }),
  )
  registry.register(
    'own',
    anthropic({
      ...{ apiKey: keyOf('own'), model: 'claude-sonnet-5-5', baseURL: fake.url('own') },
      fetch: (url, init) => fake.fetch(url, init),
    }),
  )
})

describe.each([
  { name: 'sdk', text: 'from the SDK' },
  { name: 'own', text: 'from our own' },
] as const)('a genuine $name client', ({ name, text }) => {
  const whole = {
    ...request,
    ...{ system: 'Be brief.', temperature: 0, stop_sequences: ['END'], max_tokens: 100_000 },
    tools: [{ name: 'look_up', input_schema: { type: 'object', properties: {} } }],
    tool_choice: { type: 'auto' },
    metadata: { user_id: 'u1' },
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'look_up', input: { q: 1 } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'found' }] },
    ],
  }

  it('is sent the request as it is, and gives the answer of the vendor as it came', async () => {
    const answer = await ask(name, whole)
    expect(fake.requests.map(({ body }) => body)).toEqual([{ ...whole, stream: false }])
    expect(answer).toMatchObject({ type: 'message', role: 'assistant', content: [{ type: 'text', text }] })
    expect(answer).toHaveProperty('usage.input_tokens')
    const { headers } = fake.requests[0] ?? {}
    expect([headers?.['x-api-key'], headers?.['authorization']]).toContain(
      name === 'own' ? keyOf(name) : `Bearer ${keyOf(name)}`,
    )
  })

  it('gives a whole answer also to a request for a stream', async () => {
    expect(await ask(name, { stream: true })).toMatchObject({ content: [{ text }] })
    expect(fake.requests).toMatchObject([{ body: { stream: false } }])
  })

  it('is asked once, and another one in its place', async () => {
    fake.target(name).outage('overloaded')
    registry.register('other', { message: () => Promise.resolve(answerOf('from the other')) })
    const models = [
      { name, weight: 1 },
      { name: 'other', weight: 0 },
    ]
    const balancer = new LoadBalancedAnthropicModel(registry, models)
    expect(await balancer.message(request)).toEqual(answerOf('from the other'))
    expect(fake.requests).toHaveLength(1)
  })

  it('throws its own error for a fault of the request', async () => {
    fake.target(name).outage('bad-request')
    await expect(ask(name)).rejects.toMatchObject({ status: 400 })
  })

  it('is aborted when it takes too long', async () => {
    const clock = createFakeClock()
    fake.target(name).outage('hang-before-headers')
    const options = { clock, timeoutMs: 5000 }
    const balancer = new LoadBalancedAnthropicModel(registry, [{ name, weight: 1 }], 1000, options)
    const answer = expect(balancer.message(request)).rejects.toThrow('no answer within 5000 ms')
    await fake.until((requests) => requests.length === 1)
    await clock.advance(5000)
    await answer
    await fake.until(([first]) => first?.end === 'client-closed')
    expect(clock.pending).toBe(0)
  })
})

describe('the registry', () => {
  it('keeps names in the order in which they came, and what was registered last', () => {
    const model: AnthropicModel = { message: () => Promise.resolve(answerOf('')) }
    registry.register('sdk', model)
    expect(registry.list()).toEqual(['sdk', 'own'])
    expect(registry.get('sdk')).toBe(model)
    expect([registry.unregister('sdk'), registry.unregister('sdk')]).toEqual([true, false])
    expect([registry.has('sdk'), registry.get('sdk'), registry.list()]).toEqual([false, undefined, ['own']])
  })

  it('gives clients as models that can be asked', async () => {
    expect(await registry.get('own')?.message(request)).toMatchObject({ content: [{ text: 'from our own' }] })
  })

  it.each([undefined, null, {}, { message: 'no function' }, { provider: 'openai', generate: () => {} }])(
    'refuses what cannot be asked: %j',
    (model) => {
      expect(() => {
        registry.register('odd', model as never)
      }).toThrow('register: "odd" must have a method message')
    },
  )

  it('refuses an empty name', () => {
    expect(() => {
      registry.register('', { message: () => {} })
    }).toThrow('register: "name" must be a string that is not empty')
  })
})
