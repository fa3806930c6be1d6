import { expect, it } from 'vitest'
import { codeIn } from './code-in.ts'
import { safeCause } from './safe-cause.ts'

it('keeps the reason of a failure, and none of the other fields', () => {
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
  expect(safe).not.toHaveProperty('code')
  expect(safe?.cause).not.toHaveProperty('cause')
  expect(codeIn(safe)).toBe('ECONNREFUSED')
})

it.each(['text', undefined, null, 5])('gives nothing for %j, which is no error', (value) => {
  expect(safeCause(value)).toBeUndefined()
  expect(codeIn(safeCause(value))).toBeUndefined()
})

it('ends where causes go in circles', () => {
  const error = new Error('round')
  error.cause = error
  expect(safeCause(error)).toMatchObject({ message: 'Error' })
  expect(safeCause(error)?.cause).toBeUndefined()
})

it('survives errors that cannot be read', () => {
  const hostile = Object.defineProperty(new Error('fetch failed'), 'code', {
    get: () => {
      throw new Error('planted')
    },
  })
  expect(safeCause(hostile)).toMatchObject({ name: 'Error', message: 'fetch failed' })
})

it.each([
  'fetch failed',
  'terminated',
  'aborted',
  'socket hang up',
  'other side closed',
  'connect ECONNREFUSED 127.0.0.1:443',
  'connect ECONNREFUSED [::1]:443',
  'getaddrinfo ENOTFOUND api.acme.example',
  'read ECONNRESET',
])('keeps the known text %j', (message) => {
  expect(safeCause(new Error(message))?.message).toBe(message)
})

it.each([
  'planted: fetch failed',
  'fetch failed: planted',
  'read ECONNRESET planted twice',
  'the planted read ECONNRESET',
  'read E',
])('replaces the text %j, which may hold the request', (message) => {
  expect(safeCause(new TypeError(message))?.message).toBe('TypeError')
  const withCode = Object.assign(new Error(message), { code: 'UND_ERR_SOCKET' })
  expect(safeCause(withCode)).toMatchObject({
    name: 'Error',
    message: 'UND_ERR_SOCKET',
    code: 'UND_ERR_SOCKET',
  })
})

it('replaces a text, a name and a code with a secret in it', () => {
  const error = Object.assign(new Error('connect ECONNREFUSED my-secret-key'), { code: 'my-secret-key' })
  error.name = 'my-secret-key'
  expect(safeCause(error, ['other-secret', 'my-secret-key'])).toMatchObject({
    name: 'Error',
    message: 'Error',
  })
  expect(safeCause(error, ['other-secret', 'my-secret-key'])).not.toHaveProperty('code')
})

it('replaces a message that is no text', () => {
  const odd = Object.assign(new Error('x'), { message: { toString: () => 'fetch failed' } })
  expect(safeCause(odd)?.message).toBe('Error')
})
