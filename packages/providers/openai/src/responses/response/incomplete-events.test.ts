import { createHttpClient } from '@llm-balancer/provider'
import type { StreamPart } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { ResponseReader } from './response-reader.ts'

const http = createHttpClient({ provider: 'openai', modelId: 'm', baseURL: 'https://api.openai.com/v1' })
const answer = { url: 'https://api.openai.com/v1/responses', status: 200, headers: {} }

const read = (events: readonly object[]): StreamPart[] => {
  const parts: StreamPart[] = []
  const reader = new ResponseReader({ http, answer, options: {}, emit: (part) => parts.push(part) })
  for (const event of events) reader.read({ data: JSON.stringify(event) })
  reader.end()
  return parts
}

const readWhole = (output: readonly object[]): StreamPart[] => {
  const parts: StreamPart[] = []
  const reader = new ResponseReader({ http, answer, options: {}, emit: (part) => parts.push(part) })
  reader.readWhole({ status: 'completed', output })
  reader.end()
  return parts
}

/** The calls of an answer, after a check that its blocks are ended and its deltas join to the inputs of its calls. */
const callsIn = (parts: readonly StreamPart[]): unknown[] => {
  const written = new Map<string, string>()
  const open = new Set<string>()
  const calls: unknown[] = []
  for (const part of parts) {
    if (part.type.endsWith('-start') && 'id' in part) {
      expect(open).not.toContain(part.id)
      open.add(part.id)
      written.set(part.id, '')
    }
    if ('delta' in part) {
      expect(open).toContain(part.id)
      written.set(part.id, (written.get(part.id) ?? '') + part.delta)
    }
    if (part.type.endsWith('-end') && 'id' in part) expect(open.delete(part.id)).toBe(true)
    if (part.type !== 'tool-call') continue
    expect(written.get(part.toolCallId) ?? part.input).toBe(part.input)
    calls.push([part.toolCallId, part.toolName, part.input])
  }
  expect([...open]).toEqual([])
  expect(parts.at(-1)?.type).toBe('finish')
  return calls
}

const finishOf = (parts: readonly StreamPart[]): unknown => {
  const last = parts.at(-1)
  return last?.type === 'finish' ? last.finishReason.unified : undefined
}

const textIn = (parts: readonly StreamPart[]): string =>
  parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')

const event = (name: string, fields: object): object => ({ type: `response.${name}`, ...fields })
const added = (item: object, place = 0): object => event('output_item.added', { output_index: place, item })
const done = (item: object, place = 0): object => event('output_item.done', { output_index: place, item })
const completed = (output: readonly object[] = [], more: object = {}): object =>
  event('completed', { response: { output, ...more } })
const call = (input: unknown, id = 'fc', callId = 'c'): object => ({
  ...{ type: 'function_call', id, call_id: callId, name: 'f', arguments: input },
})
const piece = (delta: string): object =>
  event('function_call_arguments.delta', { item_id: 'fc', output_index: 0, delta })
const whole = (input: unknown): object =>
  event('function_call_arguments.done', { item_id: 'fc', output_index: 0, arguments: input })

describe('the arguments of a call are those of any event', () => {
  it.each<[string, object[]]>([
    ['pieces alone', [added(call('')), piece('{"x":'), piece('1}'), completed()]],
    [
      'pieces, and their whole',
      [added(call('')), piece('{"x":'), piece('1}'), whole('{"x":1}'), completed()],
    ],
    ['some pieces, and their whole', [added(call('')), piece('{"x":'), whole('{"x":1}'), completed()]],
    ['the whole alone', [added(call('')), whole('{"x":1}'), completed()]],
    [
      'the whole, with an item that is empty',
      [added(call('')), whole('{"x":1}'), done(call('')), completed()],
    ],
    ['the item alone', [done(call('{"x":1}')), completed()]],
    ['pieces, with an item that is empty', [added(call('')), piece('{"x":1}'), done(call('')), completed()]],
    ['the final output alone', [added(call('')), done(call('')), completed([call('{"x":1}')])]],
    ['the final output of an item without events', [completed([call('{"x":1}')])]],
    ['the beginning', [added(call('{"x":1}')), completed()]],
    ['pieces before the beginning', [piece('{"x":'), added(call('')), piece('1}'), completed()]],
    ['the item, after a placeholder', [added(call('{}')), piece('{}'), done(call('{"x":1}')), completed()]],
    ['the whole, after null', [added(call('')), piece('null'), whole('{"x":1}'), completed()]],
    ['an object in the item', [done(call({ x: 1 })), completed()]],
    ['an object in the beginning and the item', [added(call({})), done(call({ x: 1 })), completed()]],
    ['an object in the whole', [added(call('')), whole({ x: 1 }), completed()]],
    [
      'pieces that go on after the item',
      [added(call('')), piece('{"x":1}'), done(call('{"x":1}')), piece('}'), completed()],
    ],
  ])('%s', (_, events) => {
    const parts = read(events)
    expect(callsIn(parts)).toEqual([['c', 'f', '{"x":1}']])
    expect(finishOf(parts)).toBe('tool-calls')
  })

  it('an object in a whole answer', () => {
    expect(callsIn(readWhole([call({ x: 1 })]))).toEqual([['c', 'f', '{"x":1}']])
  })

  it('none', () => {
    expect(callsIn(read([added(call('')), done(call('')), completed([call('')])]))).toEqual([
      ['c', 'f', '{}'],
    ])
  })

  it('free text of a tool that takes it', () => {
    const item = { type: 'custom_tool_call', id: 'fc', call_id: 'c', name: 'sql', input: '' }
    const said = event('custom_tool_call_input.done', { item_id: 'fc', output_index: 0, input: 'SELECT 1' })
    const parts = read([added(item), said, done(item), completed()])
    expect(parts.filter(({ type }) => type === 'tool-input-delta' || type === 'tool-call')).toMatchObject([
      { delta: 'SELECT 1' },
      { input: '"SELECT 1"' },
    ])
  })
})

