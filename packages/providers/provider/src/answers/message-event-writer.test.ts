import { describe, expect, it } from 'vitest'
import type { StreamPart } from '../chat/stream-part.ts'
import type { JsonRecord } from '../read/json-record.ts'
import { answerContext, counted, eventsIn } from '../test/answer-scene.ts'
import { unpack } from './carried.ts'
import { MessageEventWriter } from './message-event-writer.ts'

const finish: StreamPart = { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: counted }
const metadata = { acme: { signature: 's' } }

type Event = {
  readonly type: string
  readonly index?: number
  readonly content_block?: Readonly<Record<string, unknown>>
  readonly delta?: Readonly<Record<string, unknown>>
}

const written = (parts: readonly StreamPart[], body?: JsonRecord): Event[] => {
  const writer = new MessageEventWriter(answerContext(body))
  return eventsIn(parts.map((part) => writer.write(part)).join('')) as Event[]
}

/** What a delta adds; of a signature what it carries. */
const addedBy = (delta: Event['delta'] = {}): unknown =>
  delta['text'] ?? delta['thinking'] ?? delta['partial_json'] ?? unpack(delta['signature'])

/** The blocks of an answer in short: begun, added to, and ended at an index. */
const stepsOf = (...parts: StreamPart[]): unknown[][] =>
  written([...parts, finish]).flatMap(({ type, index, content_block: block, delta }) =>
    type === 'content_block_start'
      ? [[index, block?.['type'] === 'redacted_thinking' ? unpack(block['data']) : block]]
      : type === 'content_block_delta'
        ? [[index, addedBy(delta)]]
        : type === 'content_block_stop'
          ? [[index, 'end']]
          : [],
  )

const text = { type: 'text', text: '', citations: null }
const thinking = { type: 'thinking', thinking: '', signature: '' }
const use = (id: string): object => ({ type: 'tool_use', id, name: 'look', input: {} })
const start = (id: string, more: object = {}): StreamPart => ({
  type: 'tool-input-start',
  id,
  toolName: 'look',
  ...more,
})
const piece = (id: string, delta: string): StreamPart => ({ type: 'tool-input-delta', id, delta })
const call = (id: string, input: string, more: object = {}): StreamPart => ({
  type: 'tool-call',
  toolCallId: id,
  toolName: 'look',
  input,
  ...more,
})

