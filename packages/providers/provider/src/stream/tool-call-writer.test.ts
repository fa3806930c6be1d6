import { describe, expect, it } from 'vitest'
import { ToolCallWriter } from './tool-call-writer.ts'

const piece = { index: 0, id: '', name: '', input: '' }
const stop = { unified: 'stop', raw: 'stop' } as const

describe('streamed tool calls', () => {
  it('are put together by index, with what the vendor says of each', () => {
    const writer = new ToolCallWriter(() => 'r1')
    expect(writer.hasCalls).toBe(false)
    const parts = [
      ...writer.write({ ...piece, id: 'c1', name: 'a', input: '{', providerMetadata: { acme: { x: 1 } } }),
      ...writer.write({ ...piece, index: 1, id: 'c2', name: 'b' }),
      ...writer.write({ ...piece, input: '}', providerMetadata: { acme: { y: 2 } } }),
      ...writer.end(stop),
    ]
    expect(writer.hasCalls).toBe(true)
    expect(parts).toEqual([
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
    const writer = new ToolCallWriter(() => 'r1')
    expect([...writer.write({ ...piece, input: '{"a"' })]).toEqual([])
    expect([...writer.write({ ...piece, name: 'a', input: ':1}' })]).toEqual([
      { type: 'tool-input-start', id: 'r1-call-0', toolName: 'a' },
      { type: 'tool-input-delta', id: 'r1-call-0', delta: '{"a":1}' },
    ])
  })

  it('may share an index when each has an id and a name', () => {
    const writer = new ToolCallWriter(() => 'r1')
    const ids = [
      ...writer.write({ ...piece, id: 'c1', name: 'a' }),
      ...writer.write({ ...piece, id: 'c2', name: 'a' }),
    ].map((part) => ('id' in part ? part.id : ''))
    expect(ids).toEqual(['c1', 'c2'])
  })

  it('say when one of them is malformed', () => {
    const writer = new ToolCallWriter(() => 'r1')
    expect([...writer.write({ ...piece, id: 'c1', name: 'a', input: '{' })]).toHaveLength(2)
    expect(writer.end(stop).next()).toEqual({ done: true, value: false })
    expect(writer.end({ unified: 'length', raw: 'length' }).next()).toMatchObject({ done: false })
  })
})
