import { toAssistantMessage } from '@llm-balancer/provider'
import type { ChatMessage, ChatRequest } from '@llm-balancer/provider'
import { openaiResponses } from '@llm-balancer/openai/responses'
import { createFakeLLM, type FakeTargetOptions } from '@llm-balancer/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'

type Scene = {
  readonly ask: (messages: readonly ChatMessage[], more?: Partial<ChatRequest>) => Promise<ChatMessage>
  readonly streamed: (messages: readonly ChatMessage[]) => Promise<string>
  readonly fake: ReturnType<typeof createFakeLLM<'one' | 'two'>>
  readonly served: () => string[]
  readonly body: (place: number) => string
}

/** Two accounts of a vendor, one behind the other. */
const scene = (vendor: 'openai' | 'anthropic' | 'google', settings: FakeTargetOptions = {}): Scene => {
  const reply = { reasoning: 'Hm.', text: 'Yes.' }
  const fake = createFakeLLM({
    targets: {
      one: { format: vendor, account: 'one', reply, ...settings },
      two: { format: vendor, account: 'two', reply, ...settings },
    },
  })
  const names = ['one', 'two'] as const
  const models = { openai: 'gpt-5', anthropic: 'claude-opus-4-5', google: 'gemini-3-pro' }
  const llm = createLLMBalancer({
    strategy: 'failover',
    providers: names.map((name) => {
      const given = { apiKey: 'key', model: models[vendor], baseURL: fake.url(name), fetch: fake.fetch }
      return vendor === 'openai' ? { name, model: openaiResponses(given) } : { ...given, name, type: vendor }
    }),
  })
  onTestFinished(async () => {
    await llm.close()
    await fake.close()
  })
  return {
    fake,
    ask: async (messages, more) => toAssistantMessage(await llm.generate({ messages, ...more })),
    async streamed(messages) {
      const answer = llm.stream({ messages })
      for await (const _ of answer);
      return answer.target?.id ?? ''
    },
    served: () =>
      fake.requests.map(({ targetId = '', fault }) => [targetId, fault].filter(Boolean).join(' ')),
    body: (place) => JSON.stringify(fake.requests.at(place)?.body),
  }
}

const user = { role: 'user', content: 'Hello' } as const

describe('two turns over two accounts of OpenAI', () => {
  it('stay at the account that has answered', async () => {
    const { ask, streamed, fake, served, body } = scene('openai')
    fake.target('one').script(['overloaded'])
    const answer = await ask([user])
    await ask([user, answer, user])
    expect(await streamed([user, answer, user])).toBe('two')
    expect(served()).toEqual(['one overloaded', 'two', 'two', 'two'])
    expect(body(-1)).toContain('encrypted_content":"')
  })

  it('go on at the other one, without the reasoning, when it fails in the middle', async () => {
    const { ask, fake, served, body } = scene('openai')
    const answer = await ask([user])
    fake.target('one').script(['overloaded'])
    const second = await ask([user, answer, user])
    expect(served()).toEqual(['one', 'one overloaded', 'two'])
    expect(body(1)).toContain('rs_fake_1')
    expect(body(2)).not.toContain('rs_fake_1')
    expect(body(2)).toContain('Yes.')
    await ask([user, answer, user, second, user])
    expect(served().at(-1)).toBe('two')
    expect(body(-1)).toContain('rs_fake_3')
  })

  it('go on where nothing is remembered of them', async () => {
    const { ask } = scene('openai')
    const answer = await ask([user])
    const { ask: askLater, served } = scene('openai')
    await askLater([user, answer, user])
    expect(served()).toEqual(['one'])
    const { ask: askElsewhere, served: servedElsewhere } = scene('openai', { account: 'three' })
    await askElsewhere([user, answer, user])
    expect(servedElsewhere()).toEqual(['one foreign-state', 'two'])
  })
})

describe.each(['anthropic', 'google'] as const)('two turns with calls over two accounts of %s', (vendor) => {
  it('go on at the other one, which refuses the signatures, when the first one fails', async () => {
    const reply = { reasoning: 'Hm.', toolCalls: [{ name: 'look', input: { at: 'Oslo' } }] }
    const { ask, fake, served, body } = scene(vendor, { reply })
    const answer = await ask([user], { reasoning: 'low' })
    const call =
      typeof answer.content === 'string' ? undefined : answer.content.find(({ type }) => type === 'tool-call')
    const toolCallId = call?.type === 'tool-call' ? call.toolCallId : ''
    const output = { type: 'text', value: 'wet' } as const
    const result = {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId, toolName: 'look', output }],
    } as const
    const sealed = vendor === 'anthropic' ? '"signature":"' : '"thoughtSignature":"'
    fake.target('one').script(['overloaded'])
    await ask([user, answer, result], { reasoning: 'low' })
    expect(served()).toEqual(['one', 'one overloaded', 'two foreign-state', 'two'])
    expect(body(-2)).toContain(sealed)
    expect(body(-1)).not.toMatch(/ignature":"(?!skip_)/)
    expect(body(-1)).toContain('wet')
  })
})
