import { describe, expect, it } from 'vitest'
import type { StreamPart } from '../chat/stream-part.ts'
import type { JsonRecord } from '../read/json-record.ts'
import { answerContext, counted, eventsIn, uncounted } from '../test/answer-scene.ts'
import { unpack } from './carried.ts'
import { ChatEventWriter } from './chat-event-writer.ts'

const finish: StreamPart = { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: counted }
const withUsage = { model: 'asked', stream_options: { include_usage: true } }
const metadata = { acme: { signature: 's' } }

const written = (parts: readonly StreamPart[], body?: JsonRecord) => {
  const context = answerContext(body)
  const writer = new ChatEventWriter(context)
  const texts = parts.map((part) => writer.write(part))
  return { texts, events: eventsIn(texts.join('')), kept: context.kept }
}

type Chunk = {
  readonly choices: readonly { readonly delta: object; readonly finish_reason: string | null }[]
}

/** The deltas of an answer, but for those that end it. */
const deltasOf = (...parts: StreamPart[]): object[] =>
  written([...parts, finish])
    .events.flatMap((event) =>
      event === '[DONE]' ? [] : (event as Chunk).choices.filter((choice) => choice.finish_reason === null),
    )
    .map(({ delta }) => delta)

describe('a streamed answer as chunks of a chat completion', () => {
  it('says in each chunk which answer it is, and the role in the first', () => {
    const { events } = written([
      { type: 'response-metadata', id: 'r1' },
      { type: 'response-metadata', modelId: 'm1', timestamp: new Date(5_999) },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Hel' },
      { type: 'text-delta', id: '0', delta: 'lo' },
      { type: 'text-end', id: '0' },
      finish,
    ])
    const head = { id: 'r1', object: 'chat.completion.chunk', created: 5, model: 'm1' }
    const choice = { index: 0, logprobs: null, finish_reason: null }
    expect(events).toEqual([
      { ...head, choices: [{ ...choice, delta: { role: 'assistant', content: 'Hel' } }] },
      { ...head, choices: [{ ...choice, delta: { content: 'lo' } }] },
      { ...head, choices: [{ ...choice, delta: {}, finish_reason: 'stop' }] },
      '[DONE]',
    ])
  })

  it('gets one id, the time and the model that was asked for where the stream has none', () => {
    const parts: StreamPart[] = [{ type: 'text-delta', id: '0', delta: 'Hi' }, finish]
    const [first, second] = written(parts).events as [object, object]
    expect(first).toMatchObject({ id: 'chatcmpl-1', created: 1_700_000_000, model: 'asked' })
    expect(second).toMatchObject({ id: 'chatcmpl-1', created: 1_700_000_000, model: 'asked' })
    expect(written(parts, {}).events[0]).toMatchObject({ model: '' })
  })

  it('ends with the tokens where its client asks for them, which are null in all other chunks', () => {
    const { events } = written([{ type: 'text-delta', id: '0', delta: 'Hi' }, finish], withUsage)
    expect(events.slice(0, 2)).toEqual([
      expect.objectContaining({ usage: null }),
      expect.objectContaining({ usage: null }),
    ])
    expect(events[2]).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'asked',
      choices: [],
      usage: {
        prompt_tokens: 7,
        completion_tokens: 5,
        total_tokens: 12,
        prompt_tokens_details: { cached_tokens: 3 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
    })
    expect(events).toHaveLength(4)
  })

  it('says that tokens which were not counted are not known', () => {
    const { events } = written([{ ...finish, usage: uncounted }], withUsage)
    expect(events[1]).toMatchObject({ choices: [], usage: null })
  })

  it.each([undefined, null, true, { include_usage: false }, { include_usage: 'yes' }])(
    'has no tokens with the stream options %j',
    (stream_options) => {
      const { events } = written([finish], { model: 'asked', stream_options })
      expect(events).toEqual([expect.not.objectContaining({ usage: null }), '[DONE]'])
    },
  )

  it('tells a failure after its first content', () => {
    const text = new ChatEventWriter(answerContext()).fail({ message: 'cut', kind: 'stream-interrupted' })
    expect(eventsIn(text)).toEqual([
      { error: { message: 'cut', type: 'llm_balancer_error', param: null, code: 'stream_interrupted' } },
    ])
  })
})

