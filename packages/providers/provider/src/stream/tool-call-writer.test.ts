import { describe, expect, it } from 'vitest'
import type { StreamPart } from '../chat/stream-part.ts'
import { ToolCallWriter } from './tool-call-writer.ts'

const piece = { index: 0, id: '', name: '', input: '' }
const stop = { unified: 'stop', raw: 'stop' } as const

/** A writer, and what it has emitted. */
function newWriter(): { readonly writer: ToolCallWriter; readonly parts: StreamPart[] } {
  const parts: StreamPart[] = []
  const writer = new ToolCallWriter(
    (part) => parts.push(part),
    () => 'r1',
  )
  return { writer, parts }
}

describe('streamed tool calls', () => {
  it('are put together by index, with what the vendor says of each', () => {
    const { writer, parts } = newWriter()
    expect(writer.hasCalls).toBe(false)
    writer.write({ ...piece, id: 'c1', name: 'a', input: '{', providerMetadata: { acme: { x: 1 } } })
    writer.write({ ...piece, index: 1, id: 'c2', name: 'b' })
    writer.write({ ...piece, input: '}', providerMetadata: { acme: { y: 2 } } })
    expect(writer.end(stop)).toBe(true)
    expect(writer.hasCalls).toBe(true)
    // Strictly: a call of which the vendor says nothing has no "providerMetadata".
    expect(parts).toStrictEqual([
      { type: 'tool-input-start', id: 'c1', toolName: 'a' },
      { type: 'tool-input-delta', id: 'c1', delta: '{' },
      { type: 'tool-input-start', id: 'c2', toolName: 'b' },
      { type: 'tool-input-delta', id: 'c1', delta: '}' },
      { type: 'tool-input-end', id: 'c1' },
      {
        type: 'tool-call',
        toolCallId: 'c1',
        toolName: 'a',
        input: '{}',
        providerMetadata: { acme: { x: 1, y: 2 } },
      },
      { type: 'tool-input-end', id: 'c2' },
      { type: 'tool-call', toolCallId: 'c2', toolName: 'b', input: '{}' },
    ])
  })

  it('begin when their name is known, and have an id of the answer where the server gives none', () => {
    const { writer, parts } = newWriter()
    writer.write({ ...piece, input: '{"a"' })
    expect(parts).toEqual([])
    writer.write({ ...piece, name: 'a', input: ':1}' })
    expect(parts).toEqual([
      { type: 'tool-input-start', id: 'r1-call-0', toolName: 'a' },
      { type: 'tool-input-delta', id: 'r1-call-0', delta: '{"a":1}' },
    ])
  })

  it('may share an index when each has an id and a name', () => {
    const { writer, parts } = newWriter()
    writer.write({ ...piece, id: 'c1', name: 'a' })
    writer.write({ ...piece, id: 'c2', name: 'a' })
    expect(parts.map((part) => ('id' in part ? part.id : ''))).toEqual(['c1', 'c2'])
  })

  const callsIn = (parts: readonly StreamPart[]): unknown[] =>
    parts.flatMap((part) => (part.type === 'tool-call' ? [[part.toolCallId, part.toolName, part.input]] : []))

  it('may share an index without an id when the one before is complete', () => {
    const { writer, parts } = newWriter()
    writer.write({ ...piece, name: 'a', input: '{"x":' })
    writer.write({ ...piece, name: 'a', input: '1}' })
    writer.write({ ...piece, name: 'b', input: '{"y":2}' })
    writer.write({ ...piece, name: 'b', input: '{"y":3}' })
    writer.write({ ...piece, name: 'b', input: '' })
    writer.write({ ...piece, name: 'c', input: '' })
    writer.write({ ...piece, name: 'd', input: '{}' })
    expect(writer.end(stop)).toBe(true)
    expect(callsIn(parts)).toEqual([
      ['r1-call-0', 'a', '{"x":1}'],
      ['r1-call-1', 'b', '{"y":2}'],
      ['r1-call-2', 'b', '{"y":3}'],
      ['r1-call-3', 'c', '{}'],
      ['r1-call-4', 'd', '{}'],
    ])
  })

  it('that share an id too have ids of their own', () => {
    const { writer, parts } = newWriter()
    writer.write({ ...piece, id: 'c', name: 'a', input: '{}' })
    writer.write({ ...piece, id: 'c', name: 'b', input: '{}' })
    writer.write({ ...piece, id: 'c', name: 'a', input: '{"x":1}', index: 1 })
    expect(writer.end(stop)).toBe(true)
    expect(callsIn(parts)).toEqual([
      ['c', 'a', '{}'],
      ['r1-call-1', 'b', '{}'],
      ['r1-call-2', 'a', '{"x":1}'],
    ])
  })

  it('may repeat id and name with each piece', () => {
    const { writer, parts } = newWriter()
    for (const input of ['{', '"x":1', '}', '\n']) writer.write({ ...piece, id: 'c', name: 'a', input })
    expect(writer.end(stop)).toBe(true)
    expect(callsIn(parts)).toEqual([['c', 'a', '{"x":1}\n']])
  })

  it.each([
    ['null', '{}'],
    ['""', '{}'],
    ['[]', '{}'],
    ['"{\\"x\\":1}"', '{"x":1}'],
  ])('hold the arguments %s back and give %s', (input, given) => {
    const { writer, parts } = newWriter()
    writer.write({ ...piece, id: 'c', name: 'a' })
    for (const character of input) writer.write({ ...piece, input: character })
    expect(parts).toEqual([{ type: 'tool-input-start', id: 'c', toolName: 'a' }])
    expect(writer.end(stop)).toBe(true)
    expect(parts.slice(1)).toEqual([
      { type: 'tool-input-delta', id: 'c', delta: given },
      { type: 'tool-input-end', id: 'c' },
      { type: 'tool-call', toolCallId: 'c', toolName: 'a', input: given },
    ])
  })

  it('give arguments from their first brace on, with the white space before it', () => {
    const { writer, parts } = newWriter()
    for (const input of [' ', '\n{', '"x"', ':1}']) writer.write({ ...piece, id: 'c', name: 'a', input })
    const deltas = parts.flatMap((part) => (part.type === 'tool-input-delta' ? [part.delta] : []))
    expect(deltas).toEqual([' \n{', '"x"', ':1}'])
  })

  it('say when one of them is malformed', () => {
    const { writer, parts } = newWriter()
    writer.write({ ...piece, id: 'c1', name: 'a', input: '{' })
    expect(parts).toHaveLength(2)
    expect(writer.end(stop)).toBe(false)
    expect(parts).toHaveLength(2)
    expect(writer.end({ unified: 'length', raw: 'length' })).toBe(true)
    expect(parts).toHaveLength(4)
  })
})
