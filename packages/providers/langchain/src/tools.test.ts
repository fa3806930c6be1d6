import { HumanMessage, type AIMessageChunk, type BaseMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { balancedChatModel } from './index.ts'
import { createScene, inOrder } from './test/scene.ts'
import { scripted } from './test/scripted.ts'

const weather = tool(({ city }) => `Rain in ${city}.`, {
  name: 'weather',
  description: 'The weather of a city',
  schema: z.object({ city: z.string() }),
})
const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }

describe('a tool', () => {
  it('is called in a conversation that moves from vendor to vendor', async () => {
    const { fake, targets, asked, bodies } = createScene()
    const model = balancedChatModel(targets, inOrder()).bindTools([weather])
    fake.target('first').script(['ok', 'overloaded'])
    fake.target('second').script(['ok', 'overloaded'])
    const calls = (city: string) => ({ toolCalls: [{ name: 'weather', input: { city } }] })
    fake.target('first').update({ reply: calls('Oslo') })
    fake.target('second').update({ reply: { ...calls('Rome'), reasoning: 'And Rome?' } })
    fake.target('third').update({ reply: 'Rain in both.' })

    const messages: BaseMessage[] = [new HumanMessage('Rain?')]
    for (;;) {
      const answer = await model.invoke(messages)
      messages.push(answer)
      const [call] = answer.tool_calls ?? []
      if (call === undefined) break
      messages.push(await weather.invoke(call))
    }
    expect(messages.map(({ text }) => text)).toEqual([
      'Rain?',
      '',
      'Rain in Oslo.',
      '',
      'Rain in Rome.',
      'Rain in both.',
    ])
    // The one that has answered last is preferred; after it comes the one that did not fail last.
    expect(asked()).toEqual(['first', 'first: overloaded', 'second', 'second: overloaded', 'third'])
    expect(JSON.stringify(bodies().at(-1))).toContain('Rain in Rome.')
    expect(JSON.stringify(bodies().at(-1))).toContain('"city":"Oslo"')
  })

  it.each([
    ['of which nothing comes in pieces', [], '{"city":"Oslo"}'],
    ['of which a part comes in pieces', ['{"city":'], '{"city":"Oslo"}'],
    ['that comes in pieces', ['{"city":', '"Oslo"}'], '{"city":"Oslo"}'],
    ['without arguments', [], '{}'],
  ])('has all of the arguments of a streamed call %s', async (_, deltas, input) => {
    const { model } = scripted(
      [],
      [
        { type: 'tool-input-start', id: 'c', toolName: 'weather' },
        ...deltas.map((delta) => ({ type: 'tool-input-delta', id: 'c', delta }) as const),
        { type: 'tool-input-end', id: 'c' },
        { type: 'tool-call', toolCallId: 'c', toolName: 'weather', input },
      ],
    )
    let answer: AIMessageChunk | undefined
    for await (const chunk of await balancedChatModel(model).stream('Rain?'))
      answer = answer === undefined ? chunk : answer.concat(chunk)
    expect(answer?.tool_calls).toMatchObject([
      { id: 'c', name: 'weather', args: JSON.parse(input) as object },
    ])
    expect(answer?.tool_call_chunks?.map(({ args }) => args)).toEqual([input])
  })

  it('is called by a stream', async () => {
    const { fake, targets } = createScene()
    fake.target('first').outage('overloaded')
    fake.target('second').update({
      reply: {
        text: 'I look.',
        toolCalls: [
          { name: 'weather', input: { city: 'Oslo' } },
          { name: 'weather', input: {} },
        ],
      },
    })
    let whole: AIMessageChunk | undefined
    for await (const chunk of await balancedChatModel(targets, inOrder())
      .bindTools([weather])
      .stream('Rain?'))
      whole = whole?.concat(chunk) ?? chunk
    expect(whole?.content).toBe('I look.')
    expect(whole?.tool_calls).toMatchObject([
      { type: 'tool_call', name: 'weather', args: { city: 'Oslo' } },
      { type: 'tool_call', name: 'weather', args: {} },
    ])
    expect(whole?.response_metadata['finish_reason']).toBe('tool-calls')
    expect(new Set(whole?.tool_calls?.map(({ id }) => id)).size).toBe(2)
  })
})

