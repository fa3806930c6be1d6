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
      { type: 'tool-input-delta', id: 'call_2', delta: '{}' },
      { type: 'tool-input-delta', id: 'call_1', delta: ':1}' },
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
    expect(parts.slice(0, 5)).toMatchObject([
      { type: 'tool-input-start', id: 'ws_1', toolName: 'web_search', providerExecuted: true, dynamic: true },
      { type: 'ping' },
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
