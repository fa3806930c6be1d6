import { createHttpClient, ProviderError } from '@llm-balancer/provider'
import type { AttemptFacts, StreamPart } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { ResponseReader } from './response-reader.ts'

const http = createHttpClient({ provider: 'openai', modelId: 'm', baseURL: 'https://api.openai.com/v1' })
const answer = {
  url: 'https://api.openai.com/v1/responses',
  status: 200,
  headers: { 'x-request-id': 'req_1' },
}

type Read = {
  readonly parts: readonly StreamPart[]
  readonly error?: unknown
  readonly facts: readonly AttemptFacts[]
}

/** Reads events as `ChatStream` does, up to the first failure. */
const read = (events: readonly (object | string)[], includeRaw = false): Read => {
  const facts: AttemptFacts[] = []
  const parts: StreamPart[] = []
  const options = { includeRaw, report: (fact: AttemptFacts) => void facts.push(fact) }
  const reader = new ResponseReader({ http, answer, options, emit: (part) => parts.push(part) })
  try {
    for (const event of events) {
      const data = typeof event === 'string' ? event : JSON.stringify(event)
      reader.read({ data })
      if (reader.isWhole) break
    }
    reader.end()
    return { parts, facts }
  } catch (error) {
    return { parts, error, facts }
  }
}

const own = (fields: object): object => ({ providerMetadata: { openai: fields } })
const event = (name: string, fields: object): object => ({ type: `response.${name}`, ...fields })
const added = (place: number, item: object): object =>
  event('output_item.added', { output_index: place, item })
const done = (place: number, item: object): object => event('output_item.done', { output_index: place, item })
const piece = (name: string, place: number, delta: string, index = 0): object =>
  event(`${name}.delta`, {
    output_index: place,
    delta,
    [name.includes('summary') ? 'summary_index' : 'content_index']: index,
  })
const usage = { input_tokens: 3, output_tokens: 2, output_tokens_details: { reasoning_tokens: 1 } }
const completed = (output: readonly object[] = []): object =>
  event('completed', { response: { output, usage } })
const message = (text: string, id = 'msg_1'): object => ({
  type: 'message',
  id,
  content: [{ type: 'output_text', text, annotations: [] }],
})
const call = (json: string, place = 1): object => ({
  type: 'function_call',
  id: `fc_${place}`,
  call_id: `call_${place}`,
  name: 'sky',
  arguments: json,
})
const withoutPings = ({ parts }: Read): readonly StreamPart[] => parts.filter(({ type }) => type !== 'ping')

