import { HumanMessage, type AIMessageChunk } from '@langchain/core/messages'
import { StringOutputParser } from '@langchain/core/output_parsers'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { createBalancer, failover } from '@llm-balancer/core'
import type { ChatModel } from '@llm-balancer/provider'
import { describe, expect, it, onTestFinished } from 'vitest'
import { balancedChatModel } from './index.ts'
import { createScene, inOrder } from './test/scene.ts'

const joined = async (stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> => {
  let whole: AIMessageChunk | undefined
  for await (const chunk of stream) whole = whole?.concat(chunk) ?? chunk
  if (whole === undefined) throw new Error('the stream is empty')
  return whole
}

describe('a whole answer', () => {
  it('comes from the next target when the first one fails', async () => {
    const { fake, targets, asked } = createScene()
    fake.target('first').outage('overloaded')
    fake.target('second').update({ reply: { text: 'Bonjour', usage: { inputTokens: 7, outputTokens: 2 } } })
    const message = await balancedChatModel(targets, inOrder()).invoke('Hello')
    expect(asked()).toEqual(['first: overloaded', 'second'])
    expect(message.content).toBe('Bonjour')
    expect(message.text).toBe('Bonjour')
    expect(message.id).toMatch(/^msg_/)
    expect(message.usage_metadata).toMatchObject({ input_tokens: 7, output_tokens: 2, total_tokens: 9 })
    expect(message.response_metadata).toMatchObject({
      finish_reason: 'stop',
      model_name: 'model-of-second',
      model_provider: 'llm-balancer',
      llmBalancer: {
        target: 'second',
        attempts: [{ target: 'first', kind: 'overloaded', status: 503 }, { target: 'second' }],
      },
      tokenUsage: { promptTokens: 7, completionTokens: 2, totalTokens: 9 },
    })
  })

  it('takes its place in chains and batches', async () => {
    const { fake, targets } = createScene()
    fake.target('first').update({
      reply: ({ body }) => String((body as { messages: { content: string }[] }).messages.at(-1)?.content),
    })
    const chain = ChatPromptTemplate.fromMessages([
      ['system', 'Repeat.'],
      ['human', '{word}'],
    ])
      .pipe(balancedChatModel(targets, inOrder()))
      .pipe(new StringOutputParser())
    const answers = await chain.batch([{ word: 'one' }, { word: 'two' }])
    expect(answers).toEqual(['one', 'two'])
  })
})

describe('a streamed answer', () => {
  it('comes from the next target when the first one fails before its first content', async () => {
    const { fake, targets, asked } = createScene()
    fake.target('first').script([{ fault: 'cut-in-body', afterChunks: 0 }])
    fake.target('second').update({
      reply: { chunks: ['Bon', 'jour'], text: 'Bonjour', usage: { inputTokens: 7, outputTokens: 2 } },
    })
    const texts: string[] = []
    const chunks: AIMessageChunk[] = []
    for await (const chunk of await balancedChatModel(targets, inOrder()).stream('Hello')) {
      chunks.push(chunk)
      texts.push(chunk.text)
    }
    expect(asked()).toEqual(['first: cut-in-body', 'second'])
    expect(texts.join('')).toBe('Bonjour')
    expect(chunks.length).toBeGreaterThan(2)
    const message = chunks.reduce((whole, chunk) => whole.concat(chunk))
    expect(message.content).toBe('Bonjour')
    expect(message.usage_metadata).toMatchObject({ input_tokens: 7, output_tokens: 2, total_tokens: 9 })
    expect(message.response_metadata).toMatchObject({
      finish_reason: 'stop',
      model_name: 'model-of-second',
      llmBalancer: { target: 'second', attempts: [{ target: 'first' }, { target: 'second' }] },
    })
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
  })

  it('ends with its error when it breaks off later; nothing is mixed', async () => {
    const { fake, targets, asked } = createScene()
    fake.target('first').script([{ fault: 'cut-in-body', afterChunks: 3 }])
    const stream = await balancedChatModel(targets, inOrder()).stream('Hello')
    await expect(joined(stream)).rejects.toMatchObject({ kind: 'stream-interrupted' })
    expect(asked()).toEqual(['first: cut-in-body'])
  })

  it('closes the connection when its reader leaves', async () => {
    const { fake, targets } = createScene()
    fake.target('first').script([{ fault: 'hang-in-body', afterChunks: 2 }])
    const stream = await balancedChatModel(targets, inOrder()).stream('Hello')
    for await (const chunk of stream) if (chunk.text !== '') break
    await fake.until((requests) => requests[0]?.end === 'client-closed')
    expect(fake.requests.map(({ end }) => end)).toEqual(['client-closed'])
  })
})

describe('what calls are spread over', () => {
  const modelOf = (scene: ReturnType<typeof createScene>, place: number): ChatModel => {
    const entry = scene.targets[place]
    if (entry === undefined || !('model' in entry)) throw new Error('no model')
    return entry.model
  }

  it('may be a balancer of the core', async () => {
    const scene = createScene()
    const balancer = createBalancer({
      strategy: failover(),
      targets: [
        { id: 'a', client: modelOf(scene, 0) },
        { id: 'b', client: modelOf(scene, 1) },
      ],
    })
    onTestFinished(() => balancer.close())
    scene.fake.target('first').outage('quota')
    const { response_metadata: metadata } = await balancedChatModel(balancer).invoke('Hello')
    expect(metadata['llmBalancer']).toMatchObject({ target: 'b' })
    expect(scene.asked()).toEqual(['first: quota', 'second'])
  })

  it('may be one chat model, or a list of them', async () => {
    const scene = createScene()
    const [first, second] = [modelOf(scene, 0), modelOf(scene, 1)]
    await balancedChatModel(second).invoke('Hello')
    const { response_metadata: metadata } = await balancedChatModel([second, first], inOrder()).invoke(
      'Hello',
    )
    expect(metadata['llmBalancer']).toMatchObject({ target: 'anthropic/model-of-second' })
    expect(scene.asked()).toEqual(['second', 'second'])
  })

  it("may be the umbrella's balancer", async () => {
    const response = {
      content: [{ type: 'text', text: 'Hi' }],
      text: 'Hi',
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: { inputTokens: {}, outputTokens: {} },
      warnings: [],
      request: {},
      response: {},
      provider: 'one',
      attempts: [{ targetId: 'one', outcome: { type: 'success', durationMs: 1 } }],
    }
    const asked: unknown[][] = []
    const model = balancedChatModel({
      generate: (...call: unknown[]) => {
        asked.push(call)
        return Promise.resolve(response as never)
      },
      stream: () => {
        throw new Error('not asked')
      },
    })
    const message = await model.invoke([new HumanMessage('Hello')], { llmBalancer: { pin: 'one' } })
    expect(message.content).toBe('Hi')
    expect(message.usage_metadata).toBeUndefined()
    expect(asked).toEqual([
      [{ messages: [{ role: 'user', content: 'Hello' }] }, { pin: 'one', signal: undefined }],
    ])
  })

  it.each([
    ['nothing', undefined],
    ['a word', 'gpt'],
    ['an object', {}],
    ['a list of words', ['gpt']],
    ['an empty list', []],
  ])('is refused when it is %s', (_name, source) => {
    expect(() => balancedChatModel(source as never)).toThrow(/^balancedChatModel: /)
  })
})