describe('a streamed answer as events of a message', () => {
  it('begins with the message, writes a block, and ends with the reason and the tokens', () => {
    const parts: StreamPart[] = [
      { type: 'response-metadata', id: 'r1' },
      { type: 'response-metadata', modelId: 'm1' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Hi' },
      { type: 'text-end', id: '0' },
      finish,
    ]
    expect(written(parts)).toEqual([
      {
        type: 'message_start',
        message: {
          id: 'r1',
          type: 'message',
          role: 'assistant',
          model: 'm1',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 0, output_tokens: 0 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: text },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: {
          input_tokens: 3,
          output_tokens: 5,
          cache_read_input_tokens: 3,
          cache_creation_input_tokens: 1,
        },
      },
      { type: 'message_stop' },
    ])
    const writer = new MessageEventWriter(answerContext())
    expect(writer.write(finish)).toMatch(/^event: message_start\ndata: \{/)
  })

  it('gets an id and the model that was asked for where the stream has none', () => {
    const [begun, ...others] = written([finish])
    expect(begun).toMatchObject({ message: { id: 'msg_1', model: 'asked' } })
    expect(others.map(({ type }) => type)).toEqual(['message_delta', 'message_stop'])
    expect(written([finish], {})[0]).toMatchObject({ message: { model: '' } })
  })

  it.each([
    ['overloaded', 'overloaded_error'],
    ['rate-limit', 'rate_limit_error'],
    ['stream-interrupted', 'api_error'],
  ])('tells a failure of the kind %s after its first content', (kind, type) => {
    const told = new MessageEventWriter(answerContext()).fail({ message: 'no', kind })
    expect(told).toMatch(/^event: error\n/)
    expect(eventsIn(told)).toEqual([{ type: 'error', error: { type, message: 'no' } }])
  })
})

describe('the blocks of a stream', () => {
  it.each<[string, StreamPart[], unknown[][]]>([
    [
      'thoughts and a text',
      [
        { type: 'reasoning-start', id: '0' },
        { type: 'reasoning-delta', id: '0', delta: 'Hm' },
        { type: 'reasoning-delta', id: '0', delta: '.' },
        { type: 'reasoning-end', id: '0' },
        { type: 'text-start', id: '1' },
        { type: 'text-delta', id: '1', delta: 'Hi' },
        { type: 'text-end', id: '1' },
      ],
      [
        [0, thinking],
        [0, 'Hm'],
        [0, '.'],
        [0, 'end'],
        [1, text],
        [1, 'Hi'],
        [1, 'end'],
      ],
    ],
    [
      'thoughts and a text of one id, without beginnings and ends',
      [
        { type: 'reasoning-delta', id: '0', delta: 'Hm.' },
        { type: 'text-delta', id: '0', delta: 'Hi' },
        { type: 'text-delta', id: '0', delta: '!' },
      ],
      [
        [0, thinking],
        [0, 'Hm.'],
        [0, 'end'],
        [1, text],
        [1, 'Hi'],
        [1, '!'],
        [1, 'end'],
      ],
    ],
    [
      'two texts in turn, each of which is written anew',
      [
        { type: 'text-delta', id: 'a', delta: 'A' },
        { type: 'text-delta', id: 'b', delta: 'B' },
        { type: 'text-delta', id: 'a', delta: 'C' },
      ],
      [
        [0, text],
        [0, 'A'],
        [0, 'end'],
        [1, text],
        [1, 'B'],
        [1, 'end'],
        [2, text],
        [2, 'C'],
        [2, 'end'],
      ],
    ],
    [
      'none of what is empty, or has no form',
      [
        { type: 'stream-start', warnings: [] },
        { type: 'text-start', id: '0' },
        { type: 'text-delta', id: '0', delta: '' },
        { type: 'text-end', id: '0' },
        { type: 'reasoning-start', id: '1' },
        { type: 'reasoning-delta', id: '1', delta: '' },
        { type: 'reasoning-end', id: '1' },
        { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AQID' } },
      ],
      [],
    ],
    [
      'a call in pieces, whose end comes with the whole',
      [
        start('a'),
        piece('a', '{"x"'),
        piece('a', ''),
        { type: 'tool-input-end', id: 'a' },
        call('a', '{"x":1}'),
      ],
      [
        [0, use('a')],
        [0, '{"x"'],
        [0, ':1}'],
        [0, 'end'],
      ],
    ],
    [
      'a call of free text, written when its JSON has come',
      [start('a', { inputEncoding: 'text' }), piece('a', 'x'), call('a', '"x"')],
      [
        [0, use('a')],
        [0, '"x"'],
        [0, 'end'],
      ],
    ],
    [
      'a whole call',
      [call('a', '{}')],
      [
        [0, use('a')],
        [0, '{}'],
        [0, 'end'],
      ],
    ],
    ['a piece of no call', [piece('a', '{}')], []],
    [
      'none of a call that the vendor runs itself',
      [start('a', { providerExecuted: true }), piece('a', '{}'), call('a', '{}', { providerExecuted: true })],
      [],
    ],
    [
      'calls side by side, one after the other',
      [
        start('a'),
        piece('a', '{'),
        start('b'),
        piece('b', '{}'),
        piece('a', '}'),
        call('a', '{}'),
        call('b', '{}'),
      ],
      [
        [0, use('a')],
        [0, '{'],
        [0, '}'],
        [0, 'end'],
        [1, use('b')],
        [1, '{}'],
        [1, 'end'],
      ],
    ],
    [
      'three calls that end in another order',
      [start('a'), start('b'), start('c'), call('c', '{"c":1}'), call('b', '{"b":1}'), call('a', '{"a":1}')],
      [
        ...[
          [0, use('a')],
          [0, '{"a":1}'],
          [0, 'end'],
        ],
        ...[
          [1, use('b')],
          [1, '{"b":1}'],
          [1, 'end'],
        ],
        ...[
          [2, use('c')],
          [2, '{"c":1}'],
          [2, 'end'],
        ],
      ],
    ],
    [
      'a text that comes within a call, after it',
      [start('a'), { type: 'text-delta', id: '0', delta: 'Hi' }, piece('a', '{}'), call('a', '{}')],
      [
        [0, use('a')],
        [0, '{}'],
        [0, 'end'],
        [1, text],
        [1, 'Hi'],
        [1, 'end'],
      ],
    ],
    [
      'a call without an end, and what waited for it',
      [start('a'), piece('a', '{'), { type: 'text-delta', id: '0', delta: 'Hi' }],
      [
        [0, use('a')],
        [0, '{'],
        [0, 'end'],
        [1, text],
        [1, 'Hi'],
        [1, 'end'],
      ],
    ],
  ])('are %s', (_, parts, steps) => {
    expect(stepsOf(...parts)).toEqual(steps)
  })
})

describe('what a vendor wants back', () => {
  const id = { acme: { id: 'i' } }
  const both = { acme: { id: 'i', signature: 's' } }

  it.each<[string, StreamPart[], unknown[][]]>([
    [
      'of thoughts is their signature',
      [
        { type: 'reasoning-start', id: '0', providerMetadata: id },
        { type: 'reasoning-delta', id: '0', delta: 'Hm.' },
        { type: 'reasoning-end', id: '0', providerMetadata: metadata },
      ],
      [
        [0, thinking],
        [0, 'Hm.'],
        [0, { metadata: both }],
        [0, 'end'],
      ],
    ],
    [
      'of thoughts that have begun with it and never end, too',
      [
        { type: 'reasoning-start', id: '0', providerMetadata: id },
        { type: 'reasoning-delta', id: '0', delta: 'Hm.' },
      ],
      [
        [0, thinking],
        [0, 'Hm.'],
        [0, { metadata: id }],
        [0, 'end'],
      ],
    ],
    [
      'of thoughts without a text is a block, after the one that is open',
      [
        { type: 'text-delta', id: 't', delta: 'Hi' },
        { type: 'reasoning-start', id: '0', providerMetadata: id },
        { type: 'reasoning-end', id: '0', providerMetadata: metadata },
      ],
      [
        [0, text],
        [0, 'Hi'],
        [0, 'end'],
        [1, { metadata: both }],
        [1, 'end'],
      ],
    ],
    [
      'of a text is a block after it',
      [
        { type: 'text-delta', id: '0', delta: 'Hi' },
        { type: 'text-end', id: '0', providerMetadata: metadata },
        { type: 'text-delta', id: '1', delta: 'Ho' },
      ],
      [
        [0, text],
        [0, 'Hi'],
        [0, 'end'],
        [1, { metadata, of: 'text' }],
        [1, 'end'],
        [2, text],
        [2, 'Ho'],
        [2, 'end'],
      ],
    ],
    [
      'of a text without a text is nothing',
      [
        { type: 'text-start', id: '0' },
        { type: 'text-end', id: '0', providerMetadata: metadata },
      ],
      [],
    ],
    [
      'of a call is a block after it that names the call',
      [start('a'), call('a', '{}', { providerMetadata: metadata })],
      [
        [0, use('a')],
        [0, '{}'],
        [0, 'end'],
        [1, { metadata, of: 'a' }],
        [1, 'end'],
      ],
    ],
    [
      'of a beginning is forgotten with its end',
      [
        { type: 'text-start', id: '0', providerMetadata: id },
        { type: 'text-delta', id: '0', delta: 'Hi' },
        { type: 'text-end', id: '0' },
        { type: 'text-delta', id: '0', delta: 'Ho' },
      ],
      [
        [0, text],
        [0, 'Hi'],
        [0, 'end'],
        [1, { metadata: id, of: 'text' }],
        [1, 'end'],
        [2, text],
        [2, 'Ho'],
        [2, 'end'],
      ],
    ],
  ])('%s', (_, parts, steps) => {
    expect(stepsOf(...parts)).toEqual(steps)
  })

  it('of thoughts that nothing is written of begins the message', () => {
    const types = written([{ type: 'reasoning-end', id: '0', providerMetadata: metadata }]).map(
      ({ type }) => type,
    )
    expect(types).toEqual(['message_start', 'content_block_start', 'content_block_stop'])
  })
})
