import { describe, expect, it } from 'vitest'
import { asCount, asJsonText, asRecord, asRecords, asText } from './as-value.ts'
import { compact, toMetadata } from './compact.ts'
import { decoded } from './decoded.ts'
import { hasError } from './has-error.ts'
import { isJsonRecord, parseJson, parseJsonObject, parseJsonText } from './json-record.ts'
import { mergeAccount } from './merge-account.ts'
import { toResponseMetadata } from './to-response-metadata.ts'
import { toUsage } from './to-usage.ts'

describe('values of an answer', () => {
  it('are what they should be, or empty', () => {
    expect(['a', null, undefined, {}, ['a']].map(asText)).toEqual(['a', '', '', '', ''])
    expect([3, 0, -1, Number.NaN, Infinity, null].map(asCount)).toEqual([
      ...[3, 0],
      ...[undefined, undefined, undefined, undefined],
    ])
    expect([{ a: 1 }, [1], null, 'a'].map(asRecord)).toEqual([{ a: 1 }, {}, {}, {}])
    expect([[{ a: 1 }, 2, [3]], {}, undefined].map(asRecords)).toEqual([[{ a: 1 }], [], []])
  })

  it('are text and numbers also where a server parsed or quoted too much', () => {
    expect([6, 0, -1.5, true, false].map(asText)).toEqual(['6', '0', '-1.5', 'true', 'false'])
    expect(['3', ' 12 ', '1.5', '0'].map(asCount)).toEqual([3, 12, 1.5, 0])
    expect(['', ' ', '-3', '3 tokens', '1e3', '0x10'].map(asCount)).toEqual(Array(6).fill(undefined))
  })

  it('are JSON, also where a server has not written it as a text', () => {
    expect([{ a: [1] }, [], '{"a"', 5, null, undefined].map(asJsonText)).toEqual([
      ...['{"a":[1]}', '[]', '{"a"', '5', '', ''],
    ])
  })

  it('can be left out where they are missing', () => {
    expect(compact({ a: undefined, b: null, c: 0, d: '', e: false })).toEqual({ c: 0, d: '', e: false })
    expect(toMetadata('acme', { a: undefined })).toBeUndefined()
    expect(toMetadata('acme', { a: 1, b: undefined })).toEqual({ acme: { a: 1 } })
  })
})

describe('JSON', () => {
  it.each([
    ['{"a":1}', { a: 1 }, { a: 1 }],
    ['[1]', [1], undefined],
    ['null', undefined, undefined],
    ['5', undefined, undefined],
    ['"text"', undefined, undefined],
    [' {"a":[1]}\r\n', { a: [1] }, { a: [1] }],
    ['{"cut', undefined, undefined],
    ['{"cut":"}', undefined, undefined],
    ['{"cut":[1]', undefined, undefined],
    ['', undefined, undefined],
  ])('of the text %j is %j, and as an object %j', (text, value, object) => {
    expect(parseJson(text)).toEqual(value)
    expect(parseJsonObject(text)).toEqual(object)
  })

  it('of any kind has a value, and other text has none', () => {
    expect(['null', '5', '"a"', '{"a":1}'].map((text) => parseJsonText(text)?.value)).toEqual([
      null,
      5,
      'a',
      { a: 1 },
    ])
    expect([parseJsonText(''), parseJsonText('{"a":')]).toEqual([undefined, undefined])
  })

  it('objects are neither lists nor null', () => {
    expect([{}, [], null, 'a', undefined].map(isJsonRecord)).toEqual([true, false, false, false, false])
  })

  it.each(['x', { code: 1 }, ['x'], true, 500])('objects hold an error with %j', (error) => {
    expect(hasError({ error })).toBe(true)
  })

  it.each([null, undefined, '', {}, [], false, 0])('objects hold no error with %j', (error) => {
    expect(hasError({ error })).toBe(false)
  })
})

describe('a count of tokens', () => {
  it('derives the counts that are not given', () => {
    const raw = { anything: 1 }
    expect(toUsage({ input: 10, output: 8, cacheRead: 3, cacheWrite: 2, reasoning: 5, raw })).toEqual({
      inputTokens: { total: 10, noCache: 5, cacheRead: 3, cacheWrite: 2 },
      outputTokens: { total: 8, text: 3, reasoning: 5 },
      raw,
    })
  })

  it('is never negative, and leaves unknown counts undefined', () => {
    expect(toUsage({ input: 1, output: 1, cacheRead: 5, reasoning: 5 })).toEqual({
      inputTokens: { total: 1, noCache: 0, cacheRead: 5, cacheWrite: undefined },
      outputTokens: { total: 1, text: 0, reasoning: 5 },
    })
    expect(toUsage({ input: undefined, output: undefined, raw: 'text' })).toEqual({
      inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    })
  })
})

describe('an account of tokens', () => {
  it('is replaced by a later one, count by count', () => {
    const earlier = { input: 5, details: { cached: 1, audio: 2 }, tier: 'a' }
    expect(mergeAccount(undefined, earlier)).toBe(earlier)
    const later = { input: 7, output: 2, details: { cached: 3 }, tier: 'b' }
    expect(mergeAccount(earlier, later)).toEqual({
      ...{ input: 7, output: 2, tier: 'b' },
      details: { cached: 3, audio: 2 },
    })
  })

  it('keeps what it knows when a later one has zeros or nulls', () => {
    const earlier = { input: 5, output: '2', details: { cached: 1 } }
    for (const nothing of [0, '0', null, undefined]) {
      const later = { input: nothing, output: nothing, details: { cached: nothing } }
      expect(mergeAccount(earlier, later)).toEqual(earlier)
    }
    expect(mergeAccount(earlier, { details: null })).toEqual(earlier)
    expect(mergeAccount({ input: null, output: 0 }, { input: 0, output: 0 })).toEqual({ input: 0, output: 0 })
  })
})

describe('the metadata of a response', () => {
  it('has id, model and Unix time in seconds', () => {
    expect(toResponseMetadata({ id: 'r', model: 'm', created: 1_795_132_800 })).toEqual({
      id: 'r',
      modelId: 'm',
      timestamp: new Date('2026-11-20T00:00:00Z'),
    })
  })

  it('is left out where it is missing, empty or something else', () => {
    expect(toResponseMetadata({})).toEqual({})
    expect(toResponseMetadata({ id: '', model: null, created: 0 })).toEqual({})
    expect(toResponseMetadata({ id: [], model: {}, created: 'today' })).toEqual({})
  })

  it('may have an id that is a number', () => {
    expect(toResponseMetadata({ id: 5, model: 'm' })).toEqual({ id: '5', modelId: 'm' })
  })
})

it('a part of an address is without percent signs, and as it is where they make no sense', () => {
  expect(['a%20b', 'a%2Fb', '%'].map(decoded)).toEqual(['a b', 'a/b', '%'])
})
