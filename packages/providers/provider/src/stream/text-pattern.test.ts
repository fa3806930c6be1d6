import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TextPattern } from './text-pattern.ts'

const place = (text: string, ...ignored: string[]): Parameters<typeof TextPattern.of>[1] => ({
  text,
  field: 'content',
  ignored: new Set(ignored),
})
const chunk = (content: string, more: object = {}): string =>
  JSON.stringify({ id: 'c1', choices: [{ index: 0, delta: { content }, finish_reason: null }], ...more })

describe('TextPattern', () => {
  const pattern = TextPattern.of(chunk('Hello'), place('Hello'))

  it.each([
    ' world',
    'a "quote"',
    '\n\n',
    'back\\slash',
    'über 🙂',
    '\ud83d',
    '\u2028',
    '{"content":"x"}',
    '\u0000',
  ])('reads %j in the place of the text', (text) => {
    expect(pattern?.textIn(chunk(text))).toBe(text)
  })

  it('reads escapes of any kind', () => {
    expect(pattern?.textIn(chunk('?').replace('?', String.raw`\u00fc\/\b\f\r\t`))).toBe('ü/\b\f\r\t')
  })

  it.each([
    ['an empty text', chunk('')],
    ['a further field', chunk('x', { usage: null })],
    ['another value', chunk('x').replace('c1', 'c2')],
    ['a finish reason', chunk('x').replace('null', '"stop"')],
    ['a list in the place of the text', chunk('x').replace('"x"', '["x"]')],
    ['half an event', chunk('x').slice(0, -1)],
    ['more than an event', `${chunk('x')}}`],
    ['a text that does not end', chunk('x').slice(0, chunk('x').indexOf('x') + 1)],
    ['a character that must be escaped', chunk('x').replace('x', '\t')],
    ['an unknown escape', chunk('x').replace('x', String.raw`\x41`)],
    ['half an escape', chunk('x').replace('x', String.raw`\u12`)],
    ['nothing', ''],
  ])('does not read %s', (_, data) => {
    expect(pattern?.textIn(data)).toBeUndefined()
  })

  it('lets fields differ that nothing reads, each in its own type', () => {
    const first = chunk('Hello', { created: 17, obfuscation: 'aZ3' })
    const numbered = TextPattern.of(first, place('Hello', 'created', 'obfuscation'))
    for (const created of [18, 0, 5, 1_700_000_000])
      expect(numbered?.textIn(chunk(' world', { created, obfuscation: '' }))).toBe(' world')
    expect(numbered?.textIn(chunk(' world', { created: '18', obfuscation: 'x' }))).toBeUndefined()
    expect(numbered?.textIn(chunk(' world', { created: 18, obfuscation: 1 }))).toBeUndefined()
    expect(numbered?.textIn(chunk(' world', { created: 1.5, obfuscation: 'x' }))).toBeUndefined()
  })

  it('lets padding differ before the last brace', () => {
    const padded = chunk(' world').replace(/\}$/, '      }')
    expect(pattern?.textIn(padded)).toBe(' world')
    expect(TextPattern.of(padded, place(' world'))?.textIn(chunk('!'))).toBe('!')
  })

  it.each([
    ['a field that is not there', chunk('Hello').replaceAll('content', 'text')],
    ['a text that stands in two places', JSON.stringify([{ content: 'Hello' }, { content: 'Hello' }])],
    ['a name with an escape', String.raw`{"content":"Hello","conten\u0074":"Hello"}`],
    ['a text made of several fields', JSON.stringify([{ content: 'Hel' }, { content: 'lo' }])],
  ])('is not made of %s', (_, data) => {
    expect(TextPattern.of(data, place('Hello'))).toBeUndefined()
  })

  it('reads nothing otherwise than JSON.parse', () => {
    const value = fc.jsonValue({ maxDepth: 2 })
    const event = fc.record({
      before: value,
      text: fc.string({ unit: 'binary', minLength: 1 }),
      after: value,
    })
    fc.assert(
      fc.property(event, fc.string({ unit: 'binary' }), fc.nat(), ({ before, text, after }, other, at) => {
        const write = (content: string, pad: string): string =>
          JSON.stringify({ before, delta: { content }, pad, after })
        const made = TextPattern.of(write(text, 'x'), place(text, 'pad'))
        if (made === undefined) return
        const data = write(other, other)
        expect(made.textIn(data)).toBe(other === '' ? undefined : other)
        // A character more, fewer, or other.
        const cut = at % (data.length + 1)
        for (const mutant of [
          data.slice(0, cut) + data.slice(cut + 1),
          `${data.slice(0, cut)}"${data.slice(cut)}`,
          `${data.slice(0, cut)}\\${data.slice(cut + 1)}`,
        ]) {
          const read = made.textIn(mutant)
          if (read === undefined) continue
          const parsed = JSON.parse(mutant) as { delta: { content: string }; pad: string }
          expect(parsed).toEqual({
            ...(JSON.parse(data) as object),
            delta: { content: read },
            pad: parsed.pad,
          })
          expect(parsed.delta.content).toBe(read)
        }
      }),
    )
  })
})
