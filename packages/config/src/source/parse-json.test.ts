import { describe, expect, it } from 'vitest'
import { parseJson } from './parse-json.ts'

describe('JSON', () => {
  it('may have comments, which end where they end, and are none inside of texts', () => {
    const text = `{ // a "comment"
      "url": "https://host//path", /* over
      two lines " */ "quote": "a \\"// b", "list": [1, /**/ 2]
    } // end`
    expect(parseJson(text)).toEqual({ url: 'https://host//path', quote: 'a "// b', list: [1, 2] })
  })

  it.each(['', '{', '{"key": planted}', '"planted', '[1,]', 'planted', '{} {}'])(
    'that is invalid is refused without a piece of it: %s',
    (text) => {
      let error: unknown
      try {
        parseJson(text)
      } catch (thrown) {
        error = thrown
      }
      expect(error).toBeInstanceOf(SyntaxError)
      expect(String(error)).toMatch(/^SyntaxError: the text is not valid JSON(, at .*)?$/)
      expect(String(error)).not.toContain('planted')
      expect(error).not.toHaveProperty('cause')
    },
  )

  it('is refused with the place in the text as it stands, comments included', () => {
    expect(() => parseJson('/* one */\n{ "a": 1,\n }')).toThrow(/line 3, column 2$/)
  })
})
