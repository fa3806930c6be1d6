import { describe, expect, it } from 'vitest'
import { KeptChunks } from './kept-chunks.ts'

const kibibyte = 'x'.repeat(512)
const numbered = (count: number, of: (number: number) => string = String) =>
  Array.from({ length: count }, (_, place) => of(place))

describe('what is kept of a stream', () => {
  it('is all of it while it fits into 64 KiB', () => {
    const kept = new KeptChunks<string>('last')
    kept.add(['one'])
    kept.add([])
    kept.add(['two', 'three'])
    expect(kept.all()).toEqual(['one', 'two', 'three'])
    expect(kept.count).toBe(3)
  })

  it('is the last 64 KiB of a longer one, in whatever lists it came', () => {
    const chunks = numbered(1000, (number) => kibibyte.slice(0, 508) + String(number).padStart(4, '0'))
    for (const size of [1, 3, 50, 1000]) {
      const kept = new KeptChunks<string>('last')
      for (let from = 0; from < chunks.length; from += size) kept.add(chunks.slice(from, from + size))
      expect(kept.all()).toEqual(chunks.slice(-64))
      expect(kept.count).toBe(1000)
    }
  })

  it('is the last chunk at least, however large it is', () => {
    const kept = new KeptChunks<string>('last')
    const large = kibibyte.repeat(100)
    kept.add(['small'])
    kept.add([large])
    expect(kept.all()).toEqual([large])
    kept.add(['next'])
    expect(kept.all()).toEqual(['next'])
  })

  it('counts the texts of objects, and the bytes of arrays', () => {
    const parts = new KeptChunks<object>('last')
    for (let count = 0; count < 200; count += 1) parts.add([{ type: 'text', text: kibibyte, count }])
    const { length } = parts.all()
    expect(length).toBeGreaterThan(50)
    expect(length).toBeLessThan(64)
    const bytes = new KeptChunks<Uint8Array | undefined>('last')
    for (let count = 0; count < 200; count += 1) bytes.add([new Uint8Array(1024)])
    expect(bytes.all()).toHaveLength(64)
    bytes.add([undefined])
    expect(bytes.all()).toHaveLength(64)
  })

  it('is bounded also when chunks are empty, as those that keep a connection open', () => {
    const texts = new KeptChunks<string>('last')
    const bytes = new KeptChunks<Uint8Array>('last')
    for (let count = 0; count < 70_000; count += 1) {
      texts.add([''])
      bytes.add([new Uint8Array(0)])
    }
    expect(texts.all().length).toBeLessThanOrEqual(65_536)
    expect(bytes.all().length).toBeLessThanOrEqual(65_536)
  })

  it('is everything when all of it is asked for', () => {
    const kept = new KeptChunks<string>('all')
    const chunks = numbered(300, () => kibibyte)
    for (const chunk of chunks) kept.add([chunk])
    expect(kept.all()).toEqual(chunks)
  })

  it('is nothing when nothing is asked for, and is counted all the same', () => {
    const kept = new KeptChunks<string>(false)
    kept.add(['one', 'two'])
    expect(kept.all()).toEqual([])
    expect(kept.count).toBe(2)
  })
})
