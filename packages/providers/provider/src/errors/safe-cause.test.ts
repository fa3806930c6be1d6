import { expect, it } from 'vitest'
import { safeCause } from './safe-cause.ts'
import { redact, safeWord } from './secrets.ts'

it('keeps what tells the reason and drops what hangs on it', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })
  const error = Object.assign(new TypeError('fetch failed', { cause: refused }), {
    config: { headers: { authorization: 'Bearer my-secret-key' } },
  })
  const safe = safeCause(error, ['my-secret-key'])
  expect(safe).toMatchObject({
    name: 'TypeError',
    message: 'fetch failed',
    cause: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:1' },
  })
  expect(safe).not.toHaveProperty('config')
  expect(safeCause('text')).toBeUndefined()
})

it('ends with causes that go in circles', () => {
  const error = new Error('round')
  error.cause = error
  expect(safeCause(error)?.message).toBe('round')
})

it('redacts keys, known ones and those that look like one', () => {
  expect(redact('Headers.append: "Bearer my-secret" is invalid', ['my-secret'])).not.toContain('my-secret')
  expect(redact('key sk-proj-abcdef1234 given')).toBe('key … given')
  expect(redact(`token ${'a1'.repeat(40)}`)).toBe('token …')
  expect(redact('x '.repeat(500)).length).toBe(200)
})

it('lets only words that look like identifiers through', () => {
  expect(safeWord('rate_limit_exceeded')).toBe('rate_limit_exceeded')
  expect(safeWord('tools[0].function.name')).toBe('tools[0].function.name')
  for (const word of ['two words', 'sk-ant-api03-xyz', 'gsk_abc', 'x'.repeat(81), '', 7, undefined]) {
    expect(safeWord(word)).toBeUndefined()
  }
})
