import { describe, expect, it } from 'vitest'
import type { FinishReason } from '../chat/chat-response.ts'
import type { Content } from '../chat/content.ts'
import { answerContext, responseOf, uncounted } from '../test/answer-scene.ts'
import { unpack } from './carried.ts'
import { chatAnswer } from './chat-answer.ts'

type Message = Readonly<Record<string, unknown>>
type Answer = { readonly choices: readonly { readonly message: Message; readonly finish_reason: string }[] }

const answerOf = (content: Content[], more: Parameters<typeof responseOf>[1] = {}): Answer =>
  chatAnswer(responseOf(content, more), answerContext()) as Answer

const messageOf = (...content: Content[]): Message | undefined => answerOf(content).choices[0]?.message

const text = (words: string, more: object = {}): Content => ({ type: 'text', text: words, ...more })
const refusal = text('I must not.', { providerMetadata: { openai: { refusal: true } } })
const thought: Content = { type: 'reasoning', text: 'Hm.' }
const call: Content = { type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: '{"at":1}' }

describe('an answer as a chat completion', () => {
  it('says which answer it is, why it ended, and what it used', () => {
    const response = { id: 'r1', modelId: 'm1', timestamp: new Date(5_999) }
    expect(answerOf([text('Hi')], { response })).toEqual({
      id: 'r1',
      object: 'chat.completion',
      created: 5,
      model: 'm1',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hi', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 7,
        completion_tokens: 5,
        total_tokens: 12,
        prompt_tokens_details: { cached_tokens: 3 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
    })
  })

  it('gets an id, the time and the model that was asked for where the answer has none', () => {
    expect(answerOf([])).toMatchObject({ id: 'chatcmpl-1', created: 1_700_000_000, model: 'asked' })
    expect(chatAnswer(responseOf([]), answerContext({}))).toMatchObject({ model: '' })
  })

  it.each<[FinishReason['unified'], string]>([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content-filter', 'content_filter'],
    ['tool-calls', 'tool_calls'],
    ['error', 'stop'],
    ['interrupted', 'stop'],
    ['other', 'stop'],
  ])('that ended with %s has the finish reason %s', (unified, word) => {
    expect(answerOf([], { finishReason: { unified, raw: undefined } }).choices[0]?.finish_reason).toBe(word)
  })

  it('has no usage where nothing was counted, and zeros beside what was', () => {
    expect(answerOf([], { usage: uncounted })).not.toHaveProperty('usage')
    const zeros = {
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    }
    const input = { ...uncounted, inputTokens: { ...uncounted.inputTokens, total: 4 } }
    expect(answerOf([], { usage: input })).toMatchObject({
      usage: { prompt_tokens: 4, completion_tokens: 0, total_tokens: 4, ...zeros },
    })
    const output = { ...uncounted, outputTokens: { ...uncounted.outputTokens, total: 6 } }
    expect(answerOf([], { usage: output })).toMatchObject({
      usage: { prompt_tokens: 0, completion_tokens: 6, total_tokens: 6, ...zeros },
    })
  })

  it('is kept as the message that its client will send back', () => {
    const context = answerContext()
    const answer = chatAnswer(responseOf([text('Hi'), call]), context) as Answer
    expect(context.kept).toEqual([answer.choices[0]?.message])
  })
})

describe('the message of an answer', () => {
  it.each<[string, Content[], object]>([
    ['nothing', [], { content: '', refusal: null }],
    ['texts', [text('Hel'), text('lo')], { content: 'Hello', refusal: null }],
    ['a refusal', [refusal], { content: null, refusal: 'I must not.' }],
    ['a text and a refusal', [text('Hm. '), refusal], { content: 'Hm. ', refusal: 'I must not.' }],
    [
      'a text of which the vendor says something else',
      [text('Hi', { providerMetadata: { acme: {} } })],
      { content: 'Hi', refusal: null },
    ],
    ['thoughts', [thought, thought, text('Hi')], { content: 'Hi', reasoning_content: 'Hm.Hm.' }],
  ])('of %s', (_, content, message) => {
    expect(messageOf(...content)).toMatchObject({ role: 'assistant', ...message })
  })

  it('has only the fields that have something to say', () => {
    expect(Object.keys(messageOf(text('Hi')) ?? {})).toEqual(['role', 'content', 'refusal'])
  })

  it('has the calls of tools, and no content where nothing else was said', () => {
    const tool_calls = [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }]
    expect(messageOf(call)).toEqual({ role: 'assistant', content: null, refusal: null, tool_calls })
    expect(messageOf(text('Wait.'), call)).toMatchObject({ content: 'Wait.', tool_calls })
  })

  it('has none that the vendor has run itself', () => {
    const message = messageOf({ ...call, providerExecuted: true })
    expect(message).toEqual({ role: 'assistant', content: '', refusal: null })
  })

  it('has images, as addresses and as data', () => {
    const image = (data: Extract<Content, { type: 'file' }>['data']): Content => ({
      type: 'file',
      mediaType: 'image/png',
      data,
    })
    const message = messageOf(
      image({ type: 'url', url: new URL('https://acme.example/a.png') }),
      image({ type: 'data', data: new Uint8Array([1, 2, 3]) }),
      image({ type: 'data', data: 'AQID' }),
    )
    expect(message?.['images']).toEqual(
      ['https://acme.example/a.png', 'data:image/png;base64,AQID', 'data:image/png;base64,AQID'].map(
        (url) => ({ type: 'image_url', image_url: { url } }),
      ),
    )
  })

  it('has the addresses that its texts cite', () => {
    const page = { type: 'source', sourceType: 'url', id: 's1', url: 'https://a.example/' } as const
    const book = {
      type: 'source',
      sourceType: 'document',
      id: 's2',
      mediaType: 'text/plain',
      title: 'B',
    } as const
    const message = messageOf(
      text('As A and B say', {
        citations: [
          { source: { ...page, title: 'A' }, startIndex: 3, endIndex: 4 },
          { source: page },
          { source: book },
        ],
      }),
    )
    expect(message?.['annotations']).toEqual([
      {
        type: 'url_citation',
        url_citation: { start_index: 3, end_index: 4, url: 'https://a.example/', title: 'A' },
      },
      {
        type: 'url_citation',
        url_citation: {
          start_index: 0,
          end_index: 0,
          url: 'https://a.example/',
          title: 'https://a.example/',
        },
      },
    ])
    expect(messageOf(text('As B says', { citations: [{ source: book }] }))).not.toHaveProperty('annotations')
  })
})

describe('what a vendor wants back', () => {
  const metadata = { acme: { signature: 's' } }

  it('of a call is with the call', () => {
    const message = messageOf({ ...call, providerMetadata: metadata })
    const [first] = message?.['tool_calls'] as [{ extra_content: { llm_balancer: string } }]
    expect(unpack(first.extra_content.llm_balancer)).toEqual({ metadata })
    expect(message).not.toHaveProperty('extra_content')
  })

  it('of thoughts and texts is with the message', () => {
    const message = messageOf(
      { ...thought, providerMetadata: metadata },
      thought,
      text('Hi', { providerMetadata: metadata }),
      refusal,
    )
    const [ofThought, ofText, ...others] = (message?.['extra_content'] as { llm_balancer: unknown[] })
      .llm_balancer as [{ type: string; text: string; metadata: string }, string]
    expect(ofThought).toEqual({ type: 'reasoning', text: 'Hm.', metadata: expect.any(String) as string })
    expect(unpack(ofThought.metadata)).toEqual({ metadata })
    expect(unpack(ofText)).toEqual({ metadata, of: 'text' })
    expect(others).toEqual([])
  })
})