describe('a streamed response', () => {
  it('has an id first, text in pieces, and usage at the end', () => {
    const result = read([
      event('created', { response: { id: 'resp_1', model: 'm-1', created_at: 1_795_132_800 } }),
      event('in_progress', { response: {} }),
      added(0, { type: 'message', id: 'msg_1', content: [] }),
      piece('output_text', 0, 'Hel'),
      piece('output_text', 0, 'lo'),
      event('output_text.done', { output_index: 0, text: 'Hello' }),
      done(0, message('Hello')),
      completed([message('Hello')]),
    ])
    expect(withoutPings(result)).toMatchObject([
      {
        type: 'response-metadata',
        id: 'resp_1',
        modelId: 'm-1',
        timestamp: new Date('2026-11-20T00:00:00Z'),
      },
      { type: 'text-start', id: '0-0' },
      { type: 'text-delta', id: '0-0', delta: 'Hel' },
      { type: 'text-delta', id: '0-0', delta: 'lo' },
      { type: 'text-end', id: '0-0', ...own({ itemId: 'msg_1' }) },
      { type: 'finish', finishReason: { unified: 'stop', raw: undefined } },
    ])
    expect(result.parts.filter(({ type }) => type === 'ping')).toHaveLength(2)
    expect(result.facts).toEqual([{ usage: { inputTokens: 3, outputTokens: 2, reasoningTokens: 1 } }])
  })

  it('has a reasoning part for each summary before its text', () => {
    const summary = ['One.', 'Two.'].map((text) => ({ type: 'summary_text', text }))
    const result = read([
      added(0, { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'half' }),
      piece('reasoning_summary_text', 0, 'One.', 0),
      piece('reasoning_summary_text', 0, 'Two.', 1),
      done(0, { type: 'reasoning', id: 'rs_1', summary, encrypted_content: 'sealed' }),
      done(1, { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'too' }),
      piece('refusal', 2, 'No.'),
      done(2, { type: 'message', id: 'msg_1', content: [{ type: 'refusal', refusal: 'No.' }] }),
      completed(),
    ])
    expect(result.parts.slice(0, -1)).toEqual([
      { type: 'reasoning-start', id: '0-0' },
      { type: 'reasoning-delta', id: '0-0', delta: 'One.' },
      { type: 'reasoning-start', id: '0-1' },
      { type: 'reasoning-delta', id: '0-1', delta: 'Two.' },
      { type: 'reasoning-end', id: '0-0', ...own({ itemId: 'rs_1' }) },
      { type: 'reasoning-end', id: '0-1', ...own({ itemId: 'rs_1', reasoningEncryptedContent: 'sealed' }) },
      { type: 'reasoning-start', id: '1-0' },
      { type: 'reasoning-end', id: '1-0', ...own({ itemId: 'rs_2', reasoningEncryptedContent: 'too' }) },
      { type: 'text-start', id: '2-0' },
      { type: 'text-delta', id: '2-0', delta: 'No.' },
      { type: 'text-end', id: '2-0', ...own({ itemId: 'msg_1', refusal: true }) },
    ])
  })

  it('may call several tools in turn', () => {
    const result = read([
      added(1, call('', 1)),
      added(2, call('', 2)),
      piece('function_call_arguments', 1, '{"a"'),
      piece('function_call_arguments', 2, '{}'),
      piece('function_call_arguments', 1, ':1}'),
      done(2, call('{}', 2)),
      done(1, call('{"a":1}', 1)),
      completed(),
    ])
    expect(result.parts).toMatchObject([
      { type: 'tool-input-start', id: 'call_1', toolName: 'sky' },
      { type: 'tool-input-start', id: 'call_2', toolName: 'sky' },
      { type: 'tool-input-delta', id: 'call_1', delta: '{"a"' },
      { type: 'tool-input-delta', id: 'call_2', delta: '{' },
      { type: 'tool-input-delta', id: 'call_1', delta: ':1}' },
      { type: 'tool-input-delta', id: 'call_2', delta: '}' },
      { type: 'tool-input-end', id: 'call_2' },
      { type: 'tool-call', toolCallId: 'call_2', input: '{}' },
      { type: 'tool-input-end', id: 'call_1' },
      { type: 'tool-call', toolCallId: 'call_1', input: '{"a":1}' },
      { type: 'finish', finishReason: { unified: 'tool-calls' } },
    ])
    expect(result.parts[0]).not.toHaveProperty('providerExecuted')
  })

  it('may call a tool with free text', () => {
    const item = { type: 'custom_tool_call', id: 'ctc_1', call_id: 'c', name: 'sql' }
    const result = read([
      added(0, { ...item, input: '' }),
      piece('custom_tool_call_input', 0, 'SELECT'),
      piece('custom_tool_call_input', 0, ' 1'),
      done(0, { ...item, input: 'SELECT 1' }),
      completed(),
    ])
    expect(result.parts).toMatchObject([
      { type: 'tool-input-start', id: 'c', toolName: 'sql', inputEncoding: 'text' },
      { type: 'tool-input-delta', delta: 'SELECT' },
      { type: 'tool-input-delta', delta: ' 1' },
      { type: 'tool-input-end', id: 'c' },
      { type: 'tool-call', input: '"SELECT 1"' },
      { type: 'finish', finishReason: { unified: 'tool-calls' } },
    ])
  })

  it('emits a call of a tool that OpenAI runs when it begins', () => {
    const item = { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search' } }
    const { parts } = read([
      added(0, { ...item, status: 'in_progress' }),
      event('web_search_call.searching', { output_index: 0 }),
      done(0, item),
      done(1, message('Found.')),
      completed(),
    ])
    expect(parts.slice(0, 6)).toMatchObject([
      { type: 'tool-input-start', id: 'ws_1', toolName: 'web_search', providerExecuted: true, dynamic: true },
      { type: 'ping' },
      { type: 'tool-input-delta', id: 'ws_1', delta: '{}' },
      { type: 'tool-input-end', id: 'ws_1' },
      { type: 'tool-call', toolCallId: 'ws_1', toolName: 'web_search', providerExecuted: true },
      {
        type: 'tool-result',
        toolCallId: 'ws_1',
        result: { status: 'completed', action: { type: 'search' } },
      },
    ])
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'stop' } })
  })

  it('is read from its last event when no earlier one had the items', () => {
    const { parts } = read([piece('output_text', 0, 'Hel'), completed([message('Hello'), call('{}')])])
    expect(parts).toMatchObject([
      { type: 'text-start' },
      { type: 'text-delta', delta: 'Hel' },
      { type: 'text-delta', delta: 'lo' },
      { type: 'text-end', ...own({ itemId: 'msg_1' }) },
      { type: 'tool-call', toolCallId: 'call_1' },
      { type: 'finish', finishReason: { unified: 'tool-calls' } },
    ])
    expect(read([completed([message('Hello')])]).parts).toMatchObject([
      { type: 'text-start' },
      { type: 'text-delta', delta: 'Hello' },
      { type: 'text-end' },
      { type: 'finish' },
    ])
  })

  it('emits the raw events as well on request', () => {
    const events = [piece('output_text', 0, 'Hi'), done(0, message('Hi')), completed()]
    const { parts } = read(events, true)
    expect(parts.filter(({ type }) => type === 'raw')).toEqual(
      events.map((rawValue) => ({ type: 'raw', rawValue })),
    )
  })

  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content-filter'],
    ['steered', 'other'],
  ])('may be incomplete: %s is %s', (reason, unified) => {
    const { parts } = read([event('incomplete', { response: { incomplete_details: { reason } } })])
    expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReason: { unified, raw: reason } })
  })

  it('may end in the middle of a tool call at the length limit', () => {
    const { parts, error } = read([
      added(1, call('')),
      piece('function_call_arguments', 1, '{"a":'),
      done(1, call('{"a":')),
      event('incomplete', { response: { incomplete_details: { reason: 'max_output_tokens' } } }),
    ])
    expect(error).toBeUndefined()
    expect(parts.slice(-2)).toMatchObject([
      { type: 'tool-call', input: '{"a":' },
      { type: 'finish', finishReason: { unified: 'length' } },
    ])
  })
})

