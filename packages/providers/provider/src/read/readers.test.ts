import { describe, expect, it } from 'vitest'
import { asCount, asRecord, asRecords, asText } from './as-value.ts'
import { compact, toMetadata } from './compact.ts'
import { hasError } from './has-error.ts'
import { isJsonRecord, parseJson, parseJsonObject } from './json-record.ts'
import { toResponseMetadata } from './to-response-metadata.ts'
import { toUsage } from './to-usage.ts'

describe('values of an answer', () => {
  it('are what they should be, or empty', () => {
    expect(['a', 1, null, undefined].map(asText)).toEqual(['a', '', '', ''])
    expect([3, 0, -1, Number.NaN, '3'].map(asCount)).toEqual([3, 0, undefined, undefined, undefined])
    expect([{ a: 1 }, [1], null, 'a'].map(asRecord)).toEqual([{ a: 1 }, {}, {}, {}])
    expect([[{ a: 1 }, 2, [3]], {}, undefined].map(asRecords)).toEqual([[{ a: 1 }], [], []])
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

  it('objects are neither lists nor null', () => {
    expect([{}, [], null, 'a', undefined].map(isJsonRecord)).toEqual([true, false, false, false, false])
  })

  it('objects hold an error when they have one', () => {
    expect([{ error: 'x' }, { error: {} }, { error: null }, {}].map(hasError)).toEqual([
      true,
      true,
      false,
      false,
    ])
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
    expect(toResponseMetadata({ id: 5, model: {}, created: 'today' })).toEqual({})
  })
})
