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
