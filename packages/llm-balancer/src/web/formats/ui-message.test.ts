import type { StreamPart } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { uiMessageFormat } from './ui-message.ts'

const writer = () =>
  uiMessageFormat.open({ body: {}, newId: (prefix) => `${prefix}1`, now: 0, keep: () => {} })

const chunksIn = (text: string): unknown[] =>
  text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => {
      const data = event.slice('data: '.length)
      return data === '[DONE]' ? data : (JSON.parse(data) as unknown)
    })

const begun = [{ type: 'start', messageId: 'msg_1' }, { type: 'start-step' }]

/** The chunks for one part, without those that begin the message. */
const chunksFor = (part: StreamPart): unknown[] => {
  const [first, second, ...chunks] = chunksIn(writer().write(part))
  expect([first, second]).toEqual(begun)
  return chunks
}

const providerMetadata = { acme: { id: 'i' } }
const call = { type: 'tool-call', toolCallId: 'c', toolName: 'look', input: '{"at":1}' } as const
const result = { type: 'tool-result', toolCallId: 'c', toolName: 'look', result: { a: 1 } } as const
const data = { type: 'data', data: 'AQID' } as const

describe('the chunks of a UI message', () => {
  it.each<StreamPart>([
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: 'Hi' },
    { type: 'text-end', id: '0', providerMetadata },
    { type: 'reasoning-start', id: '0' },
    { type: 'reasoning-delta', id: '0', delta: 'Hm' },
    { type: 'reasoning-end', id: '0' },
    { type: 'custom', kind: 'acme.note' },
  ])('are the part itself: $type', (part) => {
    expect(chunksFor(part)).toEqual([part])
  })

  it.each<[string, StreamPart, object]>([
    [
      'the beginning of a call',
      { type: 'tool-input-start', id: 'c', toolName: 'look', dynamic: true },
      { type: 'tool-input-start', toolCallId: 'c', toolName: 'look', dynamic: true },
    ],
    [
      'a piece of a call',
      { type: 'tool-input-delta', id: 'c', delta: '{' },
      { type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: '{' },
    ],
    [
      'a call',
      { ...call, providerExecuted: true, dynamic: true, providerMetadata },
      {
        ...{ type: 'tool-input-available', toolCallId: 'c', toolName: 'look', input: { at: 1 } },
        ...{ providerExecuted: true, dynamic: true, providerMetadata },
      },
    ],
    [
      'a call without arguments',
      { ...call, input: ' ' },
      { type: 'tool-input-available', toolCallId: 'c', toolName: 'look', input: {} },
    ],
    [
      'a call that is no JSON',
      { ...call, input: '{"at"' },
      {
        ...{ type: 'tool-input-error', toolCallId: 'c', toolName: 'look', input: '{"at"' },
        errorText: 'the arguments of the call are no JSON',
      },
    ],
    [
      'a result',
      { ...result, preliminary: true, dynamic: true, providerMetadata },
      {
        ...{ type: 'tool-output-available', toolCallId: 'c', providerExecuted: true, output: { a: 1 } },
        ...{ preliminary: true, dynamic: true, providerMetadata },
      },
    ],
    [
      'an error of a tool',
      { ...result, result: 'broken', isError: true },
      { type: 'tool-output-error', toolCallId: 'c', providerExecuted: true, errorText: 'broken' },
    ],
    [
      'an error that is no text',
      { ...result, isError: true },
      { type: 'tool-output-error', toolCallId: 'c', providerExecuted: true, errorText: '{"a":1}' },
    ],
    [
      'a question whether a tool may run',
      { type: 'tool-approval-request', approvalId: 'p', toolCallId: 'c', providerMetadata },
      { type: 'tool-approval-request', approvalId: 'p', toolCallId: 'c' },
    ],
    [
      'a file',
      { type: 'file', mediaType: 'image/png', data, providerMetadata },
      { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,AQID', providerMetadata },
    ],
    [
      'a file of thoughts',
      { type: 'reasoning-file', mediaType: 'image/png', data },
      { type: 'reasoning-file', mediaType: 'image/png', url: 'data:image/png;base64,AQID' },
    ],
    [
      'a page',
      { type: 'source', sourceType: 'url', id: 's', url: 'https://a.example/', title: 'A', providerMetadata },
      { type: 'source-url', sourceId: 's', title: 'A', url: 'https://a.example/', providerMetadata },
    ],
    [
      'a document',
      {
        type: 'source',
        sourceType: 'document',
        id: 's',
        mediaType: 'text/plain',
        title: 'B',
        filename: 'b.txt',
      },
      { type: 'source-document', sourceId: 's', title: 'B', mediaType: 'text/plain', filename: 'b.txt' },
    ],
  ])('say %s', (_, part, chunk) => {
    expect(chunksFor(part)).toEqual([chunk])
  })

  it.each<StreamPart>([
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', id: 'r' },
    { type: 'tool-input-end', id: 'c' },
    { type: 'ping' },
    { type: 'raw', rawValue: 1 },
  ])('are none for $type, which does not begin the message either', (part) => {
    expect(writer().write(part)).toBe('')
  })

  it('begin and end the message once', () => {
    const own = writer()
    const finish: StreamPart = {
      type: 'finish',
      finishReason: { unified: 'length', raw: 'max' },
      usage: {} as never,
    }
    const delta: StreamPart = { type: 'text-delta', id: '0', delta: 'Hi' }
    expect(chunksIn(own.write(delta) + own.write(finish))).toEqual([
      ...begun,
      delta,
      { type: 'finish-step' },
      { type: 'finish', finishReason: 'length' },
      '[DONE]',
    ])
  })

  it('tell a failure, and that an answer begins anew', () => {
    const own = writer()
    expect(chunksIn(own.restart?.() ?? '')).toEqual([...begun, { type: 'reset-step' }])
    expect(chunksIn(own.fail?.({ message: 'no', kind: 'server' }) ?? '')).toEqual([
      { type: 'error', errorText: 'no' },
      '[DONE]',
    ])
    expect(chunksIn(writer().fail?.({ message: 'no', kind: 'server' }) ?? '')).toEqual([
      ...begun,
      { type: 'error', errorText: 'no' },
      '[DONE]',
    ])
  })
})
