import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactText, safeWord } from './secrets.ts'

/** One key of each vendor's shape. */
const keys = [
  'sk-proj-abc',
  'sk_live_1',
  'pk-lf-1',
  'rk_live_1',
  'gsk_abc',
  'xai-abc',
  'key_abc',
  'tgp_v1_abc',
  'csk-abc',
  'nvapi-abc',
  'hf_abc',
  'AIzaSyA',
  'ya29-a0',
  'eyJ0eXAi',
]

describe('a word of a vendor', () => {
  it.each([
    'rate_limit_exceeded',
    'tools[0].function.name',
    'req_01',
    'a:b/c',
    'x'.repeat(63),
    '-'.repeat(80),
  ])('is shown when it looks like an identifier: %s', (word) => {
    expect(safeWord(word)).toBe(word)
  })

  it.each(['two words', 'line\nend', '', 7, undefined, null, 'umläut', '.'.repeat(81), 'x'.repeat(64)])(
    'is not shown when it does not: %j',
    (word) => {
      expect(safeWord(word)).toBeUndefined()
    },
  )

  it.each(keys)('is not shown when it looks like a key: %s', (key) => {
    expect(safeWord(key)).toBeUndefined()
  })

  it.each(['risk-1', 'skip-1', 'keyword', 'task_sk-1'])(
    'is shown when it only resembles a key: %s',
    (word) => {
      expect(safeWord(word)).toBe(word)
    },
  )

  it('is not shown when it is a known secret or holds a long one', () => {
    const secrets = ['other1', 'abc', 'secret']
    expect(safeWord('abc', secrets)).toBeUndefined()
    expect(safeWord('abcdef', secrets)).toBe('abcdef')
    expect(safeWord('my-secret-word', secrets)).toBeUndefined()
    expect(safeWord('secret', ['x', 'secre'])).toBe('secret')
  })

  it('is not shown when it is a part of a secret, also with its middle left out', () => {
    const secrets = ['planted-4f2a-9fQA']
    for (const part of ['9fQA', '4f2a-9f', 'planted-4f2a', 'plan...9fQA', '....9fQA'])
      expect(safeWord(part, secrets)).toBeUndefined()
    for (const word of ['9fQ', 'rate_limit_exceeded', '9fQB', 'a.b.c'])
      expect(safeWord(word, secrets)).toBe(word)
  })

  it('is not shown when the request has it as a word, unless that is the name of a field', () => {
    const said = () =>
      JSON.stringify({ temperature: 1, messages: [{ role: 'user', content: 'the swordfish plan' }] })
    for (const echo of ['swordfish', 'plan', 'user']) expect(safeWord(echo, [], said)).toBeUndefined()
    for (const word of ['temperature', 'messages', 'sword', 'fish', 'planned', 'tools[0].name'])
      expect(safeWord(word, [], said)).toBe(word)
  })
})

describe('a text of a vendor', () => {
  it('stays readable, on one line', () => {
    expect(redactText(' Unknown value:\n\t"fast" \u0000 for \u001b[1mspeed ')).toBe(
      'Unknown value: "fast" for [1mspeed',
    )
  })

  it.each(['', '  \n', '\u0000'])('gives nothing when it is blank: %j', (text) => {
    expect(redactText(text)).toBeUndefined()
  })

  it.each([...keys, 'sk-proj-****wxyz', 'x'.repeat(64), 'a1'.repeat(16)])('loses the key %s', (key) => {
    expect(redactText(`Incorrect API key provided: ${key}. Look it up.`)).toMatch(
      /^Incorrect API key provided: \[redacted\]\.? Look it up\.$/,
    )
    expect(redactText(`key="${key}"`)).toBe('key="[redacted]"')
  })

  it('keeps words that are as long as a key and no key', () => {
    for (const word of ['a'.repeat(40), '1'.repeat(40), 'a1'.repeat(15)]) expect(redactText(word)).toBe(word)
  })

  it('loses known secrets, wherever they stand', () => {
    const secrets = ['Bearer planted-1', 'planted-1', 'red']
    expect(redactText('xplanted-1y, Bearer planted-1; red (red) redder', secrets)).toBe(
      'x[redacted]y, [redacted]; [redacted] ([redacted]) redder',
    )
    expect(redactText('-red- ..red.', secrets)).toBe('[redacted] [redacted]')
  })

  it('loses the whole of a secret that begins with another one, whichever is known first', () => {
    const secrets = ['planted', 'planted-1', 'planted-1-long']
    const text = 'planted planted-1 planted-1-long'
    expect(redactText(text, secrets)).toBe('[redacted] [redacted] [redacted]')
    expect(redactText(text, secrets.toReversed())).toBe('[redacted] [redacted] [redacted]')
  })

  it('loses every secret, however they overlap and wherever they are cut', () => {
    const secret = fc.string({ unit: fc.constantFrom('a', 'b', '-', '1'), minLength: 6, maxLength: 12 })
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 3 }), fc.nat(5000), (secrets, before) => {
        const text = `${'. '.repeat(before / 2)}${secrets.join('')} ${secrets.join(' ')}`
        const shown = redactText(text, secrets) ?? ''
        for (const each of secrets) expect(shown).not.toContain(each)
      }),
      { seed: 7 },
    )
  })

  it('is cut off after 500 characters, and never within a secret', () => {
    expect(redactText('word '.repeat(100))).toBe('word '.repeat(100).trim())
    expect(redactText('x y'.repeat(200))).toMatch(/^.{499}…$/)
    const key = 'planted-key-1'
    const shown = redactText(`${`${key} `.repeat(307)}${key} `, [key])
    expect(shown).not.toContain('plant')
    expect(shown).toHaveLength(500)
  })

  it('is looked at as far as 4000 characters', () => {
    expect(redactText(`${' '.repeat(3990)}word`)).toBe('word')
    expect(redactText(`${' '.repeat(3990)}word and more`)).toBe('word and')
    expect(redactText(' '.repeat(3996) + 'word')).toBe('word')
    expect(redactText(' '.repeat(3998) + 'word')).toBeUndefined()
  })
})
