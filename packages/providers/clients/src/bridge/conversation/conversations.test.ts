import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import type { FakeTargetOptions } from '@llm-balancer/testing'
import { Agent, tool, type AgentInputItem } from '@openai/agents'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { balanced } from '../../index.ts'
import { agentRunner } from '../../test/agent-runner.ts'
import { balancerOf, failureOf, fakeOf, served } from '../../test/scene.ts'

const thinking = { reasoning: 'Hm.', text: 'Yes.' }
const calling = { reasoning: 'Hm.', toolCalls: [{ name: 'look', input: { at: 'Oslo' } }] }
const user = { role: 'user', content: 'Hello' } as const

/** Two accounts behind one bridge, each with a key of its own. */
const scene = (settings: FakeTargetOptions = {}) => {
  const fake = fakeOf({
    one: { account: 'one', reply: thinking, ...settings },
    two: { account: 'two', reply: thinking, ...settings },
  })
  const balancer = balancerOf(
    {
      one: { apiKey: 'k1', baseURL: fake.url('one'), fetch: fake.fetch },
      two: { apiKey: 'k2', baseURL: fake.url('two'), fetch: fake.fetch },
    },
    { retry: { maxAttempts: 4, backoff: () => 0 } },
  )
  return {
    fake,
    options: balanced(balancer),
    balancer,
    body: (place: number) => JSON.stringify(fake.requests.at(place)?.body),
  }
}

