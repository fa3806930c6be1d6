import { expect, it } from 'vitest'
import { safeCause } from './safe-cause.ts'
import { safeWord } from './secrets.ts'

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
  expect(safeCause(error)?.message).toBe('Error')
})

it('drops texts it does not know, since they may hold the request', () => {
  const error = Object.assign(new Error('POST {"prompt":"planted"}'), { code: 'UND_ERR_SOCKET' })
  expect(safeCause(error)).toMatchObject({ name: 'Error', message: 'UND_ERR_SOCKET', code: 'UND_ERR_SOCKET' })
  expect(safeCause(new TypeError('planted'))?.message).toBe('TypeError')
  expect(safeCause(new Error('connect ECONNREFUSED my-secret-key'), ['my-secret-key'])?.message).toBe('Error')
})

it('lets only words that look like identifiers through', () => {
  expect(safeWord('rate_limit_exceeded')).toBe('rate_limit_exceeded')
  expect(safeWord('tools[0].function.name')).toBe('tools[0].function.name')
  for (const word of ['two words', 'sk-ant-api03-xyz', 'gsk_abc', 'x'.repeat(81), '', 7, undefined]) {
    expect(safeWord(word)).toBeUndefined()
  }
})
