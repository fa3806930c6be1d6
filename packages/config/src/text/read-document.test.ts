import { describe, expect, it } from 'vitest'
import { readDocument } from './read-document.ts'
import { toValue } from './to-value.ts'

/** What a text holds, and its mistakes as `line:column path message`. */
const read = (text: string): { value: unknown; mistakes: string[] } => {
  const { root, mistakes } = readDocument(text)
  return {
    value: root === undefined ? undefined : toValue(root),
    mistakes: mistakes.map(({ line, column, path, message }) =>
      [`${String(line)}:${String(column)}`, path, message].filter((part) => part !== '').join(' '),
    ),
  }
}

describe('a document', () => {
  it.each<[string, string, unknown]>([
    ['a map', 'a: 1\nb: x', { a: 1, b: 'x' }],
    ['JSON', '{"a": [true, null, 1.5, "x"]}', { a: [true, null, 1.5, 'x'] }],
    ['a list', '- a\n- b: 1', ['a', { b: 1 }]],
    ['a word', 'a', 'a'],
    ['names that are numbers', '1: a\n2.5: b', { '1': 'a', '2.5': 'b' }],
    [
      'aliases, also of an anchor that comes again',
      'a: &x 1\nb: *x\nc: &x [2]\nd: *x',
      { a: 1, b: 1, c: [2], d: [2] },
    ],
    ['nothing after a name', 'a:\nb: ~', { a: null, b: null }],
    ['names alone in braces', '{ a, b: 1 }', { a: null, b: 1 }],
    ['a name that every object has', 'toString: 1', { toString: 1 }],
  ])('of %s has their values', (_, text, value) => {
    expect(read(text)).toEqual({ value, mistakes: [] })
  })

  it.each(['', ' \n', '# only this'])('is empty: %j', (text) => {
    expect(read(text)).toEqual({ value: undefined, mistakes: ['1:1 is empty; it must name "providers"'] })
  })

  it.each<[string, string, unknown, string[]]>([
    [
      'a key twice',
      'a: 1\nb: 2\na: 3',
      { a: 1, b: 2 },
      ['3:1 a stands here for the second time; keep one of the two'],
    ],
    [
      'a key twice, somewhere inside',
      'a: [0, { b: { c: 1, c: 2 } }]',
      { a: [0, { b: { c: 1 } }] },
      ['1:21 a[1].b.c stands here for the second time; keep one of the two'],
    ],
    [
      'a secret in place of a key, twice',
      'sk-planted-0123456789: 1\nsk-planted-0123456789: 2',
      { 'sk-planted-0123456789': 1 },
      ['2:1 (a string of 21 characters) stands here for the second time; keep one of the two'],
    ],
    [
      'a key that is a list',
      '[a]: 1\nb: 2',
      { b: 2 },
      ['1:1 has a key that is no word and no number; give it a name'],
    ],
    [
      'a key that is nothing',
      'a: { ~: 1 }',
      { a: {} },
      ['1:6 a has a key that is no word and no number; give it a name'],
    ],
    [
      'a merge',
      'a: &x { b: 1 }\nc:\n  <<: *x',
      { a: { b: 1 }, c: {} },
      ['3:3 c has a merge key (<<), which is not supported; use "providerDefaults", or an alias (*name)'],
    ],
    ['a prototype', '"__proto__": { a: 1 }', {}, ['1:1 __proto__ is a name that no option has; remove it']],
    [
      'an alias of nothing',
      'a: [*x]',
      { a: [null] },
      ['1:5 a[0] is an alias without an anchor (&name) before it; quote the text if it is none'],
    ],
    [
      'two documents',
      'a: 1\n---\nb: 2',
      undefined,
      ['2:1 a second document begins (---); a configuration is one document'],
    ],
    ['a tab', 'a:\n\tb: 1', undefined, ['2:1 a line is indented with a tab; use spaces']],
  ])('is wrong with %s', (_, text, value, mistakes) => {
    expect(read(text)).toEqual({ value, mistakes })
  })

  it('tells one mistake of a kind, and at most a hundred', () => {
    expect(read('a: "\\x\nb: "\\y').mistakes.length).toBeLessThanOrEqual(3)
    const { mistakes } = read(Array.from({ length: 120 }, () => 'a: 1').join('\n'))
    expect(mistakes).toHaveLength(100)
  })

  it.each<[string, string, string]>([
    [
      'deep',
      `${'['.repeat(66)}${']'.repeat(66)}`,
      'has values inside each other more than 64 levels deep; make it flatter',
    ],
    [
      'an alias inside its anchor',
      'a: &x [*x]',
      'has values inside each other more than 64 levels deep; make it flatter',
    ],
    [
      'long',
      '\n'.repeat(50_001),
      'has more than 50000 lines, entries, brackets and quotes; divide it into several configurations',
    ],
  ])('is too large: %s', (_, text, message) => {
    const { value, mistakes } = read(text)
    expect(value).toBeUndefined()
    expect(mistakes.map((mistake) => mistake.replace(/^\d+:\d+ /, ''))).toEqual([message])
  })

  it('may be as deep and as long as allowed', () => {
    expect(read(`${'['.repeat(65)}${']'.repeat(65)}`).mistakes).toEqual([])
    expect(read(`a${'\n'.repeat(50_000)}`)).toEqual({ value: 'a', mistakes: [] })
  })
})