describe('items', () => {
  const textOf = (events: readonly object[]): string => {
    const { parts, error } = read(events)
    expect(error).toBeUndefined()
    checkGrammar(parts)
    return parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')
  }
  /** The starts and ends of each block come once and in order. */
  const checkGrammar = (parts: readonly StreamPart[]): void => {
    const open = new Set<string>()
    for (const part of parts) {
      if (!('id' in part)) continue
      const key = `${part.type.replace(/-(start|delta|end)$/, '')} ${part.id}`
      expect([part.type, open.has(key)]).toEqual([part.type, !part.type.endsWith('-start')])
      if (part.type.endsWith('-start')) open.add(key)
      if (part.type.endsWith('-end')) open.delete(key)
    }
    expect([...open]).toEqual([])
  }
  const without = (item: object, ...names: readonly string[]): object =>
    Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)))
  const hello = message('Hello.')
  const thought = { type: 'reasoning', id: 'rs_1', summary: [] }
  const delta = (names: object): object =>
    event('output_text.delta', { content_index: 0, delta: 'Hello.', ...names })

  it.each([
    [
      'at another place',
      [added(1, message('')), delta({ output_index: 1, item_id: 'msg_1' }), done(1, hello)],
    ],
    ['without an index', [added(0, message('')), delta({ item_id: 'msg_1' }), done(0, hello)]],
    ['without an index, and not begun', [delta({ item_id: 'msg_1' })]],
    ['without any name', [added(0, message('')), delta({}), event('output_item.done', { item: hello })]],
    ['without any name, and not begun', [delta({})]],
    [
      'without a content index',
      [added(0, message('')), delta({ output_index: 0, content_index: undefined })],
    ],
    [
      'with a content index of its own',
      [added(0, message('')), delta({ output_index: 0, content_index: 3 })],
    ],
    ['whole', [done(1, hello)]],
  ])('count once in the final output when they came %s', (_, events) => {
    expect(textOf([...events, completed([hello])])).toBe('Hello.')
    expect(textOf([done(0, thought), ...events, completed([hello])])).toBe('Hello.')
  })

  it('count once when ids change from event to event', () => {
    const events = [
      added(0, { ...thought, id: 'rs_a' }),
      done(0, { ...thought, id: 'rs_b' }),
      added(1, message('', 'msg_a')),
      piece('output_text', 1, 'Hello.'),
      delta({ output_index: 1, item_id: 'msg_b', delta: ' You.' }),
      done(1, message('Hello. You.', 'msg_c')),
    ]
    const output = [{ ...thought, id: 'rs_d' }, message('Hello. You.', 'msg_d')]
    expect(textOf([...events, completed(output)])).toBe('Hello. You.')
    expect(textOf([...events, completed(output.map((item) => without(item, 'id')))])).toBe('Hello. You.')
    expect(textOf([...events, completed([message('Hello. You.', 'msg_d')])])).toBe('Hello. You.')
  })

  it.each([
    ['id', { item_id: 'msg_1' }, { item_id: 'msg_2' }],
    ['place', { output_index: 0 }, { output_index: 1 }],
  ])('are told apart by their %s alone', (_, first, second) => {
    const events = [added(0, message('', 'msg_1')), delta(first), delta({ ...second, delta: ' Bye.' })]
    const output = [hello, message(' Bye.', 'msg_2')]
    expect(textOf([...events, completed(output)])).toBe('Hello. Bye.')
  })

  it('are all there when every one has the same place', () => {
    const events = [
      added(0, thought),
      done(0, thought),
      added(0, message('', 'msg_1')),
      delta({ output_index: 0, item_id: 'msg_1' }),
      done(0, message('Hello.', 'msg_1')),
      added(0, message('', 'msg_2')),
      delta({ output_index: 0, item_id: 'msg_2' }),
      done(0, message('Hello.', 'msg_2')),
    ]
    const output = [thought, message('Hello.', 'msg_1'), message('Hello.', 'msg_2')]
    expect(textOf([...events, completed(output)])).toBe('Hello.Hello.')
  })

  it('that the final output alone has are read from it, the same twice', () => {
    expect(textOf([completed([hello, message('Hello.', 'msg_2')])])).toBe('Hello.Hello.')
    expect(textOf([done(0, hello), completed([hello, message(' Bye.', 'msg_2')])])).toBe('Hello. Bye.')
    expect(textOf([done(0, hello), completed([message('Hi. ', 'msg_0'), hello])])).toBe('Hello.Hi. ')
  })

  it('that are calls are known by their call too', () => {
    const callsIn = (events: readonly object[]): unknown[] => {
      const { parts } = read(events)
      checkGrammar(parts)
      return parts.flatMap((part) => (part.type === 'tool-call' ? [[part.toolCallId, part.input]] : []))
    }
    const [one, two] = [call('{"a":1}', 1), call('{"a":2}', 2)]
    const events = [
      added(0, without(call('', 1), 'id')),
      event('function_call_arguments.delta', { delta: '{"a":1}' }),
      event('output_item.done', { item: without(one, 'id') }),
      added(0, call('', 2)),
      event('function_call_arguments.delta', { item_id: 'fc_2', delta: '{"a":2}' }),
      done(0, two),
    ]
    const both = [
      ['call_1', '{"a":1}'],
      ['call_2', '{"a":2}'],
    ]
    expect(callsIn([...events, completed([two, one])])).toEqual(both)
    expect(callsIn([...events, completed([without(one, 'id'), without(two, 'id')])])).toEqual(both)
  })

  it('that are done twice count once', () => {
    expect(textOf([done(0, hello), done(0, hello), completed([hello])])).toBe('Hello.')
  })
})

