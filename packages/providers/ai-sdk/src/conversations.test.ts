import { createOpenAI } from '@ai-sdk/openai'
import { failover } from '@llm-balancer/core'
import { createFakeLLM } from '@llm-balancer/testing'
import { generateText, streamText, type ModelMessage } from 'ai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { balancedModel } from './balanced-model.ts'

const names = ['one', 'two'] as const

/** Two accounts behind genuine models of the AI SDK. */
const scene = (model = 'gpt-5') => {
  const reply = { reasoning: 'Hm.', text: 'Yes.' }
  const fake = createFakeLLM({ targets: { one: { reply }, two: { reply } } })
  onTestFinished(() => fake.close())
  const entries = names.map((id) => ({
    id,
    model: createOpenAI({ apiKey: 'key', baseURL: fake.url(id), fetch: fake.fetch }).responses(model),
  }))
  const balanced = balancedModel(entries, { strategy: failover() })
  return {
    fake,
    balanced,
    served: () =>
      fake.requests.map(({ targetId = '', fault }) => [targetId, fault].filter(Boolean).join(' ')),
    bodies: () => fake.requests.map(({ body }) => body as Readonly<Record<string, unknown>>),
  }
}

const user: ModelMessage = { role: 'user', content: 'Hello' }

describe('two turns with a genuine Responses model of the AI SDK', () => {
  it('store nothing, and go on at the other account without the reasoning when one fails', async () => {
    const { fake, balanced: model, served, bodies } = scene()
    const first = await generateText({ model, messages: [user] })
    expect(bodies()[0]).toMatchObject({ store: false, include: ['reasoning.encrypted_content'] })
    fake.target('one').script(['ok', 'overloaded'])
    const messages = [user, ...first.response.messages, user]
    await generateText({ model, messages })
    const moved = await generateText({ model, messages })
    expect(moved.text).toBe('Yes.')
    expect(served()).toEqual(['one', 'one', 'one overloaded', 'two'])
    const [, own, , others] = bodies().map((body) => JSON.stringify(body['input']))
    expect(own).toContain('encrypted_content')
    expect(others).not.toMatch(/encrypted_content|rs_fake_1|msg_fake_1/)
    expect(others).toContain('Yes.')
    await generateText({ model, messages: [...messages, ...moved.response.messages, user] })
    expect(served().at(-1)).toBe('two')
    expect(JSON.stringify(bodies().at(-1))).toContain('rs_fake_4')
  })

  it('do so in streams', async () => {
    const { fake, balanced: model, served, bodies } = scene()
    const first = streamText({ model, messages: [user] })
    expect(await first.text).toBe('Yes.')
    const messages = [user, ...(await first.response).messages, user]
    fake.target('one').script(['overloaded'])
    const second = streamText({ model, messages })
    expect(await second.text).toBe('Yes.')
    expect(served()).toEqual(['one', 'one overloaded', 'two'])
    expect(bodies()[2]).toMatchObject({ store: false })
  })

  it('send models that do not reason no request for encrypted reasoning', async () => {
    const { balanced: model, bodies } = scene('gpt-4o')
    await generateText({ model, messages: [user] })
    expect(bodies()[0]).toMatchObject({ store: false })
    expect(bodies()[0]).not.toHaveProperty('include')
  })

  it('store where the caller says so, and continue what is stored at its account alone', async () => {
    const { fake, balanced: model, served, bodies } = scene()
    fake.target('one').script(['overloaded'])
    const store = { openai: { store: true } }
    const first = await generateText({ model, messages: [user], providerOptions: store })
    expect(bodies()[1]).toMatchObject({ store: true })
    const { responseId } = first.providerMetadata?.['openai'] ?? {}
    const providerOptions = { openai: { previousResponseId: responseId as string } }
    await generateText({ model, messages: [user], providerOptions })
    expect(bodies().at(-1)).not.toHaveProperty('store')
    expect(served()).toEqual(['one overloaded', 'two', 'two'])
    fake.target('two').outage('overloaded')
    const llmBalancer = { maxAttempts: 1 }
    const failing = generateText({
      model,
      messages: [user],
      providerOptions: { ...providerOptions, llmBalancer },
    })
    await expect(failing).rejects.toThrow(/two alone has what the call continues/)
  })
})
