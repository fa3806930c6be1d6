import { describe, expect, it } from 'vitest'
import { readText } from './read-text.ts'

const bytes = new TextEncoder().encode('naïve')

/** A body that gives one byte at a time and notes how many were asked for. */
const bytewise = (): { readonly body: ReadableStream<Uint8Array>; read: number; cancelled: boolean } => {
  const state = { read: 0, cancelled: false }
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (state.read === bytes.length) controller.close()
        else controller.enqueue(bytes.subarray(state.read, (state.read += 1)))
      },
      cancel() {
        state.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return Object.assign(state, { body })
}

describe('readText', () => {
  it('reads a body to its end, characters that are split over chunks too', async () => {
    expect(await readText(bytewise().body, 100)).toEqual({ text: 'naïve', cut: false })
    expect(await readText(bytewise().body, bytes.length)).toEqual({ text: 'naïve', cut: false })
    expect(await readText(null, 100)).toEqual({ text: '', cut: false })
  })

  it('reads no more than it may, and cancels the rest', async () => {
    const source = bytewise()
    expect(await readText(source.body, 2)).toMatchObject({ cut: true })
    expect(source).toMatchObject({ read: 3, cancelled: true })
  })

  it('leaves out half a character where it was cut', async () => {
    for (const [most, beginning] of [
      [3, 'na'],
      [4, 'naï'],
    ] as const) {
      const { text, cut } = await readText(bytewise().body, most)
      expect([text, cut]).toEqual([beginning, true])
    }
  })
})
