import { seededRandom } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { damaged, withMovedFrames } from './mutate.ts'
import type { StubResponse } from './stub-fetch.ts'

const body = '{"a":{"b":[7,8]},"c":"text-1"}'
const response: StubResponse = {
  status: 200,
  headers: { 'content-type': 'application/json', 'x-limit-requests': '5', 'retry-after': '3' },
  body,
}
const rounds = 6000

const damages = (original: StubResponse): StubResponse[] => {
  const random = seededRandom(11)
  return Array.from({ length: rounds }, () => damaged(original, random))
}

const all = damages(response)
const values = all.flatMap((each) =>
  typeof each.body === 'string' && each.headers === response.headers
    ? [JSON.parse(each.body) as unknown]
    : [],
)
const texts = all.flatMap((each) =>
  typeof each.body === 'string' ? [] : [Buffer.from(each.body).toString('latin1')],
)
const share = (found: readonly unknown[], of: number): number => found.length / of

it('a damage is one of the JSON, the bytes or the headers', () => {
  expect(share(values, rounds)).toBeCloseTo(0.5, 1)
  expect(share(texts, rounds)).toBeCloseTo(0.4, 1)
  for (const each of all) expect(each.status).toBe(200)
})

describe('a damage of the JSON', () => {
  const has = (json: unknown): unknown[] =>
    values.filter((value) => JSON.stringify(value) === JSON.stringify(json))

  it('leaves a value out, doubles it, or puts another in its place', () => {
    // There are five places, and a fifth of the damages leaves something out.
    for (const json of [{ c: 'text-1' }, { a: { b: [7, 8] } }, { a: {}, c: 'text-1' }])
      expect(share(has(json), values.length)).toBeCloseTo(0.04, 1)
    for (const json of [
      { a: { b: [7, 8, 7, 8] }, c: 'text-1' },
      { a: { b: [[7, 7], 8] }, c: 'text-1' },
      { a: { b: [7, 8] }, c: ['text-1', 'text-1'] },
      { a: [{ b: [7, 8] }, { b: [7, 8] }], c: 'text-1' },
    ])
      expect(share(has(json), values.length)).toBeGreaterThan(0.01)
    for (const other of [null, true, -1, 'text', [], {}, [null], { type: null }])
      expect(has({ a: { b: [7, 8] }, c: other }).length).toBeGreaterThan(5)
    expect(has(JSON.parse(body))).toEqual([])
  })

  it('leaves a body alone that is no JSON, or has no places', () => {
    for (const text of ['no JSON', '5', '{}']) {
      const bodies = damages({ ...response, body: text }).filter((each) => each.body === text)
      expect(share(bodies, rounds)).toBeCloseTo(0.6, 1)
    }
  })

  it('of a stream is in one of its events', () => {
    const stream = 'event: x\ndata: {"a":1}\n\ndata: {"b":2}\n\ndata: [DONE]\n\n'
    const changed = damages({ ...response, body: stream }).flatMap((each) =>
      typeof each.body === 'string' && each.headers === response.headers ? [each.body.split('\n')] : [],
    )
    const lines = stream.split('\n')
    const places = changed.map((found) =>
      lines.flatMap((line, place) => (line === found[place] ? [] : [place])),
    )
    for (const [number, found] of changed.entries()) {
      expect(found.length).toBe(lines.length)
      expect([[1], [3]]).toContainEqual(places[number])
    }
    expect(
      share(
        places.filter(([place]) => place === 1),
        changed.length,
      ),
    ).toBeCloseTo(0.5, 1)
  })
})

describe('a damage of the bytes', () => {
  const startOf = (text: string): number => {
    let length = 0
    while (length < text.length && text[length] === body[length]) length += 1
    return length
  }
  const endOf = (text: string): number => {
    let length = 0
    while (length < text.length && text.at(-1 - length) === body.at(-1 - length)) length += 1
    return length
  }

  it('is up to forty bytes more, less or other', () => {
    const lengths = texts.map(({ length }) => length)
    expect(Math.max(...lengths)).toBe(body.length + 40)
    expect(Math.min(...lengths)).toBe(0)
    expect(new Set(texts.flatMap((text) => [...Buffer.from(text, 'latin1')])).size).toBe(256)
  })

  it('cuts the end off, or leaves a piece out', () => {
    const cut = texts.filter((text) => body.startsWith(text))
    expect(share(cut, texts.length)).toBeGreaterThan(0.2)
    const gaps = texts.filter(
      (text) => text.length < body.length && startOf(text) + endOf(text) >= text.length,
    )
    expect(share(gaps, texts.length)).toBeGreaterThan(0.24)
    expect(gaps.some((text) => endOf(text) > 3 && startOf(text) > 3)).toBe(true)
  })

  it('says a piece twice', () => {
    const twice = texts.filter(
      (text) => text.length > body.length && startOf(text) + endOf(text) >= text.length,
    )
    expect(share(twice, texts.length)).toBeGreaterThan(0.12)
    const pieces = twice.map((text) => text.length - body.length)
    expect(Math.max(...pieces)).toBe(body.length)
  })

  it('puts other bytes between, in place of a piece, or in place of all', () => {
    const between = texts.filter(
      (text) =>
        text.length > body.length &&
        startOf(text) + endOf(text) >= body.length &&
        startOf(text) + endOf(text) < text.length,
    )
    expect(share(between, texts.length)).toBeGreaterThan(0.12)
    const replaced = texts.filter(
      (text) => text.length >= body.length && startOf(text) > 2 && endOf(text) < 2,
    )
    expect(share(replaced, texts.length)).toBeGreaterThan(0.05)
    const others = texts.filter(
      (text) => startOf(text) === 0 && endOf(text) === 0 && text.length <= 40 && text !== '',
    )
    expect(share(others, texts.length)).toBeGreaterThan(0.12)
  })
})

it('a damage of the headers is an odd value of each that is read as a number or a date', () => {
  const odd = all.filter((each) => each.headers !== response.headers)
  expect(share(odd, rounds)).toBeCloseTo(0.1, 1)
  const seen = new Set<string>()
  for (const { headers, body: same } of odd) {
    const value = headers['retry-after'] ?? 'none'
    seen.add(value)
    expect(same).toBe(body)
    expect(headers).toEqual({
      'content-type': 'application/json',
      'x-limit-requests': value,
      'retry-after': value,
      'retry-after-ms': value,
    })
  }
  expect([...seen].toSorted()).toEqual(
    [
      '-5',
      'NaN',
      'Infinity',
      '1e999',
      '',
      '99999999999999999999',
      'Fri, 99 Foo 2026',
      '0x10',
      '1,2',
    ].toSorted(),
  )
})

it('moved frames are those of the stream, but for up to three', () => {
  const frames = ['one', 'two', 'three', 'four', 'five'].map((word) => `data: ${word}`)
  const body = frames.map((frame) => `${frame}\r\n\r\n`).join('')
  const random = seededRandom(1)
  const seen = new Set<string>()
  for (let turn = 0; turn < 200; turn += 1) {
    const moved = withMovedFrames({ status: 200, headers: {}, body }, random)
    const given = String(moved.body)
      .split('\n\n')
      .filter((frame) => frame !== '')
    expect(frames).toEqual(expect.arrayContaining([...new Set(given)]))
    expect(Math.abs(given.length - frames.length)).toBeLessThanOrEqual(3)
    seen.add(given.join())
  }
  expect(seen.size).toBeGreaterThan(50)
})
