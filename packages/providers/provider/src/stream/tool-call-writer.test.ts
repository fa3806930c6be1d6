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
      { type: 'tool-input-delta', id: 'c2', delta: '{}' },
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

  it('give arguments from their first field on, with the white space before them', () => {
    const { writer, parts } = newWriter()
    for (const input of [' ', '\n{', '"x"', ':1}']) writer.write({ ...piece, id: 'c', name: 'a', input })
    const deltas = parts.flatMap((part) => (part.type === 'tool-input-delta' ? [part.delta] : []))
    expect(deltas).toEqual([' \n{"x"', ':1}'])
  })

  /** The deltas of each call, by its id. */
  const writtenIn = (parts: readonly StreamPart[]): Record<string, string> => {
    const written: Record<string, string> = {}
    for (const part of parts) {
      if (part.type === 'tool-input-start') written[part.id] = ''
      if (part.type === 'tool-input-delta') written[part.id] = `${written[part.id]}${part.delta}`
    }
    return written
  }

  it.each([
    ['a placeholder before them', ['{}', '{"x":1}']],
    ['a placeholder in pieces', ['{', ' }', '{"x', '":1}']],
    ['a placeholder of two lines', ['{\r\n\t', '}', '{"x', '":1}']],
    ['null before them', ['null', '{"x":1}']],
    ['their repetition', ['{"x"', ':1}', '{"x":1}']],
    ['a repetition that is written otherwise', ['{"x":1}', '\n{"x": 1}']],
    ['a placeholder after them', ['{"x":1}', '{}']],
    ['two repetitions, one in pieces', ['{"x":1}', '{"x"', ':1}', '{"x":1}']],
  ])('are given once by a server that sends %s', (_, inputs) => {
    const { writer, parts } = newWriter()
    inputs.forEach((input, turn) => {
      writer.write({ ...piece, id: 'c', name: turn === 0 ? 'a' : '', input })
    })
    expect(writer.end(stop)).toBe(true)
    expect(callsIn(parts)).toEqual([['c', 'a', '{"x":1}']])
    expect(writtenIn(parts)).toEqual({ c: '{"x":1}' })
  })

  it('are malformed with two different objects as arguments', () => {
    const { writer } = newWriter()
    writer.write({ ...piece, id: 'c', name: 'a', input: '{"x":1}{"x":2}' })
    expect(writer.end(stop)).toBe(false)
  })

  it('keep braces and quotes in their texts', () => {
    const { writer, parts } = newWriter()
    const input = JSON.stringify({ 'a}"': '}{"\\', list: [{ b: '}' }, {}] })
    for (const character of input) writer.write({ ...piece, id: 'c', name: 'a', input: character })
    expect(writer.end(stop)).toBe(true)
    expect(callsIn(parts)).toEqual([['c', 'a', input]])
    expect(writtenIn(parts)).toEqual({ c: input })
  })

  it('find their pieces by the id alone where there is no index', () => {
    const { writer, parts } = newWriter()
    writer.write({ ...piece, index: 0, id: 'c1', name: 'a', input: '{"x":' })
    writer.write({ ...piece, index: 1, id: 'c2', name: 'b', input: '{"y":' })
    writer.write({ ...piece, index: 0, id: 'c2', input: '2}' })
    writer.write({ ...piece, index: 0, id: 'c1', name: 'a', input: '1}' })
    expect(writer.end(stop)).toBe(true)
    expect(callsIn(parts)).toEqual([
      ['c1', 'a', '{"x":1}'],
      ['c2', 'b', '{"y":2}'],
    ])
  })

  it('find their pieces by id and name while they are incomplete, whatever the index', () => {
    const { writer, parts } = newWriter()
    writer.write({ ...piece, id: 'c1', name: 'a', input: '{"x":' })
    writer.write({ ...piece, id: 'c2', name: 'b', input: '{"y":' })
    writer.write({ ...piece, id: 'c1', name: 'a', input: '1}' })
    writer.write({ ...piece, id: 'c2', name: 'b', input: '2}' })
    expect(writer.end(stop)).toBe(true)
    expect(callsIn(parts)).toEqual([
      ['c1', 'a', '{"x":1}'],
      ['c2', 'b', '{"y":2}'],
    ])
  })

  it('go on where a name comes again before their arguments are complete', () => {
    const { writer, parts } = newWriter()
    writer.write({ ...piece, name: 'a', input: '{"x"' })
    writer.write({ ...piece, name: 'a' })
    writer.write({ ...piece, input: ':1}' })
    expect(writer.end(stop)).toBe(true)
    expect(callsIn(parts)).toEqual([['r1-call-0', 'a', '{"x":1}']])
  })

  it('begin again where a name comes again and its arguments follow in pieces', () => {
    const { writer, parts } = newWriter()
    for (const x of [1, 2]) {
      writer.write({ ...piece, name: 'a' })
      writer.write({ ...piece, input: '{"x":' })
      writer.write({ ...piece, input: `${x}}` })
    }
    expect(writer.end(stop)).toBe(true)
    expect(callsIn(parts)).toEqual([
      ['r1-call-0', 'a', '{"x":1}'],
      ['r1-call-1', 'a', '{"x":2}'],
    ])
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