describe('what servers really send', () => {
  it('passes over what is no event of the response', () => {
    const odd = [': keepalive', '', 'ping', 'null', '[]']
    const { parts, error } = read([...odd, piece('output_text', 0, 'Hi'), ...odd, completed([message('Hi')])])
    expect(error).toBeUndefined()
    expect(parts.filter(({ type }) => type === 'text-delta')).toHaveLength(1)
    const reader = new ResponseReader({ http, answer, options: {}, emit: () => {} })
    expect(() => {
      reader.read({ event: 'status', data: '{"error":{"code":"server_error"}}' })
      reader.read({ event: 'status', data: '{"type":"error","code":"server_error"}' })
    }).not.toThrow()
  })

  it('takes scalars for text', () => {
    const { parts } = read([
      event('output_text.delta', { output_index: 0, content_index: 0, delta: 6 }),
      added(1, call('')),
      event('function_call_arguments.delta', { output_index: 1, delta: '{"a":' }),
      event('function_call_arguments.delta', { output_index: 1, delta: 6 }),
      event('function_call_arguments.delta', { output_index: 1, delta: '}' }),
      done(1, call('{"a":6}')),
      completed([message('6'), call('{"a":6}')]),
    ])
    expect(parts.flatMap((part) => ('delta' in part ? [part.delta] : []))).toEqual(['6', '{"a":', '6', '}'])
  })

  it('fails when another answer begins', () => {
    const created = (id: string): object => event('created', { response: { id } })
    const { error } = read([created('resp_1'), piece('output_text', 0, 'Hi'), created('resp_2')])
    expect(error).toMatchObject({ kind: 'invalid-response' })
    expect(read([created('resp_1'), created('resp_1'), completed([message('Hi')])]).error).toBeUndefined()
  })

  it('counts tokens as texts, and under the names of chat completions', () => {
    const counts = { prompt_tokens: '3', completion_tokens: 2, prompt_tokens_details: { cached_tokens: 1 } }
    const { facts } = read([event('completed', { response: { output: [message('Hi')], usage: counts } })])
    expect(facts).toEqual([{ usage: { inputTokens: 3, outputTokens: 2, cacheReadTokens: 1 } }])
  })

  it.each(['null', '', '""'])('gives no arguments as an object: %j', (input) => {
    const { parts } = read([
      added(1, call('')),
      ...input.split('').map((delta) => piece('function_call_arguments', 1, delta)),
      done(1, call(input)),
      completed(),
    ])
    expect(parts.filter(({ type }) => type === 'tool-call')).toMatchObject([{ input: '{}' }])
    const deltas = parts.flatMap((part) => (part.type === 'tool-input-delta' ? [part.delta] : []))
    expect(deltas).toEqual(['{}'])
  })

  it('ends with calls whatever its reason', () => {
    const details = { incomplete_details: { reason: 'steered' }, output: [call('{}')] }
    const { parts } = read([event('incomplete', { response: details })])
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'tool-calls', raw: 'steered' } })
  })
})

