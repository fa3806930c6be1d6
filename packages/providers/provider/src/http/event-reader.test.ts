import { describe, expect, it } from 'vitest'
import { EventReader, SseOverflowError, type SseOptions } from './event-reader.ts'

/** A reader of a body that comes in these pieces, and whether the body was cancelled. */
const readerOf = (pieces: readonly string[], options: SseOptions = {}) => {
  const rest = [...pieces]
  const state = { pulled: 0, isCancelled: false }
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = rest.shift()
        state.pulled += 1
        if (piece === undefined) controller.close()
        else controller.enqueue(new TextEncoder().encode(piece))
      },
      cancel() {
        state.isCancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { reader: new EventReader(body, options), state }
}

describe('the events of a body', () => {
  it('come with the piece that completes them, and then there are none', async () => {
    const { reader } = readerOf(['data: 1\n\ndata: 2\n\nda', 'ta', ': 3\n\n'])
    expect(await reader.next()).toEqual([{ data: '1' }, { data: '2' }])
    expect(await reader.next()).toEqual([{ data: '3' }])
    expect(await reader.next()).toBeUndefined()
    expect(await reader.read((events) => events ?? 'over')).toBe('over')
  })

  it('end with the last one, and what follows it is not read', async () => {
    const isLast = ({ data }: { readonly data: string }): boolean => data === 'end'
    const { reader, state } = readerOf(['data: 1\n\n', 'data: end\n\ndata: 2\n\n', 'data: 3\n\n'], { isLast })
    expect(await reader.next()).toEqual([{ data: '1' }])
    expect(await reader.next()).toEqual([{ data: 'end' }])
    expect(await reader.next()).toBeUndefined()
    expect(state).toEqual({ pulled: 2, isCancelled: true })
  })

  it('before one that is too long are given, and then the error', async () => {
    const { reader, state } = readerOf(['data: 1\n\ndata: ', 'x'.repeat(20), 'x\n\n'], { maxEventChars: 20 })
    expect(await reader.next()).toEqual([{ data: '1' }])
    await expect(reader.next()).rejects.toThrow(SseOverflowError)
    expect(state.isCancelled).toBe(true)
  })

  it('may be as long as allowed', async () => {
    const { reader } = readerOf(['data: ', 'x'.repeat(14), '\n\n'], { maxEventChars: 20 })
    expect(await reader.next()).toEqual([{ data: 'x'.repeat(14) }])
  })
})

describe('a body that is a document', () => {
  it('is one event, whatever white space and however many pieces it comes in', async () => {
    const { reader } = readerOf([' \n', ' {"a"', ':1}\n'])
    expect(await reader.next()).toEqual([{ data: ' {"a":1}\n', isDocument: true }])
    expect(await reader.next()).toBeUndefined()
  })

  it('is looked at before it is given', async () => {
    const checkDocument = (text: string): void => {
      throw new Error(`refused: ${text}`)
    }
    const { reader } = readerOf(['[1]'], { checkDocument })
    await expect(reader.next()).rejects.toThrow('refused: [1]')
  })

  it('may be longer than an event where that is allowed', async () => {
    const document = JSON.stringify(['x'.repeat(16)])
    expect(document).toHaveLength(20)
    const limits = { maxEventChars: 4, maxDocumentChars: 20 }
    expect(await readerOf([document], limits).reader.next()).toEqual([{ data: document, isDocument: true }])
    await expect(readerOf([document, ' '], limits).reader.next()).rejects.toThrow(SseOverflowError)
    await expect(readerOf(['{"a":1}'], { maxEventChars: 4 }).reader.next()).rejects.toThrow(SseOverflowError)
  })

  it('is none in markup', async () => {
    await expect(readerOf(['\n<html>']).reader.next()).rejects.toThrow('the answer is no event stream')
  })
})