describe('the tools of a call', () => {
  it.each([
    ["LangChain's", weather],
    [
      "OpenAI's",
      {
        type: 'function',
        function: { name: 'weather', description: 'The weather of a city', parameters: schema },
      },
    ],
    ["Anthropic's", { name: 'weather', description: 'The weather of a city', input_schema: schema }],
    [
      'our own',
      { type: 'function', name: 'weather', description: 'The weather of a city', inputSchema: schema },
    ],
  ])('may be in the form that is %s', async (_whose, given) => {
    const { targets, bodies } = createScene()
    await balancedChatModel(targets, inOrder()).bindTools([given]).invoke('Rain?')
    expect(bodies()[0]).toMatchObject({
      tools: [
        {
          type: 'function',
          function: { name: 'weather', description: 'The weather of a city', parameters: schema },
        },
      ],
    })
  })

  it('may have no parameters, and may be strict', async () => {
    const { targets, bodies } = createScene()
    const time = { type: 'function', function: { name: 'time' } }
    await balancedChatModel(targets, inOrder()).bindTools([time], { strict: true }).invoke('When?')
    expect(bodies()[0]).toMatchObject({
      tools: [{ function: { name: 'time', strict: true, parameters: { type: 'object', properties: {} } } }],
    })
  })

  it("may be a vendor's own, which other vendors leave out with a warning", async () => {
    const { targets, bodies } = createScene()
    const search = { type: 'provider', id: 'anthropic.web_search_20250305', name: 'search', args: {} }
    const model = balancedChatModel(targets, inOrder()).bindTools([search])
    const { response_metadata: metadata } = await model.invoke('Rain?')
    expect(metadata['warnings']).toMatchObject([{ type: 'unsupported' }])
    await model.invoke('Rain?', { llmBalancer: { pin: 'second' } })
    expect(bodies()[1]).toMatchObject({ tools: [{ type: 'web_search_20250305' }] })
  })

  it.each([[{}], [{ type: 'function', function: {} }], ['weather'], [undefined], [{ name: 'weather' }]])(
    'are refused in another form: %j',
    (given) => {
      const { targets } = createScene()
      expect(() => balancedChatModel(targets).bindTools([given as never])).toThrow(
        /^balancedChatModel: each of "tools" must be/,
      )
    },
  )

  it.each([
    ['auto', 'auto'],
    ['none', 'none'],
    ['any', 'required'],
    ['required', 'required'],
    ['weather', { type: 'function', function: { name: 'weather' } }],
    [
      { type: 'function', function: { name: 'weather' } },
      { type: 'function', function: { name: 'weather' } },
    ],
    [
      { type: 'tool', name: 'weather' },
      { type: 'function', function: { name: 'weather' } },
    ],
    [
      { type: 'tool', toolName: 'weather' },
      { type: 'function', function: { name: 'weather' } },
    ],
    [{ type: 'any' }, 'required'],
    [{ type: 'auto' }, 'auto'],
  ])('have to be used as "tool_choice" says: %j', async (choice, sent) => {
    const { targets, bodies } = createScene()
    await balancedChatModel(targets, inOrder()).bindTools([weather], { tool_choice: choice }).invoke('Rain?')
    expect(bodies()[0]).toMatchObject({ tool_choice: sent })
  })

  it('are not asked for by a choice that names none', async () => {
    const { targets, asked } = createScene()
    const model = balancedChatModel(targets).bindTools([weather], { tool_choice: { type: 'wether' } })
    await expect(model.invoke('Rain?')).rejects.toThrow('balancedChatModel: "tool_choice" must be')
    expect(asked()).toEqual([])
  })
})