describe('two turns of a genuine OpenAI client over two accounts', () => {
  const include: OpenAI.Responses.ResponseIncludable[] = ['reasoning.encrypted_content']
  const ask = (client: OpenAI, input: OpenAI.Responses.ResponseInputItem[], store = false) =>
    client.responses.create({ model: 'gpt-5', input, store, include })
  const next = (...answers: OpenAI.Responses.Response[]): OpenAI.Responses.ResponseInputItem[] => [
    user,
    ...answers.flatMap(({ output }) => [...(output as OpenAI.Responses.ResponseInputItem[]), user]),
  ]

  /** The response that ends a stream, which is read to its end. */
  const streamed = async (
    client: OpenAI,
    body: OpenAI.Responses.ResponseCreateParamsNonStreaming,
  ): Promise<OpenAI.Responses.Response> => {
    let last: OpenAI.Responses.Response | undefined
    for await (const event of await client.responses.create({ ...body, stream: true }))
      if (event.type === 'response.completed') last = event.response
    if (last === undefined) throw new Error('the stream had no end')
    return last
  }

  it('stay at the account that has answered, with all of its items', async () => {
    const { fake, options, body } = scene()
    const client = new OpenAI(options)
    fake.target('one').script(['overloaded'])
    const first = await ask(client, [user])
    expect((await ask(client, next(first))).output_text).toBe('Yes.')
    expect(served(fake)).toEqual(['one 503 overloaded', 'two 200', 'two 200'])
    expect(body(2)).toContain('encrypted_content')
    expect(body(2)).toContain('msg_fake_2')
  })

  it('go on at the other account when the first one fails in the middle, without what only that one can read', async () => {
    const { fake, options, body } = scene()
    const client = new OpenAI(options)
    const first = await ask(client, [user])
    fake.target('one').script(['overloaded'])
    const second = await ask(client, next(first))
    expect(second.output_text).toBe('Yes.')
    expect(served(fake)).toEqual(['one 200', 'one 503 overloaded', 'two 200'])
    expect(body(2)).not.toMatch(/encrypted_content":"|rs_fake_1|msg_fake_1/)
    await ask(client, next(first, second))
    expect(served(fake).at(-1)).toBe('two 200')
    expect(body(3)).toContain('rs_fake_3')
    expect(body(3)).not.toContain('rs_fake_1')
  })

  it('do so for stored items, named alone or whole, and in streams', async () => {
    const { fake, options } = scene()
    const client = new OpenAI(options)
    const first = await client.responses.create({ model: 'gpt-5', input: [user] })
    const [thought, ...others] = first.output as OpenAI.Responses.ResponseInputItem[]
    const named = [
      user,
      { type: 'item_reference', id: (thought as { id: string }).id } as const,
      ...others,
      user,
    ]
    fake.target('one').script(['overloaded', 'overloaded'])
    const { output } = await streamed(client, { model: 'gpt-5', input: named })
    expect(JSON.stringify(output)).toContain('Yes.')
    expect(served(fake)).toEqual(['one 200', 'one 503 overloaded', 'two 200'])
    const whole = await client.responses.create({ model: 'gpt-5', input: next(first) })
    expect(whole.output_text).toBe('Yes.')
    expect(served(fake).slice(-2)).toEqual(['one 503 overloaded', 'two 200'])
  })

  it('are learnt from a stream', async () => {
    const { fake, options } = scene()
    const client = new OpenAI(options)
    fake.target('one').script(['overloaded'])
    const first = await streamed(client, { model: 'gpt-5', input: [user], store: false, include })
    await ask(client, next(first))
    expect(served(fake)).toEqual(['one 503 overloaded', 'two 200', 'two 200'])
  })

  it('survive a process that remembers nothing, and an account that has forgotten', async () => {
    const { fake, options, balancer } = scene()
    const first = await ask(new OpenAI(options), [user])
    fake.target('one').update({ account: 'another' })
    expect((await ask(new OpenAI(balanced(balancer)), next(first))).output_text).toBe('Yes.')
    expect(served(fake).slice(1)).toEqual(['one 400 foreign-state', 'two 200'])
    fake.target('two').outage('overloaded')
    expect((await ask(new OpenAI(options), next(first))).output_text).toBe('Yes.')
    expect(served(fake).at(-1)).toBe('one 200')
  })

  it('continue a stored answer at its account alone, and say what the matter is when that is out', async () => {
    const { fake, options, balancer } = scene()
    const client = new OpenAI(options)
    fake.target('one').script(['overloaded'])
    const first = await client.responses.create({ model: 'gpt-5', input: [user] })
    const continued = { model: 'gpt-5', input: [user], previous_response_id: first.id }
    await client.responses.create(continued)
    expect(served(fake)).toEqual(['one 503 overloaded', 'two 200', 'two 200'])
    balancer.updateTarget('two', { weight: 0 })
    const error = await failureOf(client.responses.create(continued))
    expect(error).toBeInstanceOf(OpenAI.InternalServerError)
    expect(error).toMatchObject({ status: 503, code: 'state_unavailable' })
    expect((error as Error).message).toContain('two alone has what the call continues')
    expect(served(fake)).toHaveLength(3)
  })

  it.each([
    ['an answer', false],
    ['a stream', true],
  ])('ask one account after the other for %s of which nothing is known', async (_, isStreamed) => {
    const { fake, options, balancer } = scene()
    fake.target('one').script(['overloaded'])
    const first = await new OpenAI(options).responses.create({ model: 'gpt-5', input: [user] })
    const later = new OpenAI(balanced(balancer))
    const continued = { model: 'gpt-5', input: [user], previous_response_id: first.id }
    await (isStreamed ? streamed(later, continued) : later.responses.create(continued))
    await later.responses.create(continued)
    expect(served(fake).slice(2)).toEqual(['one 400 foreign-state', 'two 200', 'two 200'])
    const lost = await failureOf(later.responses.create({ ...continued, previous_response_id: 'resp_lost' }))
    expect(lost).toMatchObject({ status: 400, code: 'previous_response_not_found' })
  })
})

