import { describe, expect, it } from 'vitest'
import { redact } from './redact.ts'
import { safeError } from './safe-error.ts'

describe('safeError', () => {
  it('copies what is safe: name, code, status, causes, and where it was thrown', () => {
    const error = Object.assign(
      new TypeError('key-1234567 leaked', { cause: new Error('inner key-1234567') }),
      {
        code: 'E_KEY',
        status: 500,
        config: { headers: { authorization: 'key-1234567' } },
      },
    )
    const copy = safeError(error, { secrets: ['key-1234567'] })
    expect(copy).toMatchObject({
      name: 'TypeError',
      code: 'E_KEY',
      status: 500,
      cause: { message: 'inner …' },
    })
    expect(copy.message).toBe('… leaked')
    expect(Object.keys(copy).toSorted()).toEqual(['code', 'status'])
    expect(copy.stack).toContain('safe-error.test.ts')
    expect(copy.stack).not.toContain('key-1234567')
  })

  it.each([
    ['text', 'text'],
    [undefined, 'unknown error'],
    [{}, 'unknown error'],
    [null, 'unknown error'],
  ])('makes an error of %o', (thrown, message) => {
    expect(safeError(thrown).message).toBe(message)
  })

  it('comes to an end with causes that go round in a circle', () => {
    const error = new Error('round')
    error.cause = error
    expect(safeError(error).message).toBe('round')
  })
})

describe('redact', () => {
  it.each([
    ['Incorrect API key provided: sk-abcdefgh12345', 'Incorrect API key provided: …'],
    ['sent Authorization: Bearer abc.def', 'sent Authorization: …'],
    ['connect ECONNREFUSED 127.0.0.1:443', 'connect ECONNREFUSED 127.0.0.1:443'],
    ['own-secret-1 is wrong', '… is wrong'],
    ['no answer to "the launch code is swordfish, no doubt" was found', 'no answer to "…" was found'],
    ['cannot read "aunch code is swor…', 'cannot read "……'],
  ])('%s', (text, shown) => {
    const prompts = ['Remember: the launch code is swordfish, no doubt about it']
    expect(redact(text, { secrets: ['own-secret-1', 'is'], prompts })).toBe(shown)
  })

  it('leaves nothing of a secret that contains another one', () => {
    const secrets = ['own-secret', 'own-secret-and-tail']
    expect(redact('bad own-secret-and-tail', { secrets })).toBe('bad …')
  })

  it('leaves nothing of a secret on which a long text is cut', () => {
    const prompt = 'a long prompt. '.repeat(1333)
    expect(prompt).toHaveLength(19_995)
    expect(redact(`${prompt}own-secret`, { secrets: ['own-secret'], prompts: [prompt] })).not.toContain('own')
  })
})
