import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ErrorField } from './error-field.ts'

/** The text that is parsed when it comes in these pieces. */
const rewritten = (pieces: readonly string[]): string => {
  const field = new ErrorField()
  return pieces.map((piece) => field.rewrite(piece)).join('') + field.rest()
}

describe('the field "error:"', () => {
  it.each([
    ['error: {}\n\n', '\nevent: error\ndata: {}\n\n'],
    ['data: a\n\nerror: {}\n\n', 'data: a\n\n\nevent: error\ndata: {}\n\n'],
    ['data: a\r\rerror:x\r\r', 'data: a\r\r\nevent: error\ndata:x\r\r'],
    ['data: a\nerror:b\n', 'data: a\n\nevent: error\ndata:b\n'],
  ])('of %j becomes an event', (text, expected) => {
    expect(rewritten([text])).toBe(expected)
  })

  it.each(['data: error: x\n\n', ' error: x\n', 'errors: x\n', 'an error: x\n', 'error', 'err\n', ''])(
    'is none in %j',
    (text) => {
      expect(rewritten([text])).toBe(text)
      expect(rewritten(text.match(/[^]/g) ?? [])).toBe(text)
    },
  )

  it('is the same however the text is cut', () => {
    const line = fc.constantFrom(
      'error: {}',
      'error',
      'err',
      'data: error: 1',
      'errors: x',
      '',
      'e',
      ':error:',
    )
    const end = fc.constantFrom('\n', '\r\n', '\r')
    const text = fc.array(fc.tuple(line, end)).map((lines) => lines.flat().join(''))
    fc.assert(
      fc.property(text, fc.array(fc.nat(60)), (whole, cuts) => {
        const places = [
          0,
          ...cuts.filter((cut) => cut < whole.length).toSorted((a, b) => a - b),
          whole.length,
        ]
        const pieces = places.slice(1).map((place, index) => whole.slice(places[index], place))
        expect(rewritten(pieces)).toBe(rewritten([whole]))
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})