it('two turns of an agent of @openai/agents over two accounts', async () => {
  const { fake, options, body } = scene({ reply: thinking })
  fake.target('one').script([{ reply: calling }, 'ok', 'overloaded'])
  const looked: unknown[] = []
  const look = tool({
    name: 'look',
    description: 'Looks',
    parameters: z.object({ at: z.string() }),
    execute: (place) => {
      looked.push(place)
      return 'wet'
    },
  })
  const runner = agentRunner(new OpenAI(options))
  const modelSettings = { store: false, providerData: { include: ['reasoning.encrypted_content'] } }
  const agent = new Agent({
    name: 'Looker',
    instructions: 'Look.',
    model: 'gpt-5',
    tools: [look],
    modelSettings,
  })
  const first = await runner.run(agent, 'Rain?')
  const history: AgentInputItem[] = [...first.history, { role: 'user', content: 'And now?' }]
  const second = await runner.run(agent, history)
  expect([first.finalOutput, second.finalOutput, looked]).toEqual(['Yes.', 'Yes.', [{ at: 'Oslo' }]])
  expect(served(fake)).toEqual(['one 200', 'one 200', 'one 503 overloaded', 'two 200'])
  expect(body(2)).toContain('rs_fake_1')
  expect(body(3)).not.toMatch(/rs_fake|fc_|msg_fake/)
  const third = await runner.run(agent, [...second.history, { role: 'user', content: 'And then?' }])
  expect(third.finalOutput).toBe('Yes.')
  expect(served(fake).at(-1)).toBe('two 200')
})

describe('two turns of a genuine Anthropic client over two accounts', () => {
  const ask = (client: Anthropic, messages: Anthropic.MessageParam[]) =>
    client.messages.create({
      model: 'c',
      max_tokens: 2000,
      thinking: { type: 'enabled', budget_tokens: 1024 },
      messages,
    })

  it('go on without thoughts whose signatures the other account refuses', async () => {
    const { fake, options, body } = scene({ format: 'anthropic', reply: calling })
    const client = new Anthropic(options)
    const first = await ask(client, [user])
    const call = first.content.find(({ type }) => type === 'tool_use') as Anthropic.ToolUseBlock
    const result = { type: 'tool_result', tool_use_id: call.id, content: 'wet' } as const
    const messages: Anthropic.MessageParam[] = [
      user,
      { role: 'assistant', content: first.content },
      { role: 'user', content: [result] },
    ]
    await ask(client, messages)
    fake.target('one').script(['overloaded'])
    expect((await ask(client, messages)).stop_reason).toBe('tool_use')
    expect(served(fake)).toEqual([
      'one 200',
      'one 200',
      'one 529 overloaded',
      'two 400 foreign-state',
      'two 200',
    ])
    expect(body(3)).toContain('"signature"')
    expect(body(4)).not.toContain('"signature"')
    expect(body(4)).toContain('"thinking":{"type":"disabled"}')
    fake.target('one').script(['overloaded'])
    await ask(client, messages)
    expect(served(fake).slice(-2)).toEqual(['one 529 overloaded', 'two 200'])
  })

  it('prefer the issuer that a stream has shown', async () => {
    const { fake, options } = scene({ format: 'anthropic' })
    const client = new Anthropic(options)
    fake.target('one').script(['overloaded'])
    const stream = client.messages.stream({ model: 'c', max_tokens: 2000, messages: [user] })
    const { content } = await stream.finalMessage()
    await ask(client, [user, { role: 'assistant', content }, user])
    expect(served(fake)).toEqual(['one 529 overloaded', 'two 200', 'two 200'])
  })
})

it('two turns of a genuine Gemini client over two accounts', async () => {
  const { fake, options, body } = scene({ format: 'google', reply: calling })
  const client = new GoogleGenAI({ ...options })
  const question = { role: 'user', parts: [{ text: 'Hello' }] }
  const first = await client.models.generateContent({ model: 'gemini-3-pro', contents: [question] })
  const answer = first.candidates?.[0]?.content ?? {}
  const response = { functionResponse: { name: 'look', response: { weather: 'wet' } } }
  fake.target('one').script(['overloaded'])
  const contents = [question, answer, { role: 'user', parts: [response] }]
  await client.models.generateContent({ model: 'gemini-3-pro', contents })
  expect(served(fake)).toEqual(['one 200', 'one 503 overloaded', 'two 400 foreign-state', 'two 200'])
  expect(body(-1)).toContain('"thoughtSignature":"skip_thought_signature_validator"')
})
