import { EventEmitter } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { pipeTo, type NodeResponse } from '../../src/web/index.ts'

/** A Node response whose client reads when the test says so. */
class FakeNodeResponse extends EventEmitter implements NodeResponse {
  readonly pieces: string[] = []
  readonly heads: number[] = []
  destroyed = false
  isEnded = false
  isSlow = false

  writeHead(status: number): void {
    this.heads.push(status)
  }

  write(chunk: Uint8Array): boolean {
    this.pieces.push(new TextDecoder().decode(chunk))
    return !this.isSlow
  }

  end(): void {
    this.isEnded = true
  }

  destroy(): void {
    this.destroyed = true
    this.emit('close')
  }
}

/** Pieces of text that count how many were asked for, and whether their reader has left. */
const counted = (
  pieces: readonly string[],
): AsyncGenerator<string> & { readonly seen: { reads: number; left: boolean } } => {
  const seen = { reads: 0, left: false }
  const generator = async function* (): AsyncGenerator<string> {
    try {
      for (const piece of pieces) {
        seen.reads += 1
        yield await Promise.resolve(piece)
      }
    } finally {
      seen.left = true
    }
  }
  return Object.assign(generator(), { seen })
}

describe('pipeTo', () => {
  it('reads no faster than the client', async () => {
    const response = new FakeNodeResponse()
    response.isSlow = true
    const stream = counted(['a', 'b', 'c'])
    const piping = pipeTo(response, stream)
    await nextTurn()
    expect([response.pieces, stream.seen.reads]).toEqual([['a'], 1])
    response.emit('drain')
    await nextTurn()
    expect([response.pieces, stream.seen.reads]).toEqual([['a', 'b'], 2])
    response.isSlow = false
    response.emit('drain')
    await piping
    expect([response.pieces.join(''), response.isEnded]).toEqual(['abc', true])
  })

  it('ends the stream when the client leaves while it is slow', async () => {
    const response = new FakeNodeResponse()
    response.isSlow = true
    const stream = counted(['a', 'b'])
    const piping = pipeTo(response, stream)
    await nextTurn()
    response.destroy()
    await piping
    expect([stream.seen, response.isEnded]).toEqual([{ reads: 1, left: true }, false])
  })

  it('breaks the connection of a client that does not catch up', async () => {
    const clock = createFakeClock()
    const response = new FakeNodeResponse()
    response.isSlow = true
    const stream = counted(['a', 'b'])
    const piping = pipeTo(response, stream, { clock, stalledMs: 1000 })
    await nextTurn()
    await clock.advance(999)
    expect([stream.seen.left, response.destroyed]).toEqual([false, false])
    await clock.advance(1)
    await piping
    expect([stream.seen.left, response.destroyed, response.isEnded]).toEqual([true, true, false])
    expect([response.eventNames(), clock.pending]).toEqual([[], 0])
  })

  it('sends nothing to a client that has left before', async () => {
    const response = new FakeNodeResponse()
    response.destroyed = true
    await pipeTo(response, counted(['a']))
    expect([response.heads, response.pieces]).toEqual([[], []])
  })

  it('leaves no listener', async () => {
    const response = new FakeNodeResponse()
    await pipeTo(response, counted(['a']))
    await expect(pipeTo(response, 42 as never)).rejects.toThrow(TypeError)
    expect(response.eventNames()).toEqual([])
  })

  it('writes nothing for a fault of the program', async () => {
    const response = new FakeNodeResponse()
    await expect(pipeTo(response, Promise.reject(new Error('a fault')))).rejects.toThrow('a fault')
    expect([response.heads, response.isEnded, response.destroyed]).toEqual([[], false, false])
  })

  it('ends the stream when the head cannot be written, because another one has been', async () => {
    const response = new FakeNodeResponse()
    response.writeHead = () => {
      throw new Error('the headers have been sent')
    }
    const stream = counted(['a', 'b'])
    await expect(pipeTo(response, stream)).rejects.toThrow('the headers have been sent')
    await nextTurn()
    expect([stream.seen, response.eventNames()]).toEqual([{ reads: 1, left: true }, []])
  })

  it('ends the stream and the connection when a piece cannot be written', async () => {
    const response = new FakeNodeResponse()
    response.write = () => {
      throw new Error('a middleware of a kind')
    }
    response.destroy = () => {
      response.destroyed = true
      // Node tells it later.
      setImmediate(() => response.emit('close'))
    }
    const stream = counted(['a', 'b'])
    await pipeTo(response, stream)
    await nextTurn()
    expect([stream.seen, response.destroyed]).toEqual([{ reads: 1, left: true }, true])
  })

  it('refuses what is no response of a Node server', async () => {
    await expect(pipeTo({} as never, counted([]))).rejects.toThrow(
      'pipeTo: "response.writeHead" must be a function',
    )
  })
})