describe('the text of a message is that of any event', () => {
  const place = { item_id: 'm', output_index: 0, content_index: 0 }
  const delta = (text: string): object => event('output_text.delta', { ...place, delta: text })
  const message = (text?: string): object => ({
    ...{ type: 'message', id: 'm' },
    content: text === undefined ? [] : [{ type: 'output_text', text }],
  })

  it.each<[string, object[]]>([
    ['pieces alone', [delta('hel'), delta('lo'), completed()]],
    ['pieces of an item without an end', [added(message()), delta('hello'), completed()]],
    ['an item that says more', [added(message()), delta('he'), done(message('hello')), completed()]],
    [
      'a whole text that says more',
      [delta('he'), event('output_text.done', { ...place, text: 'hello' }), completed()],
    ],
    [
      'a whole text alone',
      [event('output_text.done', { ...place, text: 'hello' }), done(message()), completed()],
    ],
    ['a final output that says more', [delta('he'), completed([message('hello')])]],
    ['pieces with an empty item', [delta('hello'), done(message()), completed([message('hello')])]],
    [
      'an item, and pieces that come too late',
      [delta('hello'), done(message('hello')), delta('!'), completed()],
    ],
  ])('%s', (_, events) => {
    const parts = read(events)
    expect(callsIn(parts)).toEqual([])
    expect(textIn(parts)).toBe('hello')
    expect(parts.filter(({ type }) => !/^(text-\w+|ping|finish)$/.test(type))).toEqual([])
  })
})

describe('a function is the caller’s to run', () => {
  it.each([
    [
      'without an id of the call',
      { type: 'function_call', id: 'fc', name: 'f', arguments: '{"x":1}' },
      /^fc$/,
    ],
    ['without any id', { type: 'function_call', name: 'f', arguments: '{"x":1}' }, /^call-/],
  ])('%s', (_, item, id) => {
    for (const parts of [readWhole([item]), read([added(item), done(item), completed([item])])]) {
      expect(callsIn(parts)).toEqual([[expect.stringMatching(id), 'f', '{"x":1}']])
      expect(finishOf(parts)).toBe('tool-calls')
      expect(parts.some(({ type }) => type === 'tool-result')).toBe(false)
    }
  })

  it.each([
    ['without an id of the call', { id: 'ctc' }, /^ctc$/],
    ['without any id', {}, /^call-/],
  ])('and so is a tool with free text %s', (_, ids, toolCallId) => {
    const item = { type: 'custom_tool_call', ...ids, name: 'sql', input: 'SELECT 1' }
    for (const parts of [readWhole([item]), read([added(item), done(item), completed([item])])]) {
      expect(parts.filter(({ type }) => /^tool-(call|result)$/.test(type))).toEqual([
        expect.objectContaining({
          ...{ type: 'tool-call', toolName: 'sql', input: '"SELECT 1"' },
          toolCallId: expect.stringMatching(toolCallId) as string,
        }),
      ])
      expect(finishOf(parts)).toBe('tool-calls')
    }
  })

  it('and calls that share their ids and their place are as many as there are different ones', () => {
    const inputsIn = (...items: readonly object[]): unknown[] =>
      callsIn(read([...items.map((item) => done(item)), completed()])).map((one) => (one as unknown[])[2])
    const one = call('{"x":1}')
    expect(inputsIn(one, call('{"x":2}'))).toEqual(['{"x":1}', '{"x":2}'])
    expect(inputsIn(one, { ...one, name: 'g' })).toEqual(['{"x":1}', '{"x":1}'])
    expect(inputsIn(one, call('{ "x": 1 }'))).toEqual(['{"x":1}'])
    expect(inputsIn(one, call({ x: 1 }))).toEqual(['{"x":1}'])
    expect(inputsIn(one, call(undefined))).toEqual(['{"x":1}'])
  })

  it('and one whose arguments were cut is no other than the whole one', () => {
    const cut = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
    const parts = read([done(call('{"x":')), done(call('{"x":1}')), completed([], cut)])
    expect(parts.filter(({ type }) => type === 'tool-call')).toEqual([
      expect.objectContaining({ toolCallId: 'c', toolName: 'f' }),
    ])
  })

  it('and calls that share their ids are two', () => {
    const [one, other] = [call('{"x":1}'), call('{"x":2}')]
    const expected = [
      ['c', 'f', '{"x":1}'],
      [expect.stringMatching(/^c-call-/), 'f', '{"x":2}'],
    ]
    expect(callsIn(readWhole([one, other]))).toEqual(expected)
    expect(callsIn(read([done(one), done(other, 1), completed([one, other])]))).toEqual(expected)
  })
})

describe('a response that says itself how it ended', () => {
  it('is cut off although its event says that it is complete', () => {
    const cut = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
    expect(finishOf(read([done(call('{"x":1}')), completed([], cut)]))).toBe('length')
  })

  it('has failed although its event says that it is complete', () => {
    const error = { code: 'rate_limit_exceeded', message: 'slow down' }
    expect(() => read([completed([], { status: 'failed', error })])).toThrow(
      expect.objectContaining({ kind: 'rate-limit' }) as Error,
    )
  })
})