describe('the deltas of a stream', () => {
  const role = 'assistant'

  it.each<[string, StreamPart[], object[]]>([
    [
      'of thoughts',
      [
        { type: 'reasoning-start', id: '0' },
        { type: 'reasoning-delta', id: '0', delta: 'Hm' },
        { type: 'reasoning-delta', id: '0', delta: '.' },
        { type: 'reasoning-end', id: '0' },
      ],
      [{ role, reasoning_content: 'Hm' }, { reasoning_content: '.' }],
    ],
    [
      'of thoughts that begin unsaid',
      [{ type: 'reasoning-delta', id: '0', delta: 'Hm' }],
      [{ role, reasoning_content: 'Hm' }],
    ],
    [
      'of a refusal',
      [
        { type: 'text-start', id: '0', providerMetadata: { openai: { refusal: true } } },
        { type: 'text-delta', id: '0', delta: 'No.' },
      ],
      [{ role, refusal: 'No.' }],
    ],
    [
      'without text',
      [
        { type: 'stream-start', warnings: [] },
        { type: 'text-start', id: '0' },
        { type: 'text-delta', id: '0', delta: '' },
        { type: 'text-end', id: '0' },
        { type: 'ping' },
      ],
      [],
    ],
    [
      'of an image',
      [{ type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AQID' } }],
      [{ role, images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } }] }],
    ],
    [
      'of what a text cites',
      [
        { type: 'text-delta', id: '0', delta: 'As A says' },
        {
          type: 'text-end',
          id: '0',
          citations: [{ source: { type: 'source', sourceType: 'url', id: 's', url: 'https://a.example/' } }],
        },
      ],
      [
        { role, content: 'As A says' },
        {
          annotations: [
            {
              type: 'url_citation',
              url_citation: {
                start_index: 0,
                end_index: 0,
                url: 'https://a.example/',
                title: 'https://a.example/',
              },
            },
          ],
        },
      ],
    ],
  ])('%s', (_, parts, deltas) => {
    expect(deltasOf(...parts)).toEqual(deltas)
  })

  const begun = (index: number, id: string, args = ''): object => ({
    index,
    id,
    type: 'function',
    function: { name: 'look', arguments: args },
  })
  const callOf = (id: string, input: string, more: object = {}): StreamPart => ({
    type: 'tool-call',
    toolCallId: id,
    toolName: 'look',
    input,
    ...more,
  })
  const startOf = (id: string, more: object = {}): StreamPart => ({
    type: 'tool-input-start',
    id,
    toolName: 'look',
    ...more,
  })

  it.each<[string, StreamPart[], object[]]>([
    [
      'that come in pieces, side by side',
      [
        startOf('a'),
        { type: 'tool-input-delta', id: 'a', delta: '{"x"' },
        startOf('b'),
        { type: 'tool-input-delta', id: 'b', delta: '{}' },
        { type: 'tool-input-delta', id: 'a', delta: '' },
        { type: 'tool-input-delta', id: 'a', delta: ':1}' },
        { type: 'tool-input-end', id: 'a' },
        callOf('a', '{"x":1}'),
        callOf('b', '{}'),
      ],
      [
        begun(0, 'a'),
        { index: 0, function: { arguments: '{"x"' } },
        begun(1, 'b'),
        { index: 1, function: { arguments: '{}' } },
        { index: 0, function: { arguments: ':1}' } },
      ],
    ],
    [
      'that come whole',
      [callOf('a', '{"x":1}'), callOf('b', '{}')],
      [begun(0, 'a', '{"x":1}'), begun(1, 'b', '{}')],
    ],
    [
      'whose end comes with the whole',
      [startOf('a'), { type: 'tool-input-delta', id: 'a', delta: '{"x"' }, callOf('a', '{"x":1}')],
      [
        begun(0, 'a'),
        { index: 0, function: { arguments: '{"x"' } },
        { index: 0, function: { arguments: ':1}' } },
      ],
    ],
    ['of which no beginning is known', [{ type: 'tool-input-delta', id: 'a', delta: '{}' }], []],
    [
      'that the vendor runs itself',
      [
        startOf('a', { providerExecuted: true }),
        { type: 'tool-input-delta', id: 'a', delta: '{}' },
        callOf('a', '{}', { providerExecuted: true }),
      ],
      [],
    ],
  ])('of calls %s', (_, parts, calls) => {
    const deltas = deltasOf(...parts) as { tool_calls: object[] }[]
    expect(deltas.flatMap((delta) => delta.tool_calls)).toEqual(calls)
  })

  it('of a call carry what its vendor wants back', () => {
    const carried = { providerMetadata: metadata }
    for (const parts of [[callOf('a', '{}', carried)], [startOf('a'), callOf('a', '{}', carried)]]) {
      const [last] = (deltasOf(...parts).at(-1) as { tool_calls: Record<string, unknown>[] }).tool_calls
      const { llm_balancer: packed } = last?.['extra_content'] as { llm_balancer: string }
      expect(last?.['index']).toBe(0)
      expect(unpack(packed)).toEqual({ metadata })
    }
  })
})

describe('what a vendor wants back of thoughts and texts', () => {
  const parts: StreamPart[] = [
    { type: 'reasoning-start', id: '0', providerMetadata: { acme: { id: 'i' } } },
    { type: 'reasoning-delta', id: '0', delta: 'Hm' },
    { type: 'reasoning-delta', id: '0', delta: '.' },
    { type: 'reasoning-end', id: '0', providerMetadata: metadata },
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: 'Hi' },
    { type: 'text-end', id: '0', providerMetadata: metadata },
    { type: 'text-end', id: '1' },
    finish,
  ]

  it('comes in a chunk of its own before the end', () => {
    const { delta } = (written(parts).events.at(-3) as Chunk).choices[0] as {
      delta: { extra_content: { llm_balancer: [{ metadata: string }, string] } }
    }
    const [thought, text] = delta.extra_content.llm_balancer
    expect(thought).toMatchObject({ type: 'reasoning', text: 'Hm.' })
    expect(unpack(thought.metadata)).toEqual({ metadata: { acme: { id: 'i', signature: 's' } } })
    expect(unpack(text)).toEqual({ metadata, of: 'text' })
  })

  it('is kept with the message, for clients that do not send it back', () => {
    const { kept } = written(parts)
    expect(kept).toEqual([
      expect.objectContaining({
        role: 'assistant',
        extra_content: { llm_balancer: [expect.anything(), expect.anything()] },
      }),
    ])
  })

  it('is nothing where there is nothing', () => {
    const { events, kept } = written([
      { type: 'text-delta', id: '0', delta: 'Hi' },
      { type: 'text-end', id: '0' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'look', input: '{}' },
      finish,
    ])
    expect(events).toHaveLength(4)
    expect(JSON.stringify(events)).not.toContain('extra_content')
    expect(kept[0]).not.toHaveProperty('extra_content')
    expect(kept[0]).toHaveProperty('tool_calls')
  })
})