describe('a failing stream', () => {
  const failureOf = (events: readonly (object | string)[]): ProviderError => {
    const { error } = read(events)
    if (!ProviderError.isInstance(error)) expect.fail('it did not fail with a ProviderError')
    return error
  }

  it.each([
    ['with nothing', []],
    ['in the middle of a text', [piece('output_text', 0, 'Hel')]],
    ['before its last event', [piece('output_text', 0, 'Hi'), done(0, message('Hi')), '[DONE]']],
  ])('is stream-interrupted when it ends %s', (_, events) => {
    expect(failureOf(events)).toMatchObject({
      kind: 'stream-interrupted',
      scope: 'target',
      requestId: 'req_1',
    })
  })

  it.each([
    ['no JSON', ['{"type":']],
    ['empty', [completed()]],
    ['a thought without an answer', [done(0, { type: 'reasoning', id: 'rs_1', summary: [] }), completed()]],
    ['a malformed tool call', [done(1, call('{"a":')), completed()]],
  ])('is invalid-response when it is %s', (_, events) => {
    expect(failureOf(events)).toMatchObject({ kind: 'invalid-response', scope: 'target' })
  })

  it('is stream-interrupted when its last event is incomplete', () => {
    const parts: StreamPart[] = []
    const reader = new ResponseReader({ http, answer, options: {}, emit: (part) => parts.push(part) })
    reader.read({ data: '{"type":"response.comp', cut: true })
    expect(parts).toEqual([])
    expect(() => reader.end()).toThrow(ProviderError)
  })

  it.each([
    [{ code: 'server_error' }, 'server'],
    [{ code: 'rate_limit_exceeded' }, 'rate-limit'],
    [{ code: 'context_length_exceeded', type: 'invalid_request_error' }, 'context-length'],
    [{ code: 'invalid_value', type: 'invalid_request_error' }, 'bad-request'],
    [{ code: 'insufficient_quota' }, 'quota'],
    [{ code: 'server_is_overloaded' }, 'overloaded'],
  ])('throws the error of an event or of the response: %j is %s', (fields, kind) => {
    const error = { ...fields, message: 'the planted prompt' }
    for (const last of [
      { type: 'error', error },
      event('failed', { response: { status: 'failed', error } }),
    ]) {
      const failure = failureOf([piece('output_text', 0, 'Hi'), last])
      expect(failure).toMatchObject({ kind, requestId: 'req_1', vendorCode: fields.code })
      expect(failure.message).not.toContain('planted')
    }
  })

  it('throws an event that is an error itself', () => {
    const flat = { type: 'error', code: 'rate_limit_exceeded', message: 'the planted prompt', param: null }
    expect(failureOf([flat])).toMatchObject({ kind: 'rate-limit', vendorCode: 'rate_limit_exceeded' })
    const bare = failureOf([{ ...flat, code: null }])
    expect(bare.kind).toBe('server')
    expect(bare.vendorCode).toBeUndefined()
  })

  it('fails for an event named error, whatever its data', () => {
    const reader = new ResponseReader({ http, answer, options: {}, emit: () => {} })
    expect(() => {
      reader.read({ event: 'error', data: 'out of luck' })
    }).toThrow(expect.objectContaining({ kind: 'server', vendorMessage: 'out of luck' }) as ProviderError)
  })
})
