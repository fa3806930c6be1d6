import { seededRandom } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import type { Fixture } from './fixtures.ts'
import { documentsIn, noiseOf, randomBytes, vocabularyOf } from './noise.ts'

const whole: Fixture = {
  surface: 'acme',
  name: 'whole',
  status: 200,
  headers: {},
  stream: false,
  body: '{"id":"a-1","choices":[{"text":"hello"}],"none":null}',
}
const stream: Fixture = {
  ...whole,
  name: 'stream',
  stream: true,
  body: 'event: first\r\ndata: {"delta":{"more":"x-1"}}\r\n\r\n: comment\n\ndata: [DONE]\n\n',
}
const vocabulary = vocabularyOf([whole, stream])

describe('the words of noise', () => {
  it('are those of the recorded bodies, and odd ones', () => {
    expect(vocabulary.names).toEqual(
      expect.arrayContaining(['id', 'choices', 'text', 'none', 'delta', 'more', '__proto__', 'length']),
    )
    expect(vocabulary.texts).toEqual(expect.arrayContaining(['a-1', 'hello', 'x-1', '[DONE]', '']))
    expect(vocabulary.texts).not.toContain('id')
    expect(vocabulary.events).toEqual(['first'])
    expect(vocabulary.documents).toEqual([JSON.parse(whole.body), { delta: { more: 'x-1' } }])
  })

  it('come from a body that is JSON as a whole, or from each event of a stream', () => {
    expect(documentsIn({ ...whole, body: 'no JSON' })).toEqual([])
    expect(documentsIn({ ...whole, body: stream.body })).toEqual([])
    expect(documentsIn({ ...stream, body: 'data: 1\ndata: {"a":2}\nevent: x\ndata: cut{' })).toEqual([
      1,
      { a: 2 },
    ])
  })
})

const random = seededRandom(7)
const noises = Array.from({ length: 4000 }, () => noiseOf(vocabulary, random))
const texts = noises.filter((noise) => typeof noise === 'string')

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The lines of noise with one document each: alone, in threes, or as events. */
const frames = texts.filter(
  (text) => /^(event: first\n)?data: [[{"\dtfn-]/.test(text) && !text.includes('\ufeff'),
)
const alone = texts
  .filter((text) => isJson(text) && !text.includes('\n'))
  .map((text) => JSON.parse(text) as unknown)
const share = (found: readonly unknown[]): number => found.length / noises.length

describe('noise', () => {
  it('is of five sorts, each as frequent as the others', () => {
    expect(share(noises.filter((noise) => noise instanceof Uint8Array))).toBeCloseTo(0.2, 1)
    expect(share(alone)).toBeCloseTo(0.2, 1)
    const threes = texts.filter((text) => text.split('\n').length === 3 && text.split('\n').every(isJson))
    expect(share(threes)).toBeCloseTo(0.2, 1)
    expect(share(frames)).toBeGreaterThan(0.12)
    const lines = texts.filter((text) => /(^|\n|\r)(retry: |id: |: |\ufeffdata: )/.test(text))
    expect(share(lines)).toBeGreaterThan(0.12)
  })

  it('has up to seven events, with and without a name, with every end of a line', () => {
    const counts = frames.map((text) => text.split('data: ').length - 1)
    expect(Math.max(...counts)).toBeGreaterThan(4)
    const named = frames.filter((text) => text.startsWith('event: first\n'))
    expect(named.length / frames.length).toBeCloseTo(0.7, 1)
    for (const end of [/[^\n\r]\n\n$/, /[^\n\r]\r\n\r\n$/, /[^\n\r]\r\r$/, /[^\n\r]\n$/])
      expect(frames.filter((text) => end.test(text)).length / frames.length).toBeCloseTo(0.25, 1)
  })

  it('has up to forty lines without sense', () => {
    const lines = texts.filter((text) => text.includes('retry: ')).map((text) => text.split(/[\r\n]+/).length)
    expect(Math.max(...lines)).toBeGreaterThan(25)
    expect(texts.some((text) => /(id: |retry: )first/.test(text))).toBe(true)
    expect(texts.some((text) => /(id: |retry: )hello/.test(text))).toBe(true)
  })

  it('is the surface’s own document with a value replaced, in most cases', () => {
    const own = alone.filter((value) => {
      const names = typeof value === 'object' && value !== null ? Object.keys(value) : []
      return names.join() === 'id,choices,none' || names.join() === 'delta'
    })
    expect(own.length / alone.length).toBeGreaterThan(0.55)
    expect(own.length / alone.length).toBeLessThan(0.85)
    const [first, second] = vocabulary.documents
    for (const untouched of [first, second])
      expect(own.filter((value) => JSON.stringify(value) === JSON.stringify(untouched)).length).toBeLessThan(
        own.length / 4,
      )
    expect(own.some((value) => (value as { delta?: { more?: unknown } }).delta?.more !== 'x-1')).toBe(true)
  })

  it('has values of all types, lists and objects in each other, and only names that are known', () => {
    const seen = { types: new Set<string>(), lists: 0, objects: 0, deepest: 0, names: new Set<string>() }
    const look = (value: unknown, depth: number): void => {
      seen.types.add(value === null ? 'null' : typeof value)
      seen.deepest = Math.max(seen.deepest, depth)
      if (typeof value !== 'object' || value === null) return
      if (Array.isArray(value)) seen.lists += 1
      else {
        seen.objects += 1
        for (const name of Object.keys(value)) seen.names.add(name)
      }
      for (const inner of Object.values(value)) look(inner, depth + 1)
    }
    for (const value of alone) look(value, 0)
    expect([...seen.types].toSorted()).toEqual(['boolean', 'null', 'number', 'object', 'string'])
    expect(seen.objects).toBeGreaterThan(1.2 * seen.lists)
    expect(seen.lists).toBeGreaterThan(100)
    expect(seen.deepest).toBeGreaterThan(4)
    expect(seen.deepest).toBeLessThan(10)
    for (const name of seen.names) expect(vocabulary.names).toContain(name)
  })
})

it('noise without recorded documents has two objects for each list', () => {
  const bare = vocabularyOf([])
  const documents = Array.from({ length: 4000 }, () => noiseOf(bare, random)).filter(
    (noise) => typeof noise === 'string' && isJson(noise) && /^[[{]/.test(noise),
  )
  const count = (first: string): number =>
    documents.filter((noise) => typeof noise === 'string' && noise.startsWith(first)).length
  expect(count('{') / count('[')).toBeGreaterThan(1.5)
  expect(count('{') / count('[')).toBeLessThan(2.5)
})

it('random bytes are one to 2048 of any value', () => {
  const all = Array.from({ length: 500 }, () => randomBytes(random))
  const lengths = all.map(({ length }) => length)
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1)
  expect(Math.min(...lengths)).toBeLessThan(40)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(2048)
  expect(Math.max(...lengths)).toBeGreaterThan(1950)
  expect(new Set(all.flatMap((bytes) => [...bytes])).size).toBe(256)
})
